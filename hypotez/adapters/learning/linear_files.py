"""A linear model as files: a table, a vocabulary that people can read, and arrays."""

from pathlib import Path
from typing import Any, Final

from hypotez.adapters.learning.arrays import read_arrays, write_arrays
from hypotez.adapters.learning.calibration import COLDEST, HOTTEST
from hypotez.adapters.learning.features import LONGEST_FEATURE, SIZES, Features
from hypotez.adapters.learning.lesson import MOST_LABELS
from hypotez.adapters.learning.linear import MOST_WEIGHTS, Separation
from hypotez.adapters.learning.linear_model import LinearModel
from hypotez.adapters.learning.reading import damaged, read_bytes, read_table, write_bytes, write_table
from hypotez.ports.errors import ModelError

__all__ = ["KIND", "load", "save"]

KIND: Final = "linear on TF-IDF, 2"
_TABLE, _VOCABULARY, _ARRAYS = "model.json", "vocabulary.txt", "weights.npz"
_MOST_BYTES: Final = 32 << 20
_FORMERLY: Final = [3, 4, 5]
"""The sizes of pieces in models of kinds that end in 1, which do not name them."""


def save(model: LinearModel, folder: Path, kind: str = KIND) -> None:
    """Write a model into a folder; see the port. `kind`: what it is part of."""
    features, separation = model.features, model.separation
    table = {
        "kind": kind,
        "labels": model.labels,
        "temperature": model.temperature,
        "terms": len(features.terms),
        "pieces": len(features.pieces),
        "sizes": list(features.sizes),
        "strange": features.strange,
    }
    arrays = {
        "idf": features.weights,
        "weights": separation.weights.astype("<f2"),  # they have been rounded already
        "offsets": separation.offsets,
    }
    write_table(folder / _TABLE, table)
    write_bytes(folder / _VOCABULARY, "\n".join([*features.terms, *features.pieces]).encode())
    write_arrays(folder / _ARRAYS, arrays)


def load(folder: Path, kind: str = KIND) -> LinearModel:
    """Read a model, and check all that can be checked; see the port."""
    table = read_table(folder / _TABLE, _MOST_BYTES)
    if table.get("kind") == kind.replace(", 2", ", 1") and "sizes" not in table:
        table |= {"kind": kind, "sizes": _FORMERLY}
    if table.get("kind") != kind:
        raise ModelError(
            "This is not a model of this learner and version: it was made by another one.", key="model-other-learner"
        )
    if not _is_right(table):
        raise damaged(f"{_TABLE} is not what was saved here")
    labels, size = table["labels"], table["terms"] + table["pieces"]
    vocabulary = _vocabulary(folder / _VOCABULARY, size)
    terms, pieces = vocabulary[: table["terms"]], vocabulary[table["terms"] :]
    if not all(vocabulary) or any(len({*part}) < len(part) for part in (terms, pieces)):
        raise damaged("its vocabulary has an empty word, or one twice")
    shapes = {"idf": ("<f4", (size,)), "weights": ("<f2", (size, len(labels))), "offsets": ("<f4", (len(labels),))}
    arrays = read_arrays(folder / _ARRAYS, shapes)
    features = Features(terms, pieces, arrays["idf"], table["strange"], tuple(table["sizes"]))
    if not ((features.weights > 0) & (features.weights <= features.strange)).all():
        raise damaged("its words weigh less than nothing, or more than one that it never saw")
    separation = Separation(arrays["weights"].astype("<f4"), arrays["offsets"])
    return LinearModel(labels, features, separation, table["temperature"])


def _is_right(table: dict[str, Any]) -> bool:
    if table.keys() != {"kind", "labels", "temperature", "terms", "pieces", "strange", "sizes"}:
        return False
    labels, temperature, sizes = table["labels"], table["temperature"], (table["terms"], table["pieces"])
    return (
        isinstance(labels, list)
        and 2 <= len(labels) <= MOST_LABELS
        and all(isinstance(label, str) for label in labels)
        and labels == sorted(set(labels))
        and isinstance(temperature, float)
        and COLDEST <= temperature <= HOTTEST
        and table["sizes"] in (_FORMERLY, list(SIZES))
        and isinstance(table["strange"], float)
        and 1 <= table["strange"] <= 100
        and all(type(size) is int and size >= 0 for size in sizes)
        and 0 < sum(sizes) * len(labels) <= MOST_WEIGHTS
    )


def _vocabulary(path: Path, size: int) -> list[str]:
    try:
        # no letter takes more than four bytes
        vocabulary = read_bytes(path, size * (4 * LONGEST_FEATURE + 1)).decode().split("\n")
    except UnicodeDecodeError as error:
        raise damaged("its vocabulary is no text") from error
    if len(vocabulary) != size:
        raise damaged("its vocabulary is not of the size that it must have")
    return vocabulary
