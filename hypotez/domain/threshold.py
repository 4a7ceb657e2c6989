"""When to say nothing: the confidence below which a model is wrong too often."""

from collections.abc import Sequence

from hypotez.ports.errors import OptionError

__all__ = ["PRECISION", "check_threshold", "threshold_for"]

PRECISION = 0.95
"""Of the answers that are given, so many are to be right."""


def check_threshold(threshold: float | None) -> None:
    """Let a threshold pass; None is one that is still to be found.

    Raises:
        OptionError: it is no confidence.
    """
    if threshold is not None and not 0 <= threshold <= 1:
        raise OptionError("A threshold is a confidence from 0 to 1.", key="threshold-none")


def threshold_for(outcomes: Sequence[tuple[float, bool]], precision: float = PRECISION) -> float:
    """The lowest threshold at which so many of the answers are right, for (confidence, was it right) of texts not seen.

    Answers are given at the threshold and above. Where no threshold keeps the precision, the answer is the lowest one
    at which none of these texts would be answered wrongly.
    """
    ordered = sorted(outcomes, reverse=True)
    right, lowest = 0, None
    for given, (confidence, was_right) in enumerate(ordered, 1):
        right += was_right
        last_of_its_kind = given == len(ordered) or ordered[given][0] < confidence
        if last_of_its_kind and right >= precision * given:
            lowest = confidence
    if lowest is not None:
        return lowest
    return _above(max((confidence for confidence, was_right in outcomes if not was_right), default=0.0))


def _above(confidence: float) -> float:
    # not the next float: what is as good as equal is answered as wrongly
    return confidence + 1e-6
