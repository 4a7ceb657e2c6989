"""The default codec: FFmpeg's libraries through PyAV, in this process, in constant memory."""

from collections.abc import Iterable, Iterator
from importlib.util import find_spec

from hypotez.adapters.audio.blocks import writable
from hypotez.adapters.audio.pyav_reading import decoded
from hypotez.adapters.audio.pyav_writing import CODECS, encoded
from hypotez.ports.audio import SPEECH_RATE, Audio, AudioCodec, CodecCan, Limits, Pcm
from hypotez.ports.engine import Status
from hypotez.ports.progress import Report, ignore

__all__ = ["PyAv"]


class PyAv(AudioCodec):
    """Reads what people send; writes wav, mp3, Opus in Ogg, and flac."""

    name = "pyav"
    can = CodecCan(streams=True, encodes=frozenset(CODECS))

    def decode(
        self, audio: Audio, *, rate: int = SPEECH_RATE, limits: Limits = Limits(), report: Report = ignore
    ) -> Iterator[Pcm]:
        """Yield mono blocks of half a second. Damage after the first sample ends the sound."""
        return decoded(audio, rate, limits, report)

    def encode(self, blocks: Iterable[Pcm], format: str) -> Iterator[bytes]:
        """Yield the bytes of an Ogg as they come, those of other formats at the end, when their headers are known."""
        first, sound = writable(blocks, format, self.can.encodes)
        yield from encoded(sound, first, format)

    def status(self) -> Status:
        """Whether PyAV is installed."""
        if find_spec("av") is None:
            return Status(installed=False, ready=False, hint="Install it with: pip install av")
        return Status()
