"""Linear separation of labels: a support vector machine against all others for each, or SGD where rows are many."""

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["MOST_WEIGHTS", "Separation", "separate"]

MOST_WEIGHTS: Final = 64 << 20
"""Features times labels; half precision on disk, single in memory, double while learning."""

_EPOCHS: Final = 4
_NEVER_SEEN: Final = -1.0
"""The margin of a label without examples: what each machine is taught to say of the labels of others."""


@dataclass(frozen=True, slots=True)
class Separation:
    """`weights`: features x labels, rounded to half precision, so that what is stored is what was used."""

    weights: "NDArray[np.float32]"
    offsets: "NDArray[np.float32]"

    def margins(self, matrix: Any) -> "NDArray[np.float32]":
        """How far on each label's side each row is: rows x labels."""
        margins: NDArray[np.float32] = matrix @ self.weights
        margins += self.offsets
        return margins


def separate(matrix: Any, codes: "NDArray[np.int64]", labels: int, *, seed: int, many: bool) -> Separation:
    """Learn from rows whose labels have these numbers below `labels`; not all labels need to be there.

    `many`: by stochastic gradient descent, whose time grows no faster than the rows.
    """
    import numpy as np

    weights = np.zeros((matrix.shape[1], labels), np.float32)
    offsets = np.zeros(labels, np.float32)
    there = np.unique(codes)
    if len(there) > 1:
        with warnings.catch_warnings():
            # many labels of few examples are no mistake: the codes are labels, and not amounts
            warnings.filterwarnings("ignore", "The number of unique classes", UserWarning)
            learned = (_descend if many else _support_vectors)(matrix, codes, seed)
        both = (-1, 1) if len(there) == 2 else (1,)
        offsets[:] = _NEVER_SEEN
        offsets[there] = np.concatenate([sign * learned.intercept_ for sign in both])
        weights[:, there] = np.concatenate([sign * learned.coef_ for sign in both]).T.astype(np.float16)
    return Separation(weights, offsets)


def _support_vectors(matrix: Any, codes: Any, seed: int) -> Any:
    from sklearn.svm import LinearSVC

    # a finer tolerance costs a quarter more time and was never seen to decide a text otherwise
    return LinearSVC(tol=0.1, random_state=seed).fit(matrix, codes)


def _descend(matrix: Any, codes: Any, seed: int) -> Any:
    from sklearn.linear_model import SGDClassifier

    # as strict as the support vector machines are with that many rows
    learner = SGDClassifier(alpha=1 / matrix.shape[0], max_iter=_EPOCHS, tol=None, random_state=seed)
    return learner.fit(matrix, codes)
