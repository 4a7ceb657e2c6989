"""zip: members are deflated, or stored where they are compressed already; Zip64 where sizes need it.

Format: PKWARE's APPNOTE.TXT, read and written by zipfile.
"""

import errno
import stat
import struct
import time
import zipfile
import zlib
from calendar import timegm
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import IO, BinaryIO, cast

from hypotez.ports.archive import BLOCK, Archiver, ArchiveWriter, Entry, EntryKind
from hypotez.ports.errors import ArchiveError, StorageError

__all__ = ["ZipArchiver"]

_EARLIEST = (1980, 1, 1, 0, 0, 0)
_LATEST = (2107, 12, 31, 23, 59, 58)
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1
_LISTED = b"PK\x01\x02"
_PACKED = tuple(
    ".7z .aac .avif .bz2 .docx .flac .gif .gz .heic .jpeg .jpg .jxl .lz4 .m4a .m4v .mkv .mov .mp3 .mp4 .oga .ogg .opus"
    " .png .pptx .rar .webm .webp .wma .xlsx .xz .zip .zst".split()
)
"""Endings of files that are compressed already: trying again takes long and gains nothing."""
_DAMAGE = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    OverflowError,
    RuntimeError,
    ValueError,
)


class ZipArchiver(Archiver):
    """Zip, that everybody can open. `level`: 1 (fast) to 9 (small)."""

    format = "zip"

    def __init__(self, *, level: int = 6) -> None:
        self._level = level

    def recognises(self, head: bytes) -> bool:
        """A local header, or the end of an archive with nothing in it."""
        return head.startswith((b"PK\x03\x04", b"PK\x05\x06"))

    @contextmanager
    def create(self, to: BinaryIO) -> Iterator[ArchiveWriter]:
        """Write an archive."""
        with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED, compresslevel=self._level) as archive:
            yield _ZipWriter(archive, self._level)

    def entries(self, source: BinaryIO, *, members: int | None = None) -> Iterator[Entry]:
        """Yield the entries."""
        counting = _Counting(source, members)
        with _damage():
            archive = zipfile.ZipFile(cast("BinaryIO", counting))
        counting.most = None  # from here on it is content that is read
        with archive:
            for info in archive.infolist():
                yield from _entry(archive, info)


class _ZipWriter(ArchiveWriter):
    def __init__(self, archive: zipfile.ZipFile, level: int) -> None:
        self._archive = archive
        self._level = level

    def add(self, path: str, size: int, modified: float, blocks: Iterable[bytes]) -> None:
        moment = time.gmtime(max(0.0, modified))[:6]
        info = zipfile.ZipInfo(path, min(max(moment, _EARLIEST), _LATEST))
        packed = path.lower().endswith(_PACKED)
        info.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
        info._compresslevel = self._level  # type: ignore[attr-defined]  # noqa: SLF001 - 3.13 made it public
        info.create_system = 3  # Unix, whose modes these are
        info.external_attr = (stat.S_IFREG | 0o644) << 16
        info.file_size = size
        left = size
        with self._archive.open(info, "w") as member:
            for block in blocks:
                left -= len(block)
                if left < 0:
                    break
                member.write(block)
            if left:
                raise ValueError(f"the blocks do not have the {size} bytes that were announced")


class _Counting:
    """Lets zipfile read its list of members, unless that has more than `most`: an entry takes ten times its bytes.

    What the archive says of their number counts for nothing, with zipfile neither; a signature is in every entry.
    """

    def __init__(self, source: BinaryIO, most: int | None) -> None:
        self._source = source
        self.most = most
        self.seek, self.tell, self.seekable = source.seek, source.tell, source.seekable

    def read(self, size: int = -1) -> bytes:
        data = self._source.read(size)
        if self.most is not None and data.count(_LISTED) > self.most:
            raise ArchiveError(
                f"The archive has more than {self.most:,} files: that is not allowed.",
                key="archive-too-many-files",
                most=self.most,
            )
        return data


def _entry(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[Entry]:
    if info.flag_bits & _ENCRYPTED:
        raise ArchiveError("The archive is encrypted: make one without a password.", key="archive-encrypted")
    if info.compress_type not in _METHODS:
        raise ArchiveError(
            "The archive is packed by a method that is not supported: pack it as a usual zip.", key="archive-method"
        )
    # not info.filename: zipfile has changed that one already, cutting it at NUL
    path = info.orig_filename
    with _damage():
        member = archive.open(info)
    with member:
        yield Entry(path, _kind(info), _modified(info), _blocks(member))


def _modified(info: zipfile.ZipInfo) -> float:
    try:
        return float(timegm((*info.date_time, 0, 0, 0)))
    except ValueError:  # a thirteenth month
        return 0.0


def _kind(info: zipfile.ZipInfo) -> EntryKind:
    mode = stat.S_IFMT(info.external_attr >> 16)
    if info.orig_filename.endswith("/"):
        return EntryKind.FOLDER if mode in {0, stat.S_IFDIR} else EntryKind.OTHER
    return EntryKind.FILE if mode in {0, stat.S_IFREG} else EntryKind.OTHER


def _blocks(member: IO[bytes]) -> Iterator[bytes]:
    while True:
        with _damage():
            block = member.read(BLOCK)
        if not block:
            return
        yield block


@contextmanager
def _damage() -> Iterator[None]:
    """Translate what zipfile and zlib say about broken archives; never open while others' code runs."""
    try:
        yield
    except _DAMAGE as error:
        raise ArchiveError(
            "The archive is damaged or no zip: get it again from where it came from.", key="archive-no-zip"
        ) from error
    except OSError as error:
        if error.errno == errno.EINVAL:  # an offset before the start
            raise ArchiveError(
                "The archive is damaged or no zip: get it again from where it came from.", key="archive-no-zip"
            ) from error
        raise StorageError(f"The disk failed while the archive was read ({error.strerror}).") from error
