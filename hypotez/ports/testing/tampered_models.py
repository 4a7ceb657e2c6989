"""What an enemy does to a model's files; each attack changes the bytes of one file.

Arrays are changed as an enemy would who knows their formats, npz and safetensors; by hand, for ports know no vendor.
"""

import ast
import io
import json
import os
import pickle
import random
import struct
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

__all__ = ["ATTACKS", "Attack", "flipped", "pickled"]

Attack = Callable[[bytes, str], Iterator[bytes]]
"""Given a file's bytes and the ending of its name, what it may become; nothing where the attack is not for it."""

_BOMB: Final = 256 << 20
_LARGEST: Final = struct.pack("<f", 3.4e38)
_NO_VALUES: Final[Sequence[Any]] = (None, [[]], {"": None}, -1, [float("nan")], 10**30)


class _Evil:
    def __init__(self, trace: Path) -> None:
        self._trace = trace

    def __reduce__(self) -> tuple[Callable[[str], None], tuple[str]]:
        return os.mkdir, (str(self._trace),)


def pickled(data: bytes, suffix: str, trace: Path) -> Iterator[bytes]:
    """A pickle that makes the folder `trace` when it is loaded: alone, and as each array of an npz."""
    evil = pickle.dumps(_Evil(trace))
    yield evil
    if suffix == ".npz":
        for name in _arrays(data):
            yield _npz(data, name, _header("|O", (1,)) + evil)


def flipped(data: bytes, times: int) -> Iterator[bytes]:
    """The file with one byte changed, at places that are the same each time."""
    dice = random.Random(0)
    for _ in range(times):
        place = dice.randrange(len(data))
        yield data[:place] + bytes([data[place] ^ dice.randrange(1, 256)]) + data[place + 1 :]


def _emptied(_data: bytes, _suffix: str) -> Iterator[bytes]:
    yield b""


def _truncated(data: bytes, _suffix: str) -> Iterator[bytes]:
    yield data[: len(data) // 2]
    yield data[: len(data) // 10]


def _noise(data: bytes, _suffix: str) -> Iterator[bytes]:
    yield random.Random(0).randbytes(len(data))


def _wrong_json(data: bytes, suffix: str) -> Iterator[bytes]:
    if suffix != ".json":
        return
    yield from (b"{}", b"[]", b"null", b"3", b'""', b"\xff\xfe", b"[" * 200_000, b'{"a":' * 200_000)
    table = json.loads(data)
    for key in table if isinstance(table, dict) else ():
        yield json.dumps({name: value for name, value in table.items() if name != key}).encode()
        for value in _NO_VALUES:
            yield json.dumps({**table, key: value}).encode()


def _missing_array(data: bytes, suffix: str) -> Iterator[bytes]:
    if suffix == ".npz":
        yield from (_npz(data, name, None) for name in _arrays(data))
    elif suffix == ".safetensors":
        yield from (_safetensors(data, name, None) for name in _tensors(data))


def _wrong_kind(data: bytes, suffix: str) -> Iterator[bytes]:
    """Dates, texts, complex numbers; integers where there are fractions, or the other way round."""
    if suffix == ".npz":
        for name, (kind, shape, body) in _arrays(data).items():
            for other in ("<M8[s]", "<U1", "<c8", "<i4" if kind[1] == "f" else "<f4"):
                yield _npz(data, name, _header(other, shape) + body)
    elif suffix == ".safetensors":
        for name, tensor in _tensors(data).items():
            kind = "I32" if tensor["dtype"].startswith(("F", "BF")) else "F32"
            yield _safetensors(data, name, {**tensor, "dtype": kind})


def _wrong_shape(data: bytes, suffix: str) -> Iterator[bytes]:
    if suffix == ".npz":
        for name, (kind, shape, body) in _arrays(data).items():
            for other in ((*shape, 2), (-1,), (0,), (1 << 60, 1 << 60), (*shape[:-1], max(0, sum(shape[-1:]) - 1))):
                yield _npz(data, name, _header(kind, other) + body)
    elif suffix == ".safetensors":
        for name, tensor in _tensors(data).items():
            for other in ((*tensor["shape"], 2), (-1,), (0,), (1 << 60, 1 << 60)):
                yield _safetensors(data, name, {**tensor, "shape": other})


def _bomb(data: bytes, suffix: str) -> Iterator[bytes]:
    """An array of zeros that take a thousandth of their room in the file."""
    if suffix == ".npz":
        name, (kind, _, _) = next(iter(_arrays(data).items()))
        yield _npz(data, name, _header(kind, (_BOMB // 4,)), zeros=_BOMB)


def _far_too_large(data: bytes, suffix: str) -> Iterator[bytes]:
    """Numbers that there are, and that overflow where they meet others."""
    if suffix == ".npz":
        for name, (kind, shape, body) in _arrays(data).items():
            if kind == "<f4":
                yield _npz(data, name, _header(kind, shape) + _LARGEST * (len(body) // 4))
    elif suffix == ".safetensors":
        start = 8 + struct.unpack_from("<Q", data)[0]
        for tensor in _tensors(data).values():
            if tensor["dtype"] == "F32":
                begin, end = (start + offset for offset in tensor["data_offsets"])
                yield data[:begin] + _LARGEST * ((end - begin) // 4) + data[end:]


ATTACKS: Final[Mapping[str, Attack]] = {
    "emptied": _emptied,
    "truncated": _truncated,
    "noise": _noise,
    "wrong JSON": _wrong_json,
    "an array is missing": _missing_array,
    "an array of another kind": _wrong_kind,
    "an array of another shape": _wrong_shape,
    "numbers that are far too large": _far_too_large,
    "a zip bomb": _bomb,
}


def _arrays(data: bytes) -> dict[str, tuple[str, tuple[int, ...], bytes]]:
    """The members of an npz: kind, shape, and what follows the header."""
    found = {}
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        for name in file.namelist():
            member = file.read(name)
            end = 10 + struct.unpack_from("<H", member, 8)[0]
            header = ast.literal_eval(member[10:end].decode("latin-1"))
            found[name] = (header["descr"], header["shape"], member[end:])
    return found


def _header(kind: str, shape: tuple[int, ...]) -> bytes:
    text = repr({"descr": kind, "fortran_order": False, "shape": shape}).encode().ljust(117) + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text


def _npz(data: bytes, name: str, member: bytes | None, zeros: int = 0) -> bytes:
    """An npz with another member of that name, or none; `zeros` more bytes follow."""
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as new:
        for other in old.namelist():
            if other != name:
                new.writestr(other, old.read(other))
        if member is not None:
            with new.open(name, "w") as file:
                file.write(member)
                for _ in range(zeros >> 20):
                    file.write(bytes(1 << 20))
    return result.getvalue()


def _tensors(data: bytes) -> dict[str, Any]:
    length = struct.unpack_from("<Q", data)[0]
    table: dict[str, Any] = json.loads(data[8 : 8 + length])
    return {name: tensor for name, tensor in table.items() if name != "__metadata__"}


def _safetensors(data: bytes, name: str, tensor: Mapping[str, Any] | None) -> bytes:
    """A safetensors file that describes one tensor otherwise, or not at all."""
    length = struct.unpack_from("<Q", data)[0]
    table = json.loads(data[8 : 8 + length])
    del table[name]
    header = json.dumps({**table, name: tensor} if tensor is not None else table).encode()
    return struct.pack("<Q", len(header)) + header + data[8 + length :]
