"""Decoding by PyAV: a nameless stream of bytes, the allowed demuxers and decoders, and no way to open anything else."""

from collections.abc import Generator, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from types import SimpleNamespace
from typing import TYPE_CHECKING, BinaryIO, Final

from hypotez.adapters.audio.allowed import CODECS, FORMATS
from hypotez.adapters.audio.blocks import bounded, opened, refuse_at_once, titled, unreadable
from hypotez.adapters.audio.cut_off import counts_its_frames, cut_off
from hypotez.ports.audio import Audio, Limits, Pcm
from hypotez.ports.errors import AudioError, EngineFailed, EngineTimeout, EngineUnavailable, HypotezError
from hypotez.ports.names import legible
from hypotez.ports.progress import Report

if TYPE_CHECKING:
    from av import AudioFrame, AudioResampler
    from av.audio.codeccontext import AudioCodecContext
    from av.audio.stream import AudioStream
    from av.container import InputContainer

__all__ = ["decoded"]

_HONEST: Final = frozenset({"flac", "matroska", "mov", "ogg"})
"""Demuxers that know how long a file is. The others guess from its bit rate, or believe a header that a program wrote
before it knew."""

_RATES: Final = range(1_000, 1_000_001)
"""Hz. Outside of them a rate is a lie, and resampling from it costs more than the sound is worth."""

_SLACK: Final = 0.2
"""Seconds that a whole file may be shorter than it says: encoders count what they put before and after the sound."""

_ENGINE_FAULTS: Final = (
    *("BSFNotFoundError", "BugError", "EncoderNotFoundError", "ExitError", "ExperimentalError", "ExternalError"),
    *("FilterNotFoundError", "HTTPClientError", "HTTPError", "MuxerNotFoundError", "OptionNotFoundError"),
    *("ProtocolNotFoundError", "PyAVCallbackError", "TimeoutError"),
)
"""Names in `av.error` that do not speak of the bytes that were read. The others do: those bytes come from our own file
object, so that even FFmpeg's "input/output error" and "out of memory" say that the file lies about its contents."""


def decoded(
    audio: Audio, rate: int, limits: Limits, report: Report, *, formats: Iterable[str] = FORMATS
) -> Iterator[Pcm]:
    """Yield mono blocks of half a second at `rate` Hz; for the errors see `AudioCodec.decode`.

    `formats`: FFmpeg's demuxers that may run, some of `FORMATS`.
    """
    with opened(audio) as file, opened(audio) as again, ExitStack() as stack:
        with _translating(audio.name):
            container = _demuxed(file, formats)
            stack.callback(container.close)
            stream = _sound_of(container, audio.name)
        total = container.duration / 1e6 if container.duration else None
        if total is not None and not _HONEST.isdisjoint(container.format.name.split(",")):
            refuse_at_once(total, audio.name, limits, rate)
        mixer = _Mixer(rate)
        yield from bounded(
            _blocks(container, stream, mixer, audio.name),
            audio.name,
            limits,
            report,
            total=total,
            incomplete=lambda: cut_off(again) or mixer.reached < _promised(container, again) - _SLACK,
        )


def _promised(container: "InputContainer", file: BinaryIO) -> float:
    """The seconds of sound that the file says it has; 0 where that may be a guess, or another stream's."""
    names = container.format.name.split(",")
    if "mp3" in names:
        believed = counts_its_frames(file)
    else:  # a picture on the cover of a flac takes no time, a film does
        believed = "flac" in names or (not _HONEST.isdisjoint(names) and len(container.streams) == 1)
    return container.duration / 1e6 if container.duration and believed else 0.0


def _demuxed(file: BinaryIO, formats: Iterable[str]) -> "InputContainer":
    """Open a container that sees the file's bytes, not its name: FFmpeg would guess the format from the name."""
    import av

    return av.open(
        SimpleNamespace(read=file.read, seek=file.seek, tell=file.tell),
        "r",
        container_options={
            "format_whitelist": ",".join(formats),
            "codec_whitelist": ",".join(CODECS),
            "protocol_whitelist": "",
        },
        metadata_errors="replace",
        io_open=_refuse,
    )


def _refuse(*_request: object) -> BinaryIO:
    """Answer a file that wants to open another one."""
    raise AudioError(
        "This audio refers to other files, which are not opened: send the sound itself.", key="audio-refers"
    )


def _sound_of(container: "InputContainer", name: str) -> "AudioStream":
    """The first audio stream, ready to be decoded; the demuxer throws the others' packets away."""
    from av.stream import Discard

    stream = next(iter(container.streams.audio), None)
    if stream is None:
        raise AudioError(
            f"There is no sound in {titled(name)}: send a recording with an audio track.",
            key="audio-no-track",
            name=legible(name),
        )
    context: AudioCodecContext | None = stream.codec_context  # None where FFmpeg has no decoder
    if context is None or context.codec.name not in CODECS:
        raise AudioError(
            f"The sound in {titled(name)} is of a kind that is not read here: send it as mp3, ogg or wav.",
            key="audio-unknown-kind",
            name=legible(name),
        )
    for other in container.streams:
        if other is not stream:
            other.discard = Discard.all
    return stream


def _blocks(
    container: "InputContainer", stream: "AudioStream", mixer: "_Mixer", name: str
) -> Generator[Pcm, None, None]:
    with _translating(name):
        try:
            for frame in _frames(container, stream):
                if frame.sample_rate not in _RATES:
                    raise AudioError(
                        f"The rate in {titled(name)} is {frame.sample_rate:,} Hz, which no sound has.",
                        key="audio-no-rate",
                        name=legible(name),
                        rate=frame.sample_rate,
                    )
                yield from mixer.mix(frame)
        except Exception:
            with suppress(Exception):
                yield from mixer.rest()  # what came before the damage
            raise
        yield from mixer.rest()


def _frames(container: "InputContainer", stream: "AudioStream") -> "Iterator[AudioFrame]":
    """Decode packet by packet; a damaged packet is a gap, not the end."""
    from av.error import InvalidDataError

    for packet in container.demux(stream):
        try:
            frames = packet.decode()
        except InvalidDataError:
            continue
        yield from frames


class _Mixer:
    """Turns frames of any shape into mono 16-bit blocks of half a second at `rate` Hz.

    `reached`: the second in the file at which the last frame ends, which is later than the blocks' where some are lost.
    """

    def __init__(self, rate: int) -> None:
        self.reached = 0.0
        self._rate = rate
        self._resampler: AudioResampler | None = None
        self._shape: tuple[str, str, int] | None = None

    def mix(self, frame: "AudioFrame") -> Iterator[Pcm]:
        """Take a frame in; yield the blocks that it fills."""
        self.reached = (self.reached if frame.time is None else frame.time) + frame.samples / frame.sample_rate
        shape = (frame.format.name, frame.layout.name, frame.sample_rate)
        if self._resampler is None or shape != self._shape:
            yield from self.rest()
            self._resampler, self._shape = self._fresh(), shape
        yield from self._blocks(self._resampler.resample(frame))

    def rest(self) -> Iterator[Pcm]:
        """Yield what is left in the resampler."""
        if self._resampler is not None:
            resampler, self._resampler = self._resampler, None
            yield from self._blocks(resampler.resample(None))

    def _fresh(self) -> "AudioResampler":
        from av import AudioResampler

        return AudioResampler("s16", "mono", self._rate, frame_size=max(1, self._rate // 2))

    def _blocks(self, frames: "list[AudioFrame]") -> Iterator[Pcm]:
        for frame in frames:
            yield Pcm(bytes(memoryview(frame.planes[0])[: 2 * frame.samples]), self._rate)  # planes end in padding


@contextmanager
def _translating(name: str) -> Iterator[None]:
    try:
        yield
    except HypotezError:
        raise
    except Exception as error:
        raise _translated(error, name) from error


def _translated(error: Exception, name: str) -> HypotezError:
    """What FFmpeg or Python says, in our terms."""
    if isinstance(error, ImportError):
        return EngineUnavailable("PyAV is not installed: install it with pip install av.", engine="pyav")
    if isinstance(error, TimeoutError):
        return EngineTimeout("FFmpeg did not answer in time: try again.", engine="pyav")
    from av import error as vendor

    about_bytes = isinstance(error, (vendor.FFmpegError, ValueError))
    if about_bytes and not isinstance(error, tuple(getattr(vendor, fault) for fault in _ENGINE_FAULTS)):
        return unreadable(name)
    return EngineFailed(f"FFmpeg failed on {titled(name)}: {_reason(error)}.", engine="pyav")


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error) or type(error).__name__
