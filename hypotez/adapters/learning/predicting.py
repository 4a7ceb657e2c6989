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
    names = np.array(labels, dtype=object)[best].T.tolist()
    (sure, *others) = np.take_along_axis(shares, best, axis=1).T.tolist()
    # a list for each rank, and only then an object for each text: in batches it is this that costs
    ranks = [zip(*rank, strict=True) for rank in zip(names[1:], others, strict=True)]
    return list(map(Prediction, names[0], sure, zip(*ranks, strict=True)))


def judged(shares: "NDArray[np.float32]", codes: "NDArray[np.int64]", labels: Sequence[str]) -> list[OutOfFold]:
    """What was said of each row, whose right label has this number."""
    import numpy as np

    row = np.arange(len(codes))
    best = shares.argmax(axis=1)
    columns = (best.tolist(), shares[row, best].tolist(), shares[row, codes].tolist())
    return [OutOfFold(labels[said], sure, given) for said, sure, given in zip(*columns, strict=True)]
