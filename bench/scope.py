"""How well a learner knows what belongs to no label: CLINC150, trained without such texts."""

import math
import statistics
from collections.abc import Iterator, Sequence

from bench.labelled import Split, split
from bench.table import Result, Surroundings
from hypotez.ports.learning import Learner, Model

__all__ = ["scope"]

_IN_SCOPE = 0.86
"""The share of texts in scope that must be answered rightly where out-of-scope ones are to be told."""


def scope(around: Surroundings, learner: Learner, *, area: float, recall: float) -> Iterator[Result]:
    """Area under the curve and recall, with their goals.

    The point of 86 % is read off the curve of the test, as it is in what others publish; beside it stands what a
    threshold brings that is from `valid`, as it must be in life.
    """
    from sklearn.metrics import roc_auc_score

    (train, _), (valid, _), (test, outside) = (
        _by_scope(split(around, "clinc150", part)) for part in ("train", "valid", "test")
    )
    areas, recalls, in_life = [], [], []
    for seed in range(around.pairs):
        model = learner.fit(train.examples, seed=seed).model
        inside = _sure(model, test)
        strangers = [said.confidence for said in model.predict(outside.texts)]
        sure = [confidence for confidence, _ in inside]
        areas.append(float(roc_auc_score([1] * len(sure) + [0] * len(strangers), [*sure, *strangers])))
        recalls.append(_below(strangers, _threshold(inside)))
        threshold = _threshold(_sure(model, valid))
        answered = 100 * statistics.mean(right and confidence >= threshold for confidence, right in inside)
        in_life.append((_below(strangers, threshold), answered))
    found = statistics.median(areas)
    what = f"CLINC150, {learner.name}, out of scope"
    spread = f"{min(areas):.3f}..{max(areas):.3f}"
    yield Result(f"{what}, AUROC", "", f"{found:.3f}", spread, f">= {area:.3f}", found >= area)
    found = statistics.median(recalls)
    against = "86 % in scope answered rightly"
    yield Result(f"{what}, recall", against, f"{found:.1f} %", _spread(recalls), f">= {recall:g} %", found >= recall)
    found, answered = map(statistics.median, zip(*in_life, strict=True))
    yield Result(
        f"{what}, recall, threshold from valid",
        f"{answered:.1f} % in scope answered rightly",
        f"{found:.1f} %",
        _spread([each for each, _ in in_life]),
    )


def _by_scope(whole: Split) -> tuple[Split, Split]:
    """The texts that have a label, and those that belong to none."""
    inside = [at for at, label in enumerate(whole.labels) if label != "oos"]
    outside = [at for at, label in enumerate(whole.labels) if label == "oos"]
    return whole.at(inside), whole.at(outside)


def _sure(model: Model, part: Split) -> list[tuple[float, bool]]:
    """How sure the model is of each text, and whether it is right."""
    said = model.predict(part.texts)
    return [(each.confidence, each.label == label) for each, label in zip(said, part.labels, strict=True)]


def _threshold(inside: Sequence[tuple[float, bool]]) -> float:
    """The highest one at which so many of all texts are answered, and rightly."""
    right = sorted((confidence for confidence, right in inside if right), reverse=True)
    return right[min(len(right), math.ceil(_IN_SCOPE * len(inside))) - 1]


def _below(confidences: Sequence[float], threshold: float) -> float:
    return 100 * statistics.mean(confidence < threshold for confidence in confidences)


def _spread(found: Sequence[float]) -> str:
    return f"{min(found):.2f}..{max(found):.2f} ({len(found)} seeds)"
