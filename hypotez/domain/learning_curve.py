"""The learning curve: what more data would bring."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from functools import partial

from hypotez.domain.holdout import split
from hypotez.ports.errors import DatasetError
from hypotez.ports.learning import Example, Learner
from hypotez.ports.progress import Progress, Report, ignore
from hypotez.ports.scoring import Interval, Scoring

__all__ = ["SHARES", "LearningCurve"]

SHARES = (0.1, 0.2, 0.4, 0.7, 1.0)
"""Of the rows that may be learned from."""


class LearningCurve:
    """Trains on more and more of the rows, and scores each model on the same holdout."""

    def __init__(self, learner: Learner, scoring: Scoring) -> None:
        self._learner, self._scoring = learner, scoring

    def __call__(
        self, examples: Sequence[Example], *, seed: int = 0, report: Report = ignore
    ) -> tuple[tuple[int, Interval], ...]:
        """Pairs of (rows learned from, accuracy); shares that are too small to be learned from are left out.

        Raises:
            DatasetError: nothing is held out, or nothing can be learned.
            EngineError: the learner failed.
            Cancelled: by `report`.
        """
        learned, held = split(examples)
        if not held:
            raise DatasetError("No row is kept for testing yet: a learning curve needs more rows.", key="curve-no-rows")
        mixed = _mixed(learned, seed)
        points = []
        for number, share in enumerate(SHARES):
            progress = Progress("curve", number, len(SHARES), "models")
            report(progress)
            some = mixed[: round(len(mixed) * share)]
            if len({one.label for one in some}) < 2:
                continue
            model = self._learner.fit(some, seed=seed, report=partial(_alive, report, progress)).model
            said = model.predict([one.text for one in held])
            points.append((len(some), self._scoring.classification([one.label for one in held], said).accuracy))
        if not points:
            raise DatasetError(
                "There are too few labels for a learning curve: send texts of at least one more.",
                key="curve-few-labels",
            )
        return tuple(points)


def _alive(report: Report, so_far: Progress, _: Progress) -> None:
    """Report anew how far it is: whoever asked sees that it lives, and may stop it."""
    report(so_far)


def _mixed(examples: Sequence[Example], seed: int) -> list[Example]:
    """The rows in an order in which each beginning has its share of every label, always the same for a seed."""
    totals = Counter(one.label for one in examples)
    seen: Counter[str] = Counter()
    placed = []
    for one in sorted(examples, key=lambda one: hashlib.sha256(f"{seed} {one.text}".encode()).digest()):
        seen[one.label] += 1
        placed.append((seen[one.label] / totals[one.label], one.label, one))
    return [one for _, _, one in sorted(placed, key=lambda place: place[:2])]
