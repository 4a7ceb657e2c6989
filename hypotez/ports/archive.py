"""Archives: formats that hold many files in one. What goes in, and what may come out, is decided elsewhere."""

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import Enum
from typing import BinaryIO, Protocol, runtime_checkable

__all__ = ["BLOCK", "ArchiveLimits", "ArchiveWriter", "Archiver", "Entry", "EntryKind"]

BLOCK = 1 << 20
"""Bytes that are copied at a time."""


@dataclass(frozen=True, slots=True)
class ArchiveLimits:
    """What opening an archive may cost.

    `bytes`: content of all files together. `members`: their number. `ratio`: content per byte of archive, looked at
    once the content has passed `ratio_from` bytes (a little archive of zeros is harmless). `manifest`: its bytes beside
    those that the members before it account for; once it is read, it takes many times its size of memory.
    """

    bytes: int = 64 << 30
    members: int = 1_000_000
    ratio: float = 1000.0
    ratio_from: int = 1 << 30
    manifest: int = 8 << 20


class EntryKind(Enum):
    """What an entry of an archive says that it is."""

    FILE = "file"
    FOLDER = "folder"
    OTHER = "link or special file"


@dataclass(frozen=True, slots=True)
class Entry:
    """One member of an archive, as the archive has it: nothing about it is trusted.

    `path` is the name as it was written, unchecked. `modified` in seconds since 1970. `blocks` yields the content, up
    to `BLOCK` bytes at a time, and is good until the next entry is asked for; what is not read is skipped.
    """

    path: str
    kind: EntryKind
    modified: float
    blocks: Iterator[bytes]


@runtime_checkable
class ArchiveWriter(Protocol):
    """An archive that is being written."""

    def add(self, path: str, size: int, modified: float, blocks: Iterable[bytes]) -> None:
        """Append a file of exactly `size` bytes. What `blocks` raises comes out unchanged.

        Raises:
            ValueError: the blocks have more or fewer bytes; the archive is of no use then.
            StorageError: the format has no room for it.
        """
        ...


@runtime_checkable
class Archiver(Protocol):
    """One format."""

    format: str
    """Its name in the config and its ending without the first dot: "zip", "tar.zst"."""

    def recognises(self, head: bytes) -> bool:
        """Whether a file that begins with these (at least 8) bytes may be of this format."""
        ...

    def create(self, to: BinaryIO) -> AbstractContextManager[ArchiveWriter]:
        """Write an archive to a seekable stream; leaving the context completes it, the stream stays open.

        What the stream's `write` raises comes out unchanged.
        """
        ...

    def entries(self, source: BinaryIO, *, members: int | None = None) -> Iterator[Entry]:
        """Yield the entries in the order in which they were added, with a memory that does not grow with their content.

        Raises:
            ArchiveError: damaged, cut short, encrypted, or in a dialect that is not ours; or it lists more than
                `members`, in a format that has its list read at once.
            StorageError: the disk refused.
        """
        ...
