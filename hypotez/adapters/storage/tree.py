"""A folder of this machine, entered one name at a time so that no link can lead out of it.

Where the system can open a name relative to an open folder (Linux, macOS, BSD), each step is such an opening that
refuses links: between looking and opening there is no moment in which a folder could be swapped for a link.
Elsewhere (Windows) each step is looked at, and what was opened is compared with what was looked at.
"""

import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Protocol

__all__ = ["DescriptorTree", "LinkError", "PathTree", "SpecialFileError", "Tree", "tree"]

_BINARY = getattr(os, "O_BINARY", 0)
_FLAGS = os.O_RDONLY | _BINARY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOINHERIT", 0)
_REPARSE_POINT = 0x400  # FILE_ATTRIBUTE_REPARSE_POINT: links and junctions of Windows


class LinkError(OSError):
    """A step is a link."""


class SpecialFileError(OSError):
    """The last step is neither a folder nor a regular file."""


class Tree(Protocol):
    """A folder. Every method takes the parts of a checked name and raises `OSError` where a step fails."""

    def look(self, parts: Sequence[str]) -> os.stat_result:
        """What the last part is; a link is looked at itself."""
        ...

    def names(self, parts: Sequence[str]) -> list[str]:
        """What a folder holds, unsorted."""
        ...

    def open(self, parts: Sequence[str]) -> BinaryIO:
        """A regular file, for reading, without a buffer."""
        ...


def tree(root: Path) -> Tree:
    """The safest tree that this system has."""
    relative = {os.open, os.stat} <= os.supports_dir_fd and os.listdir in os.supports_fd
    return DescriptorTree(root) if relative and hasattr(os, "O_NOFOLLOW") else PathTree(root)


def _checked(found: os.stat_result, *, folder: bool) -> os.stat_result:
    """Refuse links, and what is not of the kind that is wanted."""
    if stat.S_ISLNK(found.st_mode) or getattr(found, "st_file_attributes", 0) & _REPARSE_POINT:
        raise LinkError
    if folder and not stat.S_ISDIR(found.st_mode):
        raise NotADirectoryError
    if not folder and stat.S_ISDIR(found.st_mode):
        raise IsADirectoryError
    if not folder and not stat.S_ISREG(found.st_mode):
        raise SpecialFileError
    return found


class DescriptorTree(Tree):
    """By descriptors: each name is opened relative to the folder that is open already."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def look(self, parts: Sequence[str]) -> os.stat_result:
        """What the last part is."""
        with self._folder(parts[:-1]) as folder:
            return os.stat(parts[-1], dir_fd=folder, follow_symlinks=False) if parts else os.fstat(folder)

    def names(self, parts: Sequence[str]) -> list[str]:
        """What a folder holds."""
        with self._folder(parts) as folder:
            return os.listdir(folder)  # noqa: PTH208 - a descriptor

    def open(self, parts: Sequence[str]) -> BinaryIO:
        """A regular file."""
        with self._folder(parts[:-1]) as folder:
            # looking first: opening a device or a pipe may do something already
            _checked(os.stat(parts[-1], dir_fd=folder, follow_symlinks=False), folder=False)
            descriptor = os.open(parts[-1], _FLAGS | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY, dir_fd=folder)
        return _stream(descriptor)

    @contextmanager
    def _folder(self, parts: Sequence[str]) -> Iterator[int]:
        descriptor = os.open(self._root, _FLAGS | os.O_DIRECTORY)
        try:
            for part in parts:
                _checked(os.stat(part, dir_fd=descriptor, follow_symlinks=False), folder=True)
                deeper = os.open(part, _FLAGS | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=descriptor)
                os.close(descriptor)
                descriptor = deeper
            yield descriptor
        finally:
            os.close(descriptor)


class PathTree(Tree):
    """By paths: each step is looked at before it is taken, and the file compared after it was opened."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def look(self, parts: Sequence[str]) -> os.stat_result:
        """What the last part is."""
        return self._folder(parts[:-1]).joinpath(*parts[-1:]).lstat() if parts else self._folder(()).stat()

    def names(self, parts: Sequence[str]) -> list[str]:
        """What a folder holds."""
        return [path.name for path in self._folder(parts).iterdir()]

    def open(self, parts: Sequence[str]) -> BinaryIO:
        """A regular file."""
        path = self._folder(parts[:-1]) / parts[-1]
        seen = _checked(path.lstat(), folder=False)
        stream = _stream(os.open(path, _FLAGS | getattr(os, "O_NONBLOCK", 0)))
        if not os.path.samestat(seen, os.fstat(stream.fileno())) or not self._inside(path):
            stream.close()
            raise LinkError
        return stream

    def _folder(self, parts: Sequence[str]) -> Path:
        path = self._root.resolve(strict=True)
        for part in parts:
            path /= part
            _checked(path.lstat(), folder=True)
        return path

    def _inside(self, path: Path) -> bool:
        return path.resolve(strict=True).is_relative_to(self._root.resolve(strict=True))


def _stream(descriptor: int) -> BinaryIO:
    stream: BinaryIO = open(descriptor, "rb", buffering=0)  # noqa: SIM115 - it is returned
    try:
        _checked(os.fstat(descriptor), folder=False)
    except OSError:
        stream.close()
        raise
    return stream
