"""One at a time, among all threads and processes of this machine."""

import errno
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

__all__ = ["locked"]


@contextmanager
def locked(path: Path, wait: Callable[[], None]) -> Iterator[None]:
    """Hold the lock file at `path`; while somebody else does, `wait` is called between two tries.

    The system lets go of the lock when its holder dies.

    Raises:
        OSError: the file cannot be made.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    while True:
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            if _take(file) and _is_at(path, file):
                break
        except BaseException:
            os.close(file)
            raise
        os.close(file)
        wait()
    try:
        yield
    finally:
        if sys.platform != "win32":  # while it is held: whoever waits for it sees that it is another one now
            path.unlink(missing_ok=True)
        os.close(file)
        if sys.platform == "win32":
            with suppress(OSError):  # Windows removes no file that somebody has opened
                path.unlink()


def _is_at(path: Path, file: int) -> bool:
    """Whether the file is still the one at `path`: the last holder removes it."""
    try:
        return os.path.samestat(os.fstat(file), path.stat())
    except FileNotFoundError:
        return False


if sys.platform == "win32":
    import msvcrt

    def _take(file: int) -> bool:
        try:
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        except OSError as error:
            if error.errno in {errno.EACCES, errno.EDEADLK}:
                return False
            raise
        return True

else:
    import fcntl

    def _take(file: int) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
