"""An embedding bag as files: a table, and tensors in safetensors, which cannot execute."""

import math
from pathlib import Path
from typing import Any, Final

import numpy as np

from hypotez.adapters.learning.arrays import check_size
from hypotez.adapters.learning.bag import Bag
from hypotez.adapters.learning.bag_model import BagModel
from hypotez.adapters.learning.calibration import COLDEST, HOTTEST
from hypotez.adapters.learning.hashed import BUCKETS
from hypotez.adapters.learning.lesson import MOST_LABELS
from hypotez.adapters.learning.reading import damaged, read_bytes, read_table, write_bytes, write_table
from hypotez.ports.errors import ModelError

__all__ = ["MOST_DIMS", "load", "save"]

MOST_DIMS: Final = 1024

_KIND: Final = "embedding bag, 1"
_TABLE, _TENSORS = "model.json", "bag.safetensors"
_MOST_BYTES: Final = 32 << 20
_MOST_SIZE: Final = 1 << 26
"""Numbers in the largest tensor."""
_MOST_AROUND: Final = 1 << 12
"""Bytes of a safetensors file that are no numbers."""


def save(model: BagModel, folder: Path) -> None:
    """Write a model into a folder; see the port."""
    from safetensors.numpy import save as packed

    bag = model.bag
    size, dims = bag.vectors.shape
    table = {
        "kind": _KIND,
        "labels": model.labels,
        "temperature": model.temperature,
        "size": size,
        "dims": dims,
    }
    tensors = {
        "known": bag.known,
        "vectors": bag.vectors.astype("<f2"),  # they have been rounded already
        "weights": np.ascontiguousarray(bag.weights),
        "offsets": bag.offsets,
    }
    write_table(folder / _TABLE, table)
    write_bytes(folder / _TENSORS, packed(tensors))


def load(folder: Path) -> BagModel:
    """Read a model, and check all that can be checked; see the port."""
    table = read_table(folder / _TABLE, _MOST_BYTES)
    if table.get("kind") != _KIND:
        raise ModelError(
            "This is not a model of this learner and version: it was made by another one.", key="model-other-learner"
        )
    if not _is_right(table):
        raise damaged(f"{_TABLE} is not what was saved here")
    labels, size, dims = table["labels"], table["size"], table["dims"]
    tensors = _tensors(
        folder / _TENSORS,
        {
            "known": ("<i4", (size,)),
            "vectors": ("<f2", (size, dims)),
            "weights": ("<f4", (dims, len(labels))),
            "offsets": ("<f4", (len(labels),)),
        },
    )
    known = tensors["known"]
    if not (known[0] >= 0 and known[-1] < BUCKETS and (np.diff(known) > 0).all()):
        raise damaged("its buckets are not in order")
    bag = Bag(known, tensors["vectors"].astype("<f4"), tensors["weights"], tensors["offsets"])
    return BagModel(labels, bag, table["temperature"])


def _is_right(table: dict[str, Any]) -> bool:
    if table.keys() != {"kind", "labels", "temperature", "size", "dims"}:
        return False
    labels, temperature, size, dims = table["labels"], table["temperature"], table["size"], table["dims"]
    return (
        isinstance(labels, list)
        and 2 <= len(labels) <= MOST_LABELS
        and all(isinstance(label, str) for label in labels)
        and labels == sorted(set(labels))
        and isinstance(temperature, float)
        and COLDEST <= temperature <= HOTTEST
        and type(size) is int
        and type(dims) is int
        and 1 <= dims <= MOST_DIMS
        and 1 <= size <= BUCKETS
        and size * dims <= _MOST_SIZE
    )


def _tensors(path: Path, shapes: dict[str, tuple[str, tuple[int, ...]]]) -> dict[str, Any]:
    from safetensors import SafetensorError
    from safetensors.numpy import load as unpacked

    size = sum(np.dtype(kind).itemsize * math.prod(shape) for kind, shape in shapes.values())
    content = read_bytes(path, size + _MOST_AROUND)
    try:
        tensors: dict[str, Any] = unpacked(content)
    except (SafetensorError, KeyError, ValueError, TypeError, OverflowError) as error:
        raise damaged(f"{path.name} cannot be read") from error
    if {name: (array.dtype, array.shape) for name, array in tensors.items()} != {
        name: (np.dtype(kind), shape) for name, (kind, shape) in shapes.items()
    }:
        raise damaged("a tensor is missing, or not of the kind or the size that it must have")
    for array in tensors.values():
        check_size(array)
    return tensors
