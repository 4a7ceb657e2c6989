"""The other codec: whole files through pydub and the ffmpeg program.

Pydub's own `from_file` asks ffprobe, which no wheel brings, and passes no options to the input, so that a playlist
could make ffmpeg open other files. So the program that pydub would call is called here, on a file of our own name, with
the allowed demuxers and decoders; pydub's `AudioSegment` takes the sound from there, and writes it.
"""

import subprocess
import warnings
from collections.abc import Generator, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryDirectory
from typing import Any, Final

from hypotez.adapters.audio.allowed import CODECS, FORMATS
from hypotez.adapters.audio.blocks import bounded, opened, titled, unreadable, writable
from hypotez.adapters.audio.cut_off import cut_off
from hypotez.ports.audio import SPEECH_RATE, Audio, AudioCodec, CodecCan, Limits, Pcm
from hypotez.ports.engine import PathText, Status
from hypotez.ports.errors import AudioError, EngineCrashed, EngineFailed, EngineUnavailable, HypotezError
from hypotez.ports.names import legible
from hypotez.ports.progress import Progress, Report, ignore

__all__ = ["Pydub"]

_EXPORTS: Final[dict[str, dict[str, Any]]] = {
    "wav": {},
    "mp3": {},
    "ogg": {"codec": "libopus", "parameters": ["-ar", "48000"]},
    "flac": {},
}
"""What `AudioSegment.export` is told by format."""

_PIECE: Final = 64 << 10
"""Bytes that are handed out at once."""

_PATIENCE: Final = 0.5
"""Seconds between two looks at the running program."""


class Pydub(AudioCodec):
    """Reads and writes what the ffmpeg program does. `ffmpeg`: its path; empty takes the one of imageio-ffmpeg."""

    name = "pydub"
    can = CodecCan(streams=False, encodes=frozenset(_EXPORTS))

    def __init__(self, *, ffmpeg: PathText = "") -> None:
        self._ffmpeg = ffmpeg

    def decode(
        self, audio: Audio, *, rate: int = SPEECH_RATE, limits: Limits = Limits(), report: Report = ignore
    ) -> Iterator[Pcm]:
        """Yield mono blocks of a second, the first when ffmpeg is through with the whole file."""
        with opened(audio) as file:
            blocks = self._blocks(audio, rate, limits, report)
            yield from bounded(blocks, audio.name, limits, report, incomplete=lambda: cut_off(file))

    def encode(self, blocks: Iterable[Pcm], format: str) -> Iterator[bytes]:
        """Yield the file's bytes, the first when all blocks are in."""
        first, sound = writable(blocks, format, self.can.encodes)
        data = b"".join(block.data for block in sound)
        with _translating():
            segment = self._segment(data, first.rate, first.channels)
            file = segment.export(format=format, **_EXPORTS[format])
        with file:
            while piece := file.read(_PIECE):
                yield piece

    def status(self) -> Status:
        """Whether pydub and an ffmpeg program are here."""
        if find_spec("pydub") is None:
            return Status(installed=False, ready=False, hint="Install it with: pip install pydub")
        if self._ffmpeg and not Path(self._ffmpeg).is_file():
            return Status(ready=False, hint=f"There is no ffmpeg at {self._ffmpeg}: correct the option 'ffmpeg'.")
        if not self._ffmpeg and find_spec("imageio_ffmpeg") is None:
            return Status(ready=False, hint="Install an ffmpeg program with: pip install imageio-ffmpeg")
        return Status()

    def _blocks(self, audio: Audio, rate: int, limits: Limits, report: Report) -> Generator[Pcm, None, None]:
        with opened(audio) as file, ExitStack() as stack:
            with _translating():
                copy = Path(stack.enter_context(TemporaryDirectory(prefix="hypotez-")), "audio")
                with copy.open("wb") as target:
                    copyfileobj(file, target)
                process = _started([self._program(), *_arguments(copy, rate, limits)])
            data = _output(stack.enter_context(process), audio.name, report)
        with _translating():
            segment = self._segment(data, rate, 1)
        for start in range(0, int(segment.frame_count()), rate):
            yield Pcm(segment.get_sample_slice(start, start + rate).raw_data, rate)

    def _segment(self, data: bytes, rate: int, channels: int) -> Any:
        """An `AudioSegment` that knows our ffmpeg program."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # at its import pydub looks for ffmpeg on the path and complains
            from pydub import AudioSegment

        segment = AudioSegment(data=data, sample_width=2, frame_rate=rate, channels=channels)
        segment.converter = self._program()
        return segment

    def _program(self) -> str:
        if not (status := self.status()).ready:
            raise EngineUnavailable(status.hint, engine="pydub")
        if self._ffmpeg:
            return self._ffmpeg
        import imageio_ffmpeg

        return str(imageio_ffmpeg.get_ffmpeg_exe())


def _arguments(file: Path, rate: int, limits: Limits) -> list[str]:
    """Read one file of the allowed kinds; write raw mono samples, a little more than allowed, so that it shows."""
    return [
        *("-nostdin", "-hide_banner", "-v", "error"),
        *("-protocol_whitelist", "file", "-format_whitelist", ",".join(FORMATS), "-codec_whitelist", ",".join(CODECS)),
        *("-i", f"file:{file}", "-map", "0:a:0", "-ac", "1", "-ar", str(rate)),
        *("-t", f"{min(limits.seconds, limits.decoded / 2 / rate) + 1:f}", "-f", "s16le", "pipe:1"),
    ]


def _started(command: list[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def _output(process: subprocess.Popen[bytes], name: str, report: Report) -> bytes:
    """Wait for ffmpeg's end, or until `report` raises. What was decoded before damage was met counts."""
    try:
        waiting = True
        while waiting:
            report(Progress("decode", unit="seconds"))
            with suppress(subprocess.TimeoutExpired):
                data, complaint = process.communicate(timeout=_PATIENCE)
                waiting = False
    finally:
        process.kill()
    if process.returncode < 0:
        raise EngineCrashed(f"ffmpeg was ended by signal {-process.returncode}: try again.", engine="pydub")
    if len(data) < 2:
        if process.returncode == 0 or b"matches no streams" in complaint:
            raise AudioError(
                f"There is no sound in {titled(name)}: send a recording with an audio track.",
                key="audio-no-track",
                name=legible(name),
            )
        raise unreadable(name)
    return data[: len(data) // 2 * 2]


@contextmanager
def _translating() -> Iterator[None]:
    try:
        yield
    except HypotezError:
        raise
    except (ImportError, FileNotFoundError, PermissionError) as error:
        raise EngineUnavailable(
            "pydub or its ffmpeg program is missing: install them with pip install pydub imageio-ffmpeg.",
            engine="pydub",
        ) from error
    except Exception as error:
        reason = (str(error) or type(error).__name__).splitlines()[0]
        raise EngineFailed(f"pydub failed: {reason}.", engine="pydub") from error
