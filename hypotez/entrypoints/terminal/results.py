"""The files that `hypotez transcribe --output` writes, and those that people have changed since."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from hypotez.domain.whole import disk_errors, whole_file
from hypotez.entrypoints.formats import SUFFIXES, render
from hypotez.ports.errors import StorageError

if TYPE_CHECKING:
    from hypotez.entrypoints.resume import Journal
    from hypotez.ports.speech import Transcript

__all__ = ["Results"]


@dataclass(frozen=True, slots=True)
class Results:
    """The results in a folder; the journal knows which of its files are as they were written."""

    folder: Path
    format: str
    journal: Journal

    def write(self, place: PurePath, transcript: Transcript) -> Path | None:
        """Write a transcript into its file; the file's path where it stays, since somebody wrote or changed it.

        Raises:
            StorageError: the disk refused.
        """
        file = place.with_name(place.name + SUFFIXES[self.format])
        path, known = self.folder / file, self.journal.written(file.as_posix())
        content = render(transcript, self.format).encode()
        there, wanted = _sha256(path), hashlib.sha256(content).hexdigest()
        if there not in {None, known, wanted}:
            return path
        if there != wanted:
            _write(path, content)
        if known != wanted:
            self.journal.wrote(file.as_posix(), wanted)
        return None


def _sha256(path: Path) -> str | None:
    """Of a file's content (hex), None where there is no file."""
    with disk_errors():
        if not path.is_file():
            return None
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()


def _write(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(f"{path.parent} cannot be written to: {error.strerror}") from error
    with whole_file(path) as file:
        file.write(content)
