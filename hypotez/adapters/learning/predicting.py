"""From probabilities to what the port calls predictions."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from hypotez.ports.learning import OutOfFold, Prediction

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["judged", "predictions"]

_SHOWN: Final = 4
"""How many labels a prediction names at most."""


def predictions(shares: "NDArray[np.float32]", labels: Sequence[str]) -> list[Prediction]:
    """The likeliest labels of each row."""
    import numpy as np

    shown = min(_SHOWN, len(labels))
    first = np.argpartition(-shares, shown - 1, axis=1)[:, :shown]
    order = np.argsort(-np.take_along_axis(shares, first, axis=1), axis=1, kind="stable")
    best = np.take_along_axis(first, order, axis=1)
    rows = zip(best.tolist(), np.take_along_axis(shares, best, axis=1).tolist(), strict=True)
    return [
        Prediction(labels[first], sure, tuple(zip([labels[column] for column in rest], shares_of_rest, strict=True)))
        for (first, *rest), (sure, *shares_of_rest) in rows
    ]


def judged(shares: "NDArray[np.float32]", codes: "NDArray[np.int64]", labels: Sequence[str]) -> list[OutOfFold]:
    """What was said of each row, whose right label has this number."""
    import numpy as np

    row = np.arange(len(codes))
    best = shares.argmax(axis=1)
    columns = (best.tolist(), shares[row, best].tolist(), shares[row, codes].tolist())
    return [OutOfFold(labels[said], sure, given) for said, sure, given in zip(*columns, strict=True)]
