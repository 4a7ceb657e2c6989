"""The files that some speakers give instead of sound."""

from collections.abc import Iterator
from pathlib import Path

from hypotez.adapters.audio.pyav_reading import decoded as read
from hypotez.ports.audio import Audio, Limits, Pcm
from hypotez.ports.errors import AudioError, EngineFailed
from hypotez.ports.progress import ignore

__all__ = ["decoded"]


def decoded(file: bytes | Path, rate: int, engine: str, *, formats: tuple[str, ...], seconds: float) -> Iterator[Pcm]:
    """Yield what an engine wrote as mono blocks at `rate` Hz, with no more trust than in what a stranger sends.

    `formats`: FFmpeg's demuxers that may run ("mp3", "wav", "aiff"). `seconds`: more than the text could ever last.

    Raises:
        EngineFailed: it is no sound in these formats, damaged from its beginning, without samples, or too long.
    """
    try:
        yield from read(Audio(file), rate, Limits(seconds=seconds), ignore, formats=formats)
    except AudioError as error:
        raise EngineFailed(f"The engine {engine} gave something that is no sound; try again.", engine=engine) from error
