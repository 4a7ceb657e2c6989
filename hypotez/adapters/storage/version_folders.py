"""The folders that models' files are in, one for each version: filled under another name, and then given their own.

Whoever fills or removes one holds its lock, which the system takes from those that die. A lock that is there and that
nobody holds is of somebody who was killed. A folder without one is left alone: it may be another database's.
"""

import os
import shutil
import time
from collections.abc import Callable, Container, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from hypotez.adapters.storage.locked import locked
from hypotez.adapters.storage.private import private_folder
from hypotez.ports.errors import StorageError

__all__ = ["VersionFolders", "disk"]

_LOCK = ".lock"
_PAUSE = 0.02
"""Seconds between two tries to get a lock."""


class VersionFolders:
    """Those in `home`, which is made when it is first needed."""

    def __init__(self, home: Path) -> None:
        self._home = home

    def of(self, id: str) -> Path:
        """Where a version's files are."""
        return self._home / id

    @contextmanager
    def filling(self, id: str) -> Iterator[Path]:
        """An empty folder, locked; unless it is given its name before this ends, nothing is left of it.

        Raises:
            StorageError: the disk refused.
        """
        part = self._home / f"{id}.part"
        with ExitStack() as held:
            with disk():
                private_folder(self._home)
                held.enter_context(locked(self._lock(id), _pause))  # a sweeper may just be looking whose it is
                part.mkdir(mode=0o700)
            held.callback(shutil.rmtree, part, ignore_errors=True)
            yield part

    def name(self, part: Path, id: str) -> None:
        """Give a filled folder its name, durably.

        Raises:
            OSError: the disk refused.
        """
        _sync(part)
        part.replace(self.of(id))
        _sync(self._home)

    @contextmanager
    def removing(self, id: str) -> Iterator[None]:
        """Remove a version's files when this ends; whoever is killed in here leaves them to be swept away.

        Raises:
            StorageError: the disk refused.
        """
        with disk(), locked(self._lock(id), _pause):
            yield
            self.remove(id)
        self._check(id)

    def remove(self, id: str) -> None:
        """Remove a version's files; gone already is fine."""
        shutil.rmtree(self.of(id), ignore_errors=True)

    def sweep(self, known: Callable[[], Container[str]]) -> None:
        """Remove what was left by those that were killed: what they held the locks of, and is none of the `known` ids.

        Raises:
            StorageError: the disk refused.
        """
        with disk():
            there = {path.name for path in self._home.iterdir()} if self._home.is_dir() else set()
            for id in sorted(name.removesuffix(_LOCK) for name in there if name.endswith(_LOCK)):
                try:
                    with locked(self._lock(id), _give_up):
                        shutil.rmtree(self._home / f"{id}.part", ignore_errors=True)
                        if id in known():
                            continue
                        self.remove(id)
                except BlockingIOError:  # somebody is at work on it
                    continue
                self._check(id)

    def _check(self, id: str) -> None:
        """Leave the lock beside what could not be removed, for the next sweep.

        Raises:
            StorageError: some is left.
        """
        if any(path.exists() for path in (self.of(id), self._home / f"{id}.part")):
            self._lock(id).touch(mode=0o600)
            raise StorageError("The disk does not let go of the files of a model that was deleted: try again.")

    def _lock(self, id: str) -> Path:
        return self._home / f"{id}{_LOCK}"


@contextmanager
def disk() -> Iterator[None]:
    """Say in a sentence what the disk refused."""
    try:
        yield
    except OSError as error:
        raise StorageError(f"The disk refused the model ({error.strerror}): free some space, or check it.") from error


def _pause() -> None:
    time.sleep(_PAUSE)


def _give_up() -> None:
    raise BlockingIOError("somebody fills it")


def _sync(folder: Path) -> None:
    """Make what is in a folder durable, where folders can be synced."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        with suppress(OSError):  # some file systems do not know it
            os.fsync(descriptor)
    finally:
        os.close(descriptor)
