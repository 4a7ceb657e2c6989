"""How well learners learn, against fastText that was tuned, and how well they know what they do not know."""

import math
import statistics
from collections.abc import Iterator, Sequence

from bench.fasttext_beside import FastText, prepared
from bench.labelled import Split, accuracy, split
from bench.measure import compare, cpu_seconds
from bench.table import Result, Surroundings, row
from hypotez.adapters.learning.sklearn import Sklearn
from hypotez.ports.learning import Model

__all__: list[str] = []

_IN_SCOPE = 0.86
"""The share of texts in scope that must be answered rightly where out-of-scope ones are to be told."""


@row("learn-default")
def learn_default(around: Surroundings) -> Iterator[Result]:
    """Banking77 with the default learner: accuracy, and what it costs to learn and to calibrate."""
    train, test = (split(around, "banking77", part) for part in ("train", "test"))
    settings = FastText.tuned(train, around.work, quick=around.quick)
    ours: list[Model] = []
    theirs: list[FastText] = []

    def fit() -> None:
        ours.append(Sklearn().fit(train.examples, seed=len(ours)).model)

    def fit_theirs() -> None:
        theirs.append(FastText.trained(train, around.work, settings, seed=len(theirs)))

    pairs = compare(fit, fit_theirs, cpu_seconds, around.pairs)
    mine = [accuracy(_said(model, test), test.labels) for model in ours[-around.pairs :]]
    other = [accuracy(model.predict(prepared(test.texts)), test.labels) for model in theirs[-around.pairs :]]
    told = ", ".join(f"{name} {value:g}" for name, value in settings.items())
    yield _accuracy("Banking77, default learner", mine, 91.0)
    ahead = statistics.median(mine) - statistics.median(other)
    yield Result(
        "Banking77, default learner, points ahead",
        f"fastText, {told}",
        f"{ahead:.1f}",
        f"fastText {_spread(other)}",
        ">= 2.0",
        ahead >= 2.0,
    )
    yield Result(
        "training with calibration, CPU",
        f"fastText, {told}",
        f"{pairs.ratio:.2f} x",
        pairs.spread(),
        "<= 2 x",
        pairs.ratio <= 2.0,
    )


@row("learn-words")
def learn_words(around: Surroundings) -> Iterator[Result]:
    """Banking77 by words only: accuracy, and texts per second in batches with all that a prediction tells."""
    train, test = (split(around, "banking77", part) for part in ("train", "test"))
    settings = FastText.tuned(train, around.work, quick=around.quick)
    models = [Sklearn(features="words").fit(train.examples, seed=seed).model for seed in range(around.pairs)]
    yield _accuracy("Banking77, words only", [accuracy(_said(model, test), test.labels) for model in models], 89.5)
    theirs = FastText.trained(train, around.work, settings, seed=0)
    lines = prepared(test.texts)
    pairs = compare(lambda: models[0].predict(test.texts), lambda: theirs.predict(lines), cpu_seconds, around.pairs)
    yield Result(
        "texts per second of CPU, words only",
        "fastText",
        f"{1 / pairs.ratio:.2f} x ({len(test.texts) / statistics.median(pairs.ours):,.0f})",
        pairs.spread_faster(),
        ">= 0.8 x",
        pairs.ratio <= 1 / 0.8,
    )


@row("learn-scope")
def learn_scope(around: Surroundings) -> Iterator[Result]:
    """CLINC150: what belongs to no label has a lower confidence. Trained without such texts.

    The point of 86 % is read off the curve of the test, as it is in what others publish; beside it stands what a
    threshold brings that is from `valid`, as it must be in life.
    """
    from sklearn.metrics import roc_auc_score

    (train, _), (valid, _), (test, outside) = (
        _by_scope(split(around, "clinc150", part)) for part in ("train", "valid", "test")
    )
    areas, recalls, in_life = [], [], []
    for seed in range(around.pairs):
        model = Sklearn().fit(train.examples, seed=seed).model
        inside = _sure(model, test)
        strangers = [said.confidence for said in model.predict(outside.texts)]
        sure = [confidence for confidence, _ in inside]
        areas.append(float(roc_auc_score([1] * len(sure) + [0] * len(strangers), [*sure, *strangers])))
        recalls.append(_below(strangers, _threshold(inside)))
        threshold = _threshold(_sure(model, valid))
        answered = 100 * statistics.mean(right and confidence >= threshold for confidence, right in inside)
        in_life.append((_below(strangers, threshold), answered))
    area, recall = statistics.median(areas), statistics.median(recalls)
    spread = f"{min(areas):.3f}..{max(areas):.3f}"
    yield Result("CLINC150, out of scope, AUROC", "", f"{area:.3f}", spread, ">= 0.930", area >= 0.93)
    yield Result(
        "CLINC150, out-of-scope recall",
        "86 % in scope answered rightly",
        f"{recall:.1f} %",
        _spread(recalls),
        ">= 88 %",
        recall >= 88,
    )
    recall, answered = map(statistics.median, zip(*in_life, strict=True))
    yield Result(
        "CLINC150, out-of-scope recall, threshold from valid",
        f"{answered:.1f} % in scope answered rightly",
        f"{recall:.1f} %",
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


def _said(model: Model, part: Split) -> list[str]:
    return [said.label for said in model.predict(part.texts)]


def _accuracy(what: str, found: Sequence[float], goal: float) -> Result:
    value = statistics.median(found)
    return Result(f"{what}, accuracy", "", f"{value:.2f} %", _spread(found), f">= {goal} %", value >= goal)


def _spread(found: Sequence[float]) -> str:
    return f"{min(found):.2f}..{max(found):.2f} ({len(found)} seeds)"
