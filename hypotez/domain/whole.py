"""Files and folders that appear whole or not at all."""

import errno
import io
import os
import secrets
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from hypotez.ports.errors import NotAllowed, StorageError
from hypotez.ports.names import shown

__all__ = ["disk_errors", "whole_file", "whole_folder"]

_SENTENCES = {
    errno.ENOSPC: "The disk is full: free some space and try again.",
    errno.EDQUOT: "The disk quota is used up: free some space and try again.",
    errno.EROFS: "The disk is read-only: name another folder.",
    errno.EACCES: "The folder may not be written: name another one, or give hypotez the right.",
    errno.EPERM: "The folder may not be written: name another one, or give hypotez the right.",
    errno.ENOENT: "The folder to write to is not there: make it first.",
    errno.EISDIR: "There is a folder of that name: name a file.",
    errno.ENAMETOOLONG: "The name is too long for the disk: take a shorter one.",
    errno.EPIPE: "The reader of the pipe left before all was written: try again.",
}


@contextmanager
def disk_errors() -> Iterator[None]:
    """Translate what the system says about a disk.

    Raises:
        StorageError: with one sentence that names no path.
    """
    try:
        yield
    except ValueError as error:
        if "null" not in str(error):
            raise
        raise StorageError("No file can have a name with a NUL in it: take another one.") from error
    except OSError as error:
        sentence = _SENTENCES.get(error.errno or 0, f"The disk refused ({error.strerror}): try another folder.")
        raise StorageError(sentence) from error


class _PartFile(io.FileIO):
    """A file to write to; its writes are complete, and its errors are translated."""

    def write(self, data: Any, /) -> int:
        view = memoryview(data).cast("B")
        size = len(view)
        with disk_errors():
            while view:
                view = view[super().write(view) or 0 :]
        return size


@contextmanager
def whole_file(to: Path, *, reread: bool = False) -> Iterator[io.FileIO]:
    """Write a file under another name beside `to`, and put it in its place, synced, on leaving.

    Whatever is raised inside leaves `to` as it was, and nothing beside it. A link stays, and what it points at is
    written. A pipe or a device stays too: it is written to directly, unless what is written has to be `reread`.

    Raises:
        NotAllowed: `to` is a pipe or a device, and they cannot be read again.
        StorageError: the disk refused.
    """
    if _is_special(to):
        if reread:
            raise NotAllowed(f"{shown(to.name)} is a pipe or a device: name a file.")
        with _directly(to) as stream:
            yield stream
        return
    to = Path(os.path.realpath(to))
    part = _part(to)
    try:
        with disk_errors():
            stream = _PartFile(part, "xb")
        with stream:
            yield stream
            with disk_errors():
                os.fsync(stream.fileno())
        with disk_errors():
            part.replace(to)
            _sync_folder(to.parent)
    except BaseException:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise


def _is_special(to: Path) -> bool:
    """Whether it is there, and is no file that another one could take the place of."""
    try:
        with disk_errors():
            found = to.stat()
    except StorageError as error:
        if isinstance(error.__cause__, FileNotFoundError):
            return False
        raise
    return not stat.S_ISREG(found.st_mode) or (to.is_symlink() and _is_standard_output(found))


def _is_standard_output(found: os.stat_result) -> bool:
    """Whether it is the file that this process's output goes to, as /dev/stdout is: others write to that as well."""
    try:
        return os.path.samestat(found, os.fstat(1))
    except OSError:  # it was closed
        return False


@contextmanager
def _directly(to: Path) -> Iterator[io.FileIO]:
    with disk_errors():
        stream = _PartFile(os.dup(1), "wb") if _is_standard_output(to.stat()) else _PartFile(to, "wb")
    with stream:
        yield stream


@contextmanager
def whole_folder(target: Path) -> Iterator[Path]:
    """Fill a new folder beside `target`, and put it in its place on leaving. Errors leave nothing.

    Raises:
        NotAllowed: `target` is there and is not an empty folder.
        StorageError: the disk refused.
    """
    with disk_errors():
        target = target.resolve()
        if target.exists() and (not target.is_dir() or any(target.iterdir())):
            raise NotAllowed(f"The target {shown(target.name)} is there already: name a new or an empty folder.")
        part = _part(target)
    try:
        with disk_errors():
            part.mkdir()  # in here: a signal may end the program just after it
        yield part
        with disk_errors():
            if target.exists():
                target.rmdir()
            part.replace(target)
            _sync_folder(target.parent)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise


def _part(path: Path) -> Path:
    return path.with_name(f".{path.name[:100]}.{secrets.token_hex(4)}.hypotez-part")


def _sync_folder(folder: Path) -> None:
    """Make a rename durable, where a folder can be synced."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        with suppress(OSError):  # some file systems do not know it
            os.fsync(descriptor)
    finally:
        os.close(descriptor)
