"""Read an archive that nobody trusts: every name, every size, every hash, before and while anything is written."""

import hashlib
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from typing import BinaryIO

from hypotez.domain.hashing import hashed
from hypotez.domain.manifest import MANIFEST, Manifest, Member
from hypotez.ports.archive import ArchiveLimits, Archiver, Entry, EntryKind
from hypotez.ports.errors import ArchiveError, NotAllowed
from hypotez.ports.names import collision_key, portable_parts, shown
from hypotez.ports.progress import Progress, Report

__all__ = ["Keep", "examine", "nowhere"]

_RECORD = 256
"""Bytes of a member in the manifest beside its name, and some to spare."""

Keep = Callable[[str, float], AbstractContextManager[Callable[[bytes], object]]]
"""Where the content of a member goes: called with its checked path and its time, gives what takes the blocks."""


@contextmanager
def nowhere(path: str, modified: float) -> Iterator[Callable[[bytes], object]]:  # noqa: ARG001 - it is a `Keep`
    """Read only."""
    yield lambda block: None  # noqa: ARG005


def examine(
    archiver: Archiver,
    source: BinaryIO,
    limits: ArchiveLimits,
    report: Report,
    *,
    stage: str,
    total: int | None = None,
    keep: Keep = nowhere,
) -> Manifest:
    """Read the whole archive, check it against its manifest, and give that. `total`: bytes of content, for `report`.

    Raises:
        ArchiveError: anything about it is wrong.
        StorageError: the disk refused.
    """
    packed = source.seek(0, 2)
    source.seek(0)
    with ThreadPoolExecutor(1, "hash") as thread:
        reading = _Reading(limits, packed, thread, report=report, stage=stage, total=total)
        for entry in archiver.entries(source, members=limits.members):
            reading.take(entry, keep)
    return reading.manifest()


class _Reading:
    """What is known of an archive so far."""

    def __init__(
        self, limits: ArchiveLimits, packed: int, thread: Executor, *, report: Report, stage: str, total: int | None
    ) -> None:
        self._limits = limits
        self._packed = packed
        self._report = report
        self._stage = stage
        self._total = total
        self._thread = thread
        self._count = 0
        self._bytes = 0
        self._keys: set[str] = set()
        self._folders: set[str] = set()
        self._members: dict[str, Member] = {}
        self._accounted = 0
        self._manifest: Manifest | None = None

    def take(self, entry: Entry, keep: Keep) -> None:
        """Check one entry, and keep its content."""
        self._count += 1
        if self._count > self._limits.members:
            raise ArchiveError(f"The archive has more than {self._limits.members} files: that is not allowed.")
        path = self._name(entry)
        if entry.kind is EntryKind.FOLDER:
            if any(entry.blocks):
                raise ArchiveError(f"The folder {shown(path)} in the archive has content: that is not allowed.")
            return
        if path == MANIFEST:
            self._manifest = Manifest.from_json(self._small(entry))
            return
        digest = hashlib.sha256()
        size = 0
        with keep(path, entry.modified) as write:
            for block in hashed(entry.blocks, digest, self._thread):
                size += len(block)
                self._count_bytes(len(block))
                write(block)
        self._members[path] = Member(path, size, digest.hexdigest())
        # in the manifest the name stands once or twice, the hash and the rest once
        self._accounted += 2 * len(path.encode()) + _RECORD

    def manifest(self) -> Manifest:
        """The archive's manifest, if all that was read is exactly what it says."""
        if self._manifest is None:
            raise ArchiveError("This is no archive of hypotez: it has no manifest.")
        told = {member.path: member for member in self._manifest.files}
        if len(told) != len(self._manifest.files) or told.keys() != self._members.keys():
            raise ArchiveError("The archive does not hold the files that its manifest names: it was changed.")
        for path, member in self._members.items():
            if told[path] != member:
                raise ArchiveError(f"{shown(path)} in the archive is not what its manifest says: it was changed.")
        return self._manifest

    def _name(self, entry: Entry) -> str:
        """The checked path; nothing may be there twice, whichever way a system compares names."""
        path = entry.path.removesuffix("/") if entry.kind is EntryKind.FOLDER else entry.path
        try:
            parts = portable_parts(path)
        except NotAllowed as error:
            raise ArchiveError(f"The archive has a name that is not allowed. {error}") from error
        if entry.kind is EntryKind.OTHER:
            raise ArchiveError(f"{shown(path)} in the archive is a link or a special file: that is not allowed.")
        above = {collision_key("/".join(parts[:depth])) for depth in range(1, len(parts))}
        key = collision_key(path)
        if entry.kind is EntryKind.FOLDER:
            above.add(key)
        elif key in self._keys or key in self._folders:
            raise ArchiveError(f"{shown(path)} is in the archive twice: that is not allowed.")
        else:
            self._keys.add(key)
        if not self._keys.isdisjoint(above):
            raise ArchiveError(f"{shown(path)} in the archive is a file and a folder: that is not allowed.")
        self._folders |= above
        return path

    def _small(self, entry: Entry) -> bytes:
        """The manifest: as long as its members account for (it is the last one), and little more."""
        most = self._limits.manifest + self._accounted
        content = bytearray()
        for block in entry.blocks:
            content += block
            if len(content) > most:
                raise ArchiveError("The archive's manifest is too big: it names far more than the archive holds.")
        return bytes(content)

    def _count_bytes(self, more: int) -> None:
        self._bytes += more
        if self._bytes > self._limits.bytes:
            raise ArchiveError(f"The archive unpacks to more than {self._limits.bytes} bytes: that is not allowed.")
        if self._bytes > self._limits.ratio_from and self._bytes > self._limits.ratio * self._packed:
            raise ArchiveError("The archive unpacks to far more than its own size: it looks like a bomb.")
        self._report(Progress(self._stage, self._bytes, self._total, "bytes"))
