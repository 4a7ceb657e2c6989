"""Logistic regression on vectors, one for all labels."""

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Regression", "regress"]

_FREEDOM: Final = 20.0
"""The inverse of how strongly weights are held near 0, for vectors of length 1."""
_TOLERANCE: Final = 1e-4
"""With a larger one it may stop before it has begun."""
_MOST_STEPS: Final = 1000


@dataclass(frozen=True, slots=True)
class Regression:
    """`weights`: dims x labels. `converged`: whether more steps would have changed nothing."""

    weights: "NDArray[np.float32]"
    offsets: "NDArray[np.float32]"
    converged: bool = True

    def margins(self, vectors: "NDArray[np.float32]") -> "NDArray[np.float32]":
        """How far on each label's side each vector is: vectors x labels."""
        margins: NDArray[np.float32] = vectors @ self.weights + self.offsets
        return margins


def regress(vectors: "NDArray[np.float32]", codes: "NDArray[np.int64]", labels: int) -> Regression:
    """Learn from vectors whose labels have these numbers below `labels`.

    A label that is not there is as unlikely as the unlikeliest of the others is on average.
    """
    there = np.unique(codes)
    weights = np.zeros((vectors.shape[1], labels), np.float32)
    offsets = np.zeros(labels, np.float32)
    if len(there) < 2:
        return Regression(weights, offsets)
    learned = _learned(vectors, codes)
    coefficients, intercepts = learned.coef_, learned.intercept_
    if len(there) == 2:
        coefficients, intercepts = (
            np.vstack([-coefficients, coefficients]) / 2,
            np.hstack([-intercepts, intercepts]) / 2,
        )
    weights[:, there] = coefficients.T
    offsets[there] = intercepts
    absent = np.setdiff1d(np.arange(labels), there)
    offsets[absent] = (vectors @ weights[:, there] + offsets[there]).min(axis=1).mean()
    return Regression(weights, offsets, bool(learned.n_iter_.max() < _MOST_STEPS))


def _learned(vectors: Any, codes: Any) -> Any:
    from sklearn.linear_model import LogisticRegression
    from threadpoolctl import threadpool_limits

    learner = LogisticRegression(C=_FREEDOM, tol=_TOLERANCE, max_iter=_MOST_STEPS)
    with warnings.catch_warnings(), threadpool_limits(1):  # several threads wait longer than they work, and add unlike
        # whether it converged is among the settings, and many labels of few examples are no mistake
        warnings.simplefilter("ignore", UserWarning)
        return learner.fit(vectors, codes)
