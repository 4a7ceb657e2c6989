"""tar.zst: POSIX tar (pax headers for what the old header cannot hold) in one Zstandard frame with a checksum.

Only what this writer writes is read back: regular files, folders, and pax headers of a bounded size. Reading a header
is the standard library's business; walking from one to the next is done here, because tarfile would read extended
headers of any size into memory. Format: POSIX.1-2008, pax interchange format; RFC 8878 for Zstandard.
"""

import tarfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

from hypotez.ports.archive import BLOCK, Archiver, ArchiveWriter, Entry, EntryKind
from hypotez.ports.errors import ArchiveError, StorageError

__all__ = ["TarZstArchiver"]

_RECORD = tarfile.BLOCKSIZE
_EXTENDED = 64 << 10
_WINDOW_LOG = 21
"""2 MiB; with jobs of one block each, it keeps the memory of all threads together below 40 MB at any level."""
_KINDS = {tarfile.REGTYPE: EntryKind.FILE, tarfile.AREGTYPE: EntryKind.FILE, tarfile.DIRTYPE: EntryKind.FOLDER}


class TarZstArchiver(Archiver):
    """Tar in Zstandard. `level`: 1 (fast) to 19 (small). `threads` that compress, beside the one that reads."""

    format = "tar.zst"

    def __init__(self, *, level: int = 3, threads: int = 2) -> None:
        self._level = level
        self._threads = threads

    def recognises(self, head: bytes) -> bool:
        """Zstandard's magic number."""
        return head.startswith(b"\x28\xb5\x2f\xfd")

    @contextmanager
    def create(self, to: BinaryIO) -> Iterator[ArchiveWriter]:
        """Write an archive."""
        import zstandard

        parameters = zstandard.ZstdCompressionParameters.from_level(
            self._level, threads=self._threads, write_checksum=True, job_size=BLOCK, window_log=_WINDOW_LOG
        )
        packed = _Packed(to, zstandard.ZstdCompressor(compression_params=parameters).compressobj())
        yield _TarWriter(packed)
        packed.write(bytes(2 * _RECORD))
        packed.finish()

    def entries(self, source: BinaryIO, *, members: int | None = None) -> Iterator[Entry]:  # noqa: ARG002
        """Yield the entries; there is no list of them."""
        import zstandard

        decompressor = zstandard.ZstdDecompressor(max_window_size=1 << _WINDOW_LOG)
        source.seek(0)
        return _entries(_Unpacked(decompressor.stream_reader(source, read_size=BLOCK, closefd=False)))


class _Packed:
    """Compresses what is written, small pieces together."""

    def __init__(self, to: BinaryIO, compressor: Any) -> None:
        self._to = to
        self._compressor = compressor
        self._waiting: list[bytes] = []
        self._size = 0

    def write(self, data: bytes) -> None:
        self._waiting.append(data)
        self._size += len(data)
        if self._size >= BLOCK:
            self._compress()

    def finish(self) -> None:
        self._compress()
        self._to.write(self._compressor.flush())

    def _compress(self) -> None:
        for piece in self._waiting if len(self._waiting) == 1 else [b"".join(self._waiting)]:
            self._to.write(self._compressor.compress(piece))
        self._waiting.clear()
        self._size = 0


class _TarWriter(ArchiveWriter):
    def __init__(self, to: _Packed) -> None:
        self._to = to

    def add(self, path: str, size: int, modified: float, blocks: Iterable[bytes]) -> None:
        info = tarfile.TarInfo(path)
        info.size = size
        info.mtime = max(0, int(modified))
        self._to.write(info.tobuf(tarfile.PAX_FORMAT, "utf-8", "strict"))
        left = size
        for block in blocks:
            left -= len(block)
            if left < 0:
                break
            self._to.write(block)
        if left:
            raise ValueError(f"the blocks do not have the {size} bytes that were announced")
        self._to.write(bytes(-size % _RECORD))


class _Unpacked:
    """Decompresses as it is read, and knows the errors."""

    def __init__(self, source: Any) -> None:
        self._source = source

    def some(self, most: int) -> bytes:
        """Up to `most` bytes; empty at the end."""
        import zstandard

        try:
            data: bytes = self._source.read(most)
        except zstandard.ZstdError as error:
            raise ArchiveError("The archive is damaged: get it again from where it came from.") from error
        except OSError as error:
            raise StorageError(f"The disk failed while the archive was read ({error.strerror}).") from error
        return data

    def blocks(self, size: int) -> Iterator[bytes]:
        """Exactly `size` bytes."""
        while size:
            block = self.some(min(size, BLOCK))
            if not block:
                raise ArchiveError("The archive is cut short: get it again from where it came from.")
            size -= len(block)
            yield block

    def all(self, size: int) -> bytes:
        """Exactly `size` bytes at once."""
        return b"".join(self.blocks(size))


def _entries(source: _Unpacked) -> Iterator[Entry]:
    extended: dict[str, str] = {}
    while True:
        header = source.all(_RECORD)
        if not any(header):
            _expect_end(source)
            return
        info = _info(header)
        if info.type == tarfile.XHDTYPE:
            if extended or info.size > _EXTENDED:
                raise ArchiveError("The archive has headers that are not allowed: it is not one of ours.")
            extended = _pax(source.all(info.size + -info.size % _RECORD)[: info.size])
            continue
        size = _number(extended["size"]) if "size" in extended else info.size
        path = extended.get("path", info.name)
        extended = {}
        kind = _KINDS.get(info.type, EntryKind.OTHER)
        blocks = source.blocks(size)
        yield Entry(path, kind, float(info.mtime), blocks)
        for _ in blocks:
            pass  # what nobody wanted to read
        source.all(-size % _RECORD)


def _info(header: bytes) -> tarfile.TarInfo:
    try:
        info = tarfile.TarInfo.frombuf(header, "utf-8", "strict")
    except (tarfile.HeaderError, ValueError) as error:
        raise ArchiveError("The archive is damaged or no tar: get it again from where it came from.") from error
    if info.size < 0:
        raise ArchiveError("The archive has a member of a negative size: it is damaged.")
    return info


def _pax(data: bytes) -> dict[str, str]:
    r"""Records "<length> <key>=<value>\n", the length counting itself."""
    records = {}
    try:
        while data:
            length = int(data[: data.index(b" ")])
            record, data = data[:length], data[length:]
            if length < len(record) or not record.endswith(b"\n") or length <= 0:
                raise ValueError("a record of another length")
            key, _, value = record[record.index(b" ") + 1 : -1].decode().partition("=")
            records[key] = value
    except ValueError as error:
        raise ArchiveError("The archive has a header that cannot be read: it is damaged.") from error
    return records


def _number(value: str) -> int:
    if not value.isascii() or not value.isdigit() or len(value) > 18:
        raise ArchiveError("The archive has a size that cannot be read: it is damaged.")
    return int(value)


def _expect_end(source: _Unpacked) -> None:
    """After the end comes nothing but zeros, and few of them."""
    left = BLOCK
    while block := source.some(_RECORD * 20):
        left -= len(block)
        if any(block) or left < 0:
            raise ArchiveError("The archive goes on after its end: it is not one of ours.")
