"""What people hand over to be heard."""

from pathlib import Path

from hypotez.ports.audio import Audio
from hypotez.ports.errors import AudioTooLong

__all__ = ["Source", "audio_of"]

Source = Audio | bytes | str | Path
"""An audio file: its bytes, its path, or both in an `Audio`."""


def audio_of(source: Source, most: int) -> Audio:
    """The audio, which may have `most` megabytes.

    Raises:
        AudioTooLong: it has more.
    """
    audio = source if isinstance(source, Audio) else Audio(source if isinstance(source, bytes) else Path(source))
    size = len(audio.source) if isinstance(audio.source, bytes) else _size(audio.source)
    if size > most << 20:
        raise AudioTooLong(f"The audio has {size >> 20} MB; at most {most} MB are taken ([audio] max_input_mb).")
    return audio


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except (OSError, ValueError):
        return 0  # the use case says what is wrong with it
