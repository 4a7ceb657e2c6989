"""Restore an archive of hypotez into a folder."""

import logging
import os
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from hypotez.domain.examine import examine
from hypotez.domain.whole import disk_errors, whole_folder
from hypotez.ports.archive import ArchiveLimits, Archiver
from hypotez.ports.errors import ArchiveError, NotFound, StorageError
from hypotez.ports.files import Omitted
from hypotez.ports.names import shown
from hypotez.ports.progress import Report, ignore

__all__ = ["Restore", "RestoreResult"]

_log = logging.getLogger(__name__)

_HEAD = 16
_LATEST = 2.0**33
"""Seconds since 1970, in the year 2242: a later time is nobody's, and some systems cannot write it."""


@dataclass(frozen=True, slots=True)
class RestoreResult:
    """A folder that was restored: where it is, its number of `files`, their `bytes`, what the archive had left out."""

    path: Path
    files: int
    bytes: int
    omitted: tuple[Omitted, ...] = ()


class Restore:
    """Bring back what `Archive` put away. `archivers` are asked in turn whether a file is theirs."""

    def __init__(self, archivers: Mapping[str, Archiver], *, limits: ArchiveLimits = ArchiveLimits()) -> None:
        self._archivers = archivers
        self._limits = limits

    def __call__(self, archive: Path, target: Path, *, report: Report = ignore) -> RestoreResult:
        """Unpack into `target`, which must be new or empty; it is filled completely or not at all.

        The whole archive is checked before anything is written (stage "check"), and again while it is written (stage
        "restore"), so one that is hostile never touches the disk. `report` counts bytes.

        Raises:
            NotFound: there is no such file.
            ArchiveError: damaged, hostile, or not one of ours.
            NotAllowed: `target` is there and is not empty.
            StorageError: the disk refused, or has too little room.
        """
        began = time.monotonic()
        with disk_errors():
            there = archive.is_file()
        if not there:
            raise NotFound(f"There is no archive {shown(archive.name)}: check the name.")
        with disk_errors():
            source = archive.open("rb")
        with source, whole_folder(target) as part:
            archiver = self._archiver(source.read(_HEAD))
            manifest = examine(archiver, source, self._limits, report, stage="check")
            if manifest.content > shutil.disk_usage(part).free:
                raise StorageError(f"The disk has no room for {_size(manifest.content)}: free some space.")
            again = examine(
                archiver,
                source,
                self._limits,
                report,
                stage="restore",
                total=manifest.content,
                keep=lambda path, modified: _new_file(part, path, modified),
            )
            if again != manifest:
                raise ArchiveError("The archive was changed while it was read: try again.")
        _log.info(
            "restored",
            extra={
                "files": len(manifest.files),
                "bytes": manifest.content,
                "took_seconds": round(time.monotonic() - began, 3),
            },
        )
        return RestoreResult(target, len(manifest.files), manifest.content, manifest.omitted)

    def _archiver(self, head: bytes) -> Archiver:
        for archiver in self._archivers.values():
            if archiver.recognises(head):
                return archiver
        raise ArchiveError(f"This is no archive that can be restored: there are {', '.join(self._archivers)}.")


def _size(bytes: int) -> str:
    """As people say it: "7 bytes", "1.5 KB", "20.0 MB"."""
    for unit, name in ((10**9, "GB"), (10**6, "MB"), (10**3, "KB")):
        if bytes >= unit:
            return f"{bytes / unit:.1f} {name}"
    return f"{bytes} bytes"


@contextmanager
def _new_file(folder: Path, path: str, modified: float) -> Iterator[Callable[[bytes], object]]:
    """Write one file, in folders that only this run has made."""
    to = folder.joinpath(*path.split("/"))
    with disk_errors():
        to.parent.mkdir(parents=True, exist_ok=True)
        stream = to.open("xb")

    def write(block: bytes) -> None:
        with disk_errors():
            stream.write(block)

    try:
        yield write
    finally:
        with disk_errors():
            stream.close()
    seconds = min(max(modified, 0.0), _LATEST)
    with disk_errors():
        os.utime(to, (seconds, seconds))
