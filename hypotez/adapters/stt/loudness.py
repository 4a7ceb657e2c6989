"""Where sound is loud enough to be speech, measured against itself."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

__all__ = ["loud"]

_QUIET, _LOUD = 10, 95
"""The percentiles of the frames' levels that stand for the background and for vowels."""
_DEEPEST = 25.0
"""Decibels below the vowels at which the quietest consonants are, however quiet the background."""


def loud(data: bytes, frame: int) -> "npt.NDArray[np.bool_]":
    """Which frames of `frame` samples are loud: nearer to the vowels than to the background, in decibels.

    `data`: s16le mono. A rest that fills no frame is left out.
    """
    import numpy as np

    samples = np.frombuffer(data, "<i2").astype(np.float64)
    count = len(samples) // frame
    if not count:
        return np.zeros(0, np.bool_)
    power = (samples[: count * frame].reshape(count, frame) ** 2).mean(axis=1)
    level = 10 * np.log10(power + 1)
    background, vowels = np.percentile(level, [_QUIET, _LOUD])
    above: npt.NDArray[np.bool_] = level >= max((background + vowels) / 2, vowels - _DEEPEST)
    return above
