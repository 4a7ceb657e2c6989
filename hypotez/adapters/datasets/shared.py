"""Datasets that all may use: those in the owner's folder, and those that come with hypotez."""

import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from hypotez.ports.datasets import DatasetReader, KeptExample, Source, dataset_name
from hypotez.ports.errors import DatasetError, NotFound, StorageError
from hypotez.ports.names import shown
from hypotez.ports.storage import Origin

__all__ = ["READY_MADE", "SharedFolders"]

_log = logging.getLogger(__name__)

READY_MADE = Path(__file__).parent / "ready_made"
"""Those that come with hypotez."""


class SharedFolders:
    """A file, or a folder with files, is a dataset by its name without the ending; earlier `folders` go before later.

    In a folder all files count; where one is called `train`, as in published datasets, it counts alone, for the others
    are there to test with.
    """

    def __init__(self, folders: Sequence[Path], reader: DatasetReader) -> None:
        self._folders = tuple(folders)
        self._reader = reader

    def names(self) -> tuple[str, ...]:
        """All of them, sorted."""
        return tuple(sorted(self._found()))

    def examples(self, name: str, scope: str) -> tuple[KeptExample, ...]:
        """The rows, as if somebody had added them to `scope` when the files were written. Bad rows are left out.

        Raises:
            NotFound: no such dataset.
            DatasetError: its files are no labelled texts; the sentence names one.
            StorageError: the disk refused.
        """
        files = self._found().get(name)
        if files is None:
            raise NotFound(f"There is no shared dataset {shown(name)}: there are {', '.join(self.names())}.")
        kept: list[KeptExample] = []
        for file in files:
            content, at = _read(file, self._reader.most_bytes)
            try:
                rows = self._reader.read(content, file.name)
            except DatasetError as error:
                raise DatasetError(f"The shared file {shown(file.name)} cannot be used. {error}") from error
            if not rows.examples:
                raise DatasetError(f"The shared file {shown(file.name)} has texts without labels: nothing to learn.")
            if rows.bad:
                _log.warning("rows left out", extra={"file": file.name, "rows": len(rows.bad) + rows.more_bad})
            first = len(kept)
            kept += [
                # an id is the same whenever the same files are read, and people can type it
                KeptExample(f"{first + number:06}", at, Origin(scope), example, Source.SHARED)
                for number, example in enumerate(rows.examples)
            ]
        return tuple(kept)

    def _found(self) -> dict[str, tuple[Path, ...]]:
        found: dict[str, tuple[Path, ...]] = {}
        for folder in self._folders:
            for path in _inside(folder):
                try:
                    name = dataset_name(path.name if path.is_dir() else path.stem)
                except DatasetError:
                    continue
                files = self._files(path)
                if files:
                    found.setdefault(name, files)
        return found

    def _files(self, path: Path) -> tuple[Path, ...]:
        paths = _inside(path) if path.is_dir() else [path]
        files = tuple(file for file in paths if file.suffix[1:].lower() in self._reader.formats and file.is_file())
        return tuple(file for file in files if path.is_dir() and file.stem.lower() == "train")[:1] or files


def _inside(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    except FileNotFoundError:
        return []
    except OSError as error:
        raise StorageError(f"The folder of shared datasets cannot be read ({error.strerror}).") from error


def _read(file: Path, most: int) -> tuple[bytes, datetime]:
    """Its content, and when it was written. One byte more than allowed is read, which the reader will refuse."""
    try:
        with file.open("rb") as source:
            return source.read(most + 1), datetime.fromtimestamp(int(file.stat().st_mtime), UTC)
    except OSError as error:
        raise StorageError(f"The shared file {shown(file.name)} cannot be read ({error.strerror}).") from error
