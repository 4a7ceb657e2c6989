"""Archive a shared folder: everything in it that may be given away, verified, in one file."""

import hashlib
import logging
import os
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from hypotez.domain.examine import examine
from hypotez.domain.hashing import hashed
from hypotez.domain.manifest import MANIFEST, Manifest, Member
from hypotez.domain.whole import disk_errors, whole_file
from hypotez.ports.archive import BLOCK, ArchiveLimits, Archiver, ArchiveWriter
from hypotez.ports.errors import ArchiveError, InputError, OptionError, StorageError
from hypotez.ports.files import Files, FoundFile, Omitted
from hypotez.ports.names import collision_key, legible, shown
from hypotez.ports.progress import Progress, Report, ignore

__all__ = ["Archive", "ArchiveResult"]

_log = logging.getLogger(__name__)

_UNLIMITED = ArchiveLimits(bytes=1 << 62, members=1 << 62, ratio=float("inf"))


@dataclass(frozen=True, slots=True)
class ArchiveResult:
    """An archive that was made.

    `name` and `path` of the file, its `size` in bytes and its `sha256` (hex); the number of `files` in it and their
    `bytes` together. `omitted` is what was left out, and why; `changed` are files that somebody wrote to meanwhile.
    """

    name: str
    path: Path
    size: int
    sha256: str
    files: int
    bytes: int
    omitted: tuple[Omitted, ...] = ()
    changed: tuple[str, ...] = ()


class Archive:
    """Put a folder into an archive. `archivers` by the name of their format, the default one first."""

    def __init__(self, files: Files, archivers: Mapping[str, Archiver]) -> None:
        self._files = files
        self._archivers = archivers

    @property
    def formats(self) -> tuple[str, ...]:
        """The formats that there are, the default one first."""
        return tuple(self._archivers)

    def __call__(
        self,
        directory: str,
        scope: str = "local",
        *,
        to: Path,
        format: str | None = None,
        report: Report = ignore,
    ) -> ArchiveResult:
        """Archive "root/folder" into the file `to`, or into a file in the folder `to` that is named after it.

        Paths in the archive are relative to the folder; empty folders are not kept. Secrets, links and special files
        are left out. `to` appears complete and verified, or not at all; it may lie in the folder itself. Memory does
        not grow with the size of files. `report` counts bytes, first of the stage "archive", then of "verify".

        Raises:
            NotAllowed, NotFound: the folder cannot be given, or `to` is a pipe or a device.
            OptionError: no such format, or `to` ends as another one does.
            StorageError: the disk refused, or a file became shorter while it was read.
        """
        began = time.monotonic()
        format = format or self.formats[0]
        if format not in self._archivers:
            raise OptionError(
                f"There is no archive format {shown(format)}: there are {', '.join(self.formats)}.",
                key="archive-unknown-format",
                name=legible(format),
                there=", ".join(self.formats),
            )
        archiver = self._archivers[format]
        folder = self._full_name(directory, scope)
        with disk_errors():
            inside = to.is_dir()
        if inside:
            to /= f"{folder.rpartition('/')[2]}.{format}"
        ending = next((other for other in self.formats if to.name.lower().endswith(f".{other}")), format)
        if ending != format:
            raise OptionError(f"{shown(to.name)} ends as {ending} does and is to be {format}: ask for one of them.")
        content = _Content(folder)
        for found in self._files.walk(scope, folder):
            content.take(found, to)
        with whole_file(to, reread=True) as part, ThreadPoolExecutor(2, "archive") as threads:
            with archiver.create(part) as writer, ThreadPoolExecutor(1, "hash") as hasher:
                manifest = content.write(writer, hasher, report)
            size = part.tell()
            # the disk and the second thread work while the archive is read again
            synced, digest = threads.submit(os.fsync, part.fileno()), threads.submit(_sha256, Path(str(part.name)))
            with disk_errors(), Path(str(part.name)).open("rb") as source:
                written = examine(archiver, source, _UNLIMITED, report, stage="verify", total=manifest.content)
            if written != manifest:
                raise ArchiveError("The archive does not read as it was written: check the disk and try again.")
            with disk_errors():
                synced.result()
                sha256 = digest.result()
        _log.info(
            "archived",
            extra={
                "files": len(manifest.files),
                "bytes": manifest.content,
                "left_out": len(manifest.omitted),
                "took_seconds": round(time.monotonic() - began, 3),
            },
        )
        return ArchiveResult(
            to.name, to, size, sha256, len(manifest.files), manifest.content, manifest.omitted, manifest.changed
        )

    def _full_name(self, directory: str, scope: str) -> str:
        """The folder with its root; a scope with one root may leave that out."""
        name = directory.strip()
        name = name if name == "/" else name.removesuffix("/")
        name = "" if name == "." else name
        roots = self._files.roots(scope)
        if len(roots) != 1 or name.partition("/")[0] in roots:
            return name
        return f"{roots[0]}/{name}" if name else roots[0]


class _Content:
    """What goes into an archive, and what does not."""

    def __init__(self, folder: str) -> None:
        self._prefix = f"{folder}/"
        self._found: list[FoundFile] = []
        self._omitted: list[Omitted] = []
        self._changed: list[str] = []
        self._keys = {collision_key(MANIFEST)}

    def take(self, found: FoundFile | Omitted, to: Path) -> None:
        """Sort one file in."""
        if isinstance(found, Omitted):
            self._omitted.append(found)
            return
        key = collision_key(self._path(found))
        if _is(found, to):
            self._omitted.append(Omitted(found.name, "is the archive itself"))
        elif key in self._keys:
            self._omitted.append(Omitted(found.name, "has the name of another file, up to case, or of the manifest"))
        else:
            self._keys.add(key)
            self._found.append(found)

    def write(self, writer: ArchiveWriter, thread: Executor, report: Report) -> Manifest:
        """Write all files and the manifest."""
        progress = _Counter(report, sum(found.size for found in self._found))
        members = []
        for found in self._found:
            try:
                stream = found.open()
            except InputError:
                self._omitted.append(Omitted(found.name, "disappeared, or may not be read"))
                continue
            with stream:
                members.append(self._add(writer, found, stream, thread, progress))
        manifest = Manifest(tuple(members), tuple(self._omitted), tuple(self._changed))
        content = manifest.to_json()
        writer.add(MANIFEST, len(content), 0.0, [content])
        return manifest

    def _add(
        self, writer: ArchiveWriter, found: FoundFile, stream: BinaryIO, thread: Executor, progress: "_Counter"
    ) -> Member:
        path = self._path(found)
        digest = hashlib.sha256()
        before = _stamp(stream)
        size = before[0]
        blocks = hashed(_read(stream, size, found.name, progress), digest, thread)
        writer.add(path, size, found.modified, blocks)
        if _stamp(stream) != before:
            self._changed.append(path)
        return Member(path, size, digest.hexdigest())

    def _path(self, found: FoundFile) -> str:
        return found.name.removeprefix(self._prefix)


class _Counter:
    """Reports the bytes that were read."""

    def __init__(self, report: Report, total: int) -> None:
        self._report = report
        self._total = total
        self._done = 0

    def __call__(self, more: int) -> None:
        self._done += more
        self._report(Progress("archive", self._done, max(self._total, self._done), "bytes"))


def _read(stream: BinaryIO, size: int, name: str, progress: _Counter) -> Iterator[bytes]:
    """Exactly the bytes that the file had when it was opened; what is added meanwhile is left."""
    while size:
        with disk_errors():
            block = stream.read(min(size, BLOCK))
        if not block:
            raise StorageError(f"{shown(name)} became shorter while it was read: try again when nobody writes to it.")
        size -= len(block)
        progress(len(block))
        yield block


def _stamp(stream: BinaryIO) -> tuple[int, int]:
    """Size in bytes, and when it was written to where the stream is a real file."""
    try:
        found = os.fstat(stream.fileno())
    except OSError:  # a stream in memory
        place = stream.tell()
        size = stream.seek(0, 2)
        stream.seek(place)
        return size, 0
    return found.st_size, found.st_mtime_ns


def _is(found: FoundFile, to: Path) -> bool:
    if found.identity is None or not to.exists():
        return False
    there = to.stat()
    return found.identity == (there.st_dev, there.st_ino)


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
