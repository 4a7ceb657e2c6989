"""A semantic model as files: those of its linear part, a table, and the regression's arrays.

The sentence model is not among them, only its hash: it is large, never changes, and serves many models.
"""

from pathlib import Path
from typing import Any, Final

from hypotez.adapters.learning import linear_files
from hypotez.adapters.learning.arrays import read_arrays, write_arrays
from hypotez.adapters.learning.calibration import COLDEST, HOTTEST
from hypotez.adapters.learning.logistic import Regression
from hypotez.adapters.learning.mixture import LEAST_SHARE, Mixture
from hypotez.adapters.learning.reading import damaged, read_table, write_table
from hypotez.adapters.learning.semantic_model import SemanticModel
from hypotez.adapters.learning.sentences import Sentences
from hypotez.ports.errors import ModelError

__all__ = ["load", "save"]

_KIND: Final = "semantic, 2"
_TABLE, _ARRAYS = "semantic.json", "semantic.npz"
_MOST_BYTES: Final = 4096
_BOUNDS: Final = {
    "temperature": (COLDEST, HOTTEST),
    "mixed_temperature": (COLDEST, HOTTEST),
    "share": (LEAST_SHARE, 1 - LEAST_SHARE),
}


def save(model: SemanticModel, folder: Path) -> None:
    """Write a model into a folder; see the port."""
    linear_files.save(model.linear, folder, _KIND)
    table = {
        "sentences": model.sentences.sha256,
        "temperature": model.temperature,
        "mixed_temperature": model.mixture.temperature,
        "share": model.mixture.share,
    }
    write_table(folder / _TABLE, table)
    write_arrays(folder / _ARRAYS, {"weights": model.regression.weights, "offsets": model.regression.offsets})


def load(folder: Path, sentences: Sentences) -> SemanticModel:
    """Read a model that was learned with these sentence vectors, and check all that can be checked; see the port."""
    linear = linear_files.load(folder, _KIND)
    table = read_table(folder / _TABLE, _MOST_BYTES)
    if not _is_right(table):
        raise damaged(f"{_TABLE} is not what was saved here")
    if table["sentences"] != sentences.sha256:
        raise ModelError(
            "The model was learned with another sentence model: give the folder of that one, or train anew.",
            key="model-other-sentences",
        )
    labels = len(linear.labels)
    arrays = read_arrays(
        folder / _ARRAYS, {"weights": ("<f4", (sentences.dims, labels)), "offsets": ("<f4", (labels,))}
    )
    regression = Regression(arrays["weights"], arrays["offsets"])
    mixture = Mixture(table["share"], table["mixed_temperature"])
    return SemanticModel(linear, sentences, regression, table["temperature"], mixture)


def _is_right(table: dict[str, Any]) -> bool:
    return (
        table.keys() == {"sentences", *_BOUNDS}
        and isinstance(table["sentences"], str)
        and all(isinstance(table[key], float) and low <= table[key] <= high for key, (low, high) in _BOUNDS.items())
    )
