"""From margins to probabilities: one temperature, fitted on margins of texts that were not learned from."""

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["COLDEST", "HOTTEST", "fit_temperature", "probabilities"]

COLDEST: Final = 0.05
HOTTEST: Final = 20.0


def probabilities(margins: "NDArray[np.float32]", temperature: float) -> "NDArray[np.float32]":
    """Softmax of each row."""
    import numpy as np

    odds: NDArray[np.float32] = margins - margins.max(axis=1, keepdims=True)
    odds /= np.float32(temperature)
    np.exp(odds, out=odds)
    odds /= odds.sum(axis=1, keepdims=True)
    return odds


def fit_temperature(margins: "NDArray[np.float32]", codes: "NDArray[np.int64]") -> float:
    """The temperature at which the right labels (column numbers) are likeliest.

    As if one more text had been seen whose label was another one, so that a few texts that are all right are no proof
    that nothing will ever be wrong (Platt 1999).
    """
    import numpy as np
    from scipy.optimize import minimize_scalar

    beside = (margins - margins[np.arange(len(codes)), codes][:, None]).astype(np.float64)

    def unlikely(cold: float) -> float:
        """The mean of -log p, in terms of the logarithm of the temperature."""
        scaled = beside / np.exp(cold)
        most = scaled.max(axis=1)
        sure = np.mean(most + np.log(np.exp(scaled - most[:, None]).sum(axis=1)))
        return float(sure - scaled.sum(axis=1).mean() / (scaled.shape[1] - 1) / (len(scaled) + 2))

    found = minimize_scalar(unlikely, bounds=(np.log(COLDEST), np.log(HOTTEST)), method="bounded")
    return float(np.clip(np.exp(found.x), COLDEST, HOTTEST))
