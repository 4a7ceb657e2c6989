"""How well learners learn, against fastText that was tuned, and how well they know what they do not know."""

import statistics
from collections.abc import Iterator, Sequence

from bench.fasttext_beside import FastText, prepared
from bench.labelled import Split, accuracy, split
from bench.measure import compare, cpu_seconds
from bench.scope import scope
from bench.table import Result, Surroundings, row
from hypotez.adapters.learning.sklearn import Sklearn
from hypotez.ports.learning import Model

__all__: list[str] = []


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
    # the test once is over in a blink, in which anything may happen
    texts = [*test.texts] * (1 if around.quick else 50)
    lines = prepared(texts)
    pairs = compare(lambda: models[0].predict(texts), lambda: theirs.predict(lines), cpu_seconds, around.pairs)
    yield Result(
        "texts per second of CPU, words only",
        "fastText",
        f"{1 / pairs.ratio:.2f} x ({len(texts) / statistics.median(pairs.ours):,.0f})",
        pairs.spread_faster(),
        ">= 0.8 x",
        pairs.ratio <= 1 / 0.8,
    )


@row("learn-scope")
def learn_scope(around: Surroundings) -> Iterator[Result]:
    """CLINC150 with the default learner."""
    yield from scope(around, Sklearn(), area=0.93, recall=88)


def _said(model: Model, part: Split) -> list[str]:
    return [said.label for said in model.predict(part.texts)]


def _accuracy(what: str, found: Sequence[float], goal: float) -> Result:
    value = statistics.median(found)
    return Result(f"{what}, accuracy", "", f"{value:.2f} %", _spread(found), f">= {goal} %", value >= goal)


def _spread(found: Sequence[float]) -> str:
    return f"{min(found):.2f}..{max(found):.2f} ({len(found)} seeds)"
