"""Files that appear whole or not at all."""

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from hypotez.ports.errors import StorageError

__all__ = ["whole_file"]


@contextlib.contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """Write `path` through a temporary file beside it that takes its name at the end, safely on the disk.

    When the body raises, the temporary file is removed and what was at `path` stays as it was.

    Raises:
        StorageError: the folder is missing or not writable, or the disk is full.
    """
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise StorageError(f"Cannot write {path.name}: {error.strerror or error}.") from error
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        _with_usual_mode(temporary)
        Path(temporary).replace(path)
    except OSError as error:
        _forget(temporary)
        raise StorageError(f"Cannot write {path.name}: {error.strerror or error}.") from error
    except BaseException:
        _forget(temporary)
        raise


def _with_usual_mode(path: str) -> None:
    """Mkstemp gives 0600; a new file has what the umask leaves."""
    mask = os.umask(0)
    os.umask(mask)
    Path(path).chmod(0o666 & ~mask)


def _forget(path: str) -> None:
    with contextlib.suppress(FileNotFoundError):
        Path(path).unlink()
