"""All that is known of how good a version is, for other programs to read."""

from typing import Any

from hypotez.domain.evaluate import Evaluation
from hypotez.ports.scoring import Interval

__all__ = ["report"]


def report(found: Evaluation) -> dict[str, Any]:
    """The evaluation as JSON has it; shares are from 0 to 1."""
    scores, difference = found.scores, found.difference
    return {
        "version": found.version.id,
        "rows": scores.rows,
        "accuracy": _bounds(scores.accuracy),
        "macro_f1": scores.macro_f1,
        "calibration_error": scores.calibration_error,
        "threshold": found.version.threshold,
        "answered": {"share": found.coverage, "precision": found.precision if found.coverage else None},
        "labels": {
            one.label: {"precision": one.precision, "recall": one.recall, "f1": one.f1, "support": one.support}
            for one in scores.per_label
        },
        "coverage": [{"share": share, "accuracy": accuracy} for share, accuracy in scores.coverage],
        "confused": [{"label": label, "predicted": said, "times": times} for label, said, times in scores.confused],
        "previous": found.previous.id if found.previous else None,
        "difference": _bounds(difference.accuracy) | {"p": difference.p} if difference else None,
    }


def _bounds(score: Interval) -> dict[str, float]:
    return {"value": score.value, "low": score.low, "high": score.high}
