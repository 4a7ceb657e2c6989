"""Arrays in an npz file that nobody is trusted to have left alone: no pickle, no surprise in size or kind."""

import math
import zipfile
import zlib
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any, Final, TypeAlias

from hypotez.adapters.learning.reading import damaged, read_bytes
from hypotez.ports.errors import StorageError

__all__ = ["Shapes", "check_size", "read_arrays", "write_arrays"]

_MOST_AROUND: Final = 1 << 16
"""Bytes of a file that are not arrays; where arrays cannot be packed, packing makes them hardly larger."""
_LARGEST: Final = 1e6
"""Nothing that was learned comes near it."""

Shapes: TypeAlias = Mapping[str, tuple[str, tuple[int, ...]]]
"""What must be in a file: for each array its kind ("<f2") and its shape."""


def write_arrays(path: Path, arrays: Mapping[str, Any]) -> None:
    """Write arrays; the same ones are always the same bytes.

    Raises:
        StorageError: the disk refused.
    """
    import numpy as np

    try:
        with path.open("wb") as file:
            np.savez_compressed(file, allow_pickle=False, **arrays)
    except OSError as error:
        raise StorageError(f"The model cannot be written: {error.strerror}.") from error


def read_arrays(path: Path, shapes: Shapes) -> dict[str, Any]:
    """Read exactly these arrays. Nothing is unpacked before it is known to have the size that it must have.

    Raises:
        ModelError: anything else is there; or a fraction that is no number, or far too large.
        StorageError: the disk refused.
    """
    content = read_bytes(path, sum(_size(*expected) for expected in shapes.values()) + _MOST_AROUND)
    try:
        with zipfile.ZipFile(BytesIO(content)) as file:
            if sorted(file.namelist()) != sorted(f"{name}.npy" for name in shapes):
                raise damaged("it has not the arrays that it must have")
            return {name: _array(file, name, *expected) for name, expected in shapes.items()}
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, EOFError, RuntimeError) as error:
        raise damaged("its arrays cannot be read") from error


def _array(file: zipfile.ZipFile, name: str, kind: str, shape: tuple[int, ...]) -> Any:
    import numpy as np

    info = file.getinfo(f"{name}.npy")
    with file.open(info) as member:
        if _header(member) != (shape, False, np.dtype(kind)) or info.file_size != member.tell() + _size(kind, shape):
            raise damaged("an array is not of the kind or the size that it must have")
        array = np.frombuffer(member.read(), kind).reshape(shape)
    check_size(array)
    return array


def check_size(array: Any) -> None:
    """Let an array pass whose numbers can be added up and multiplied without an overflow.

    Raises:
        ModelError: it has fractions that are no numbers, or far too large ones.
    """
    import numpy as np

    if array.dtype.kind == "f" and not (np.isfinite(array).all() and float(np.abs(array).max(initial=0)) <= _LARGEST):
        raise damaged("it has fractions that are no numbers, or far too large ones")


def _size(kind: str, shape: tuple[int, ...]) -> int:
    import numpy as np

    return np.dtype(kind).itemsize * math.prod(shape)


def _header(member: Any) -> object:
    from numpy.lib import format as npy

    if npy.read_magic(member) != (1, 0):
        raise damaged("an array has a header that is unknown")
    return npy.read_array_header_1_0(member)
