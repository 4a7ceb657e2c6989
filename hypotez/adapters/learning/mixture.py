"""Two models' probabilities as one: their geometric mean, weighed, with a temperature for what they say together.

Geometric, for then both must believe in a label: that tells better than the arithmetic one what belongs to no label.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from hypotez.adapters.learning.calibration import fit_temperature, probabilities

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["LEAST_SHARE", "Mixture", "mix"]

LEAST_SHARE: Final = 0.3
"""Either always has a say: who is right more often about such texts may know less of what is out of their scope.

From here on the most of CLINC150's valid texts that are out of scope is told; the more, the less a few texts teach.
"""
_NEVER: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Mixture:
    """`share`: how much of the mean is the first one's."""

    share: float
    temperature: float

    def shares(self, first: "NDArray[np.float32]", second: "NDArray[np.float32]") -> "NDArray[np.float32]":
        """How probable each label is, of what the two say: texts x labels."""
        return probabilities(_margins(first, second, self.share), self.temperature)


def mix(first: "NDArray[np.float32]", second: "NDArray[np.float32]", codes: "NDArray[np.int64]") -> Mixture:
    """The mixture at which the right labels are likeliest, of what both said of texts that they had not seen."""
    from scipy.optimize import minimize_scalar

    rows = np.arange(len(codes))

    def unlikely(share: float) -> float:
        right = probabilities(_margins(first, second, share), 1.0)[rows, codes]
        return float(-np.log(right + _NEVER).mean(dtype=np.float64))

    found = minimize_scalar(unlikely, bounds=(LEAST_SHARE, 1 - LEAST_SHARE), method="bounded", options={"xatol": 0.01})
    share = float(np.clip(found.x, LEAST_SHARE, 1 - LEAST_SHARE))
    return Mixture(share, fit_temperature(_margins(first, second, share), codes))


def _margins(first: "NDArray[np.float32]", second: "NDArray[np.float32]", share: float) -> "NDArray[np.float32]":
    one, other = (np.log(shares + np.float32(_NEVER)) for shares in (first, second))
    mean: NDArray[np.float32] = np.float32(share) * one + np.float32(1 - share) * other
    return mean
