"""What may be said of a version that came in a file: what one that was made here could say of itself, and no more."""

import re
from collections.abc import Mapping
from typing import Final

from hypotez.adapters.datasets.limits import Limits
from hypotez.ports.learning import Scalar
from hypotez.ports.versions import Version

__all__ = ["are_scores", "impossible"]

_LIMITS: Final = Limits()
_CONTROLS: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_LEARNER: Final = re.compile(r"\w(?:[\w. -]{0,58}[\w-])?")
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_SHARES: Final = ("accuracy", "macro_f1", "calibration_error", "coverage", "precision")
_YEARS: Final = range(1970, 2200)
_MOST_ROWS: Final = 10**9
_LARGEST_SEED: Final = 2**32 - 1
_HIGHEST: Final = 1.001
"""Of thresholds: where no confidence is good enough, a training takes one that is just above them all."""
_MOST_ANSWERS: Final = 2_000
"""A model tells no more labels apart."""
_MOST_SETTINGS: Final = 100
_LONGEST_SETTING: Final = 1_000
_LARGEST_SETTING: Final = 1 << 63


def impossible(version: Version) -> str:
    """The name of the first thing that cannot be; empty where all can.

    Where it is, where it comes from and what it doubts are not asked: they stay behind when it is taken in.
    """
    right = {
        "time": version.at.year in _YEARS,
        "dataset": _SHA256.fullmatch(version.dataset_sha256),
        "learner": _LEARNER.fullmatch(version.learner) and (not version.kind or _LEARNER.fullmatch(version.kind)),
        "labels": all(map(_is_label, version.labels)),
        "rows": 1 <= version.rows <= _MOST_ROWS,
        "seed": 0 <= version.seed <= _LARGEST_SEED,
        "threshold": 0 <= version.threshold <= _HIGHEST,
        "settings": len(version.settings) <= _MOST_SETTINGS
        and all(_is_short(name) and _is_setting(value) for name, value in version.settings.items()),
        "scores": not version.scores or are_scores(version.scores),
        "answers": len(version.answers) <= _MOST_ANSWERS
        and all(_is_label(label) and _is_text(answer, _LIMITS.text) for label, answer in version.answers.items()),
    }
    return next((name for name, is_right in right.items() if not is_right), "")


def are_scores(scores: Mapping[str, float]) -> bool:
    """Whether these are the scores of a test: all of them, and each a number that it can be."""
    return (
        scores.keys() == {"rows", *_SHARES}
        and 1 <= scores["rows"] <= _MOST_ROWS
        and all(0 <= scores[name] <= 1 for name in _SHARES)
    )


def _is_label(label: str) -> bool:
    return _is_text(label, _LIMITS.label) and not re.search(r"[\n\r]", label)


def _is_setting(value: Scalar) -> bool:
    return _is_short(value) if isinstance(value, str) else abs(value) < _LARGEST_SETTING


def _is_short(text: str) -> bool:
    return len(text) <= _LONGEST_SETTING and text.isprintable()


def _is_text(text: str, longest: int) -> bool:
    return bool(text.strip()) and len(text) <= longest and not _CONTROLS.search(text)
