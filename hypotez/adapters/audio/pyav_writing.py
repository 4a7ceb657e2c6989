"""Encoding by PyAV: blocks go in one by one, and only headers that are written last make a file wait for its end."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from fractions import Fraction
from tempfile import SpooledTemporaryFile
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final, cast

from hypotez.ports.audio import Pcm
from hypotez.ports.errors import EngineFailed, EngineUnavailable

if TYPE_CHECKING:
    from av import AudioFrame
    from av.audio.stream import AudioStream
    from av.container import OutputContainer

__all__ = ["CODECS", "encoded"]

CODECS: Final = {"wav": "pcm_s16le", "mp3": "libmp3lame", "ogg": "libopus", "flac": "flac"}
"""FFmpeg's encoder by format."""

_SPOOL: Final = 8 << 20
"""Bytes of a file that are kept in memory before they go to disk."""

_PIECE: Final = 64 << 10
"""Bytes that are handed out at once."""


def encoded(blocks: Iterable[Pcm], first: Pcm, format: str) -> Iterator[bytes]:
    """Yield the bytes of a file with `blocks`, all of the shape of `first`. What `blocks` raise comes out unchanged.

    Raises:
        EngineFailed: FFmpeg refused, or there was no room for a temporary file.
    """
    if format == "ogg":
        ready = bytearray()
        for _ in _muxed(SimpleNamespace(write=ready.extend), blocks, first, format):
            if ready:
                yield bytes(ready)
                ready.clear()
        return
    with SpooledTemporaryFile(_SPOOL) as file:  # the sizes in the headers of the others are known at the end
        for _ in _muxed(file, blocks, first, format):
            pass
        file.seek(0)
        while piece := file.read(_PIECE):
            yield piece


def _muxed(file: Any, blocks: Iterable[Pcm], first: Pcm, format: str) -> Iterator[None]:
    """Write a whole file; pause after each block and after the end."""
    with _faults():
        import av

        container = av.open(file, "w", format=format)
    try:
        with _faults():
            stream = _stream(container, first, CODECS[format])
        position = 0
        for block in blocks:
            with _faults():
                container.mux(stream.encode(_frame(block, position)))
            position += block.frames
            yield
        with _faults():
            container.mux(stream.encode(None))
            container.close()
        yield
    finally:
        with suppress(Exception):  # it is closed already, or whatever it says comes too late
            container.close()


def _stream(container: "OutputContainer", first: Pcm, codec: str) -> "AudioStream":
    """The one stream, at the first block's rate or the next higher one that the encoder has; Opus always at 48 kHz."""
    from av import Codec

    rates = Codec(codec, "w").audio_rates or [first.rate]
    rate = 48_000 if codec == "libopus" else min((r for r in rates if r >= first.rate), default=max(rates))
    return cast("AudioStream", container.add_stream(codec, rate=rate, layout=_layout(first)))


def _frame(block: Pcm, position: int) -> "AudioFrame":
    from av import AudioFrame

    frame = AudioFrame("s16", _layout(block), block.frames)
    frame.planes[0].update(block.data)
    frame.sample_rate = block.rate
    frame.time_base = Fraction(1, block.rate)
    frame.pts = position
    return frame


def _layout(block: Pcm) -> str:
    return "mono" if block.channels == 1 else "stereo"


@contextmanager
def _faults() -> Iterator[None]:
    """The sound is sound: whatever goes wrong in here is the encoder's fault, or the disk's."""
    try:
        yield
    except ImportError as error:
        raise EngineUnavailable("PyAV is not installed: install it with pip install av.", engine="pyav") from error
    except Exception as error:
        reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
        raise EngineFailed(f"The audio could not be written: {reason}.", engine="pyav") from error
