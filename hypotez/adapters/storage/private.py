"""Folders for the eyes of this user only."""

from pathlib import Path

__all__ = ["private_folder"]


def private_folder(folder: Path) -> None:
    """Make a folder, and each above it that is missing; those that are there stay as they are.

    Raises:
        OSError: the disk refused, or a file is in the way.
    """
    if not folder.parent.is_dir():  # `mkdir(parents=True)` would let everybody read these
        private_folder(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
