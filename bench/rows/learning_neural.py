"""Learners that know meanings, or learn by a network: how right they are, and what that costs."""

import statistics
from collections.abc import Iterator, Sequence

from bench.labelled import accuracy, split
from bench.measure import compare, cpu_seconds
from bench.scope import scope
from bench.table import Result, Skipped, Surroundings, row
from hypotez.adapters.learning.semantic import Semantic
from hypotez.adapters.learning.sklearn import Sklearn
from hypotez.adapters.learning.torch import Torch
from hypotez.ports.learning import Learner, Model

__all__: list[str] = []


@row("learn-semantic")
def learn_semantic(around: Surroundings) -> Iterator[Result]:
    """Banking77 with the semantic learner: all examples, and the published cut of ten for each label."""
    learner = _semantic(around)
    yield _accuracy(around, learner, "banking77", 93.5)
    yield _accuracy(around, learner, "banking77_10shot", 86.0)


@row("learn-semantic-scope")
def learn_semantic_scope(around: Surroundings) -> Iterator[Result]:
    """CLINC150 with the semantic learner."""
    yield from scope(around, _semantic(around), area=0.96, recall=92)


@row("learn-torch")
def learn_torch(around: Surroundings) -> Iterator[Result]:
    """Banking77 with the embedding bag: accuracy, and what it costs beside the default learner, both calibrated."""
    learner = _ready(Torch())
    train, test = (split(around, "banking77", part) for part in ("train", "test"))
    ours: list[Model] = []

    def fit() -> None:
        ours.append(learner.fit(train.examples, seed=len(ours)).model)

    pairs = compare(fit, lambda: Sklearn().fit(train.examples), cpu_seconds, around.pairs)
    found = [accuracy([said.label for said in model.predict(test.texts)], test.labels) for model in ours]
    yield _result("Banking77, torch", found, 91.5)
    yield Result(
        "torch, training with calibration, CPU",
        "the default learner",
        f"{pairs.ratio:.1f} x",
        pairs.spread(),
        "<= 14 x",
        pairs.ratio <= 14,
    )


def _semantic(around: Surroundings) -> Learner:
    if around.sentences is None:
        raise Skipped("no sentence model: --sentences FOLDER (make bench SENTENCES=FOLDER), see tools/export_minilm.py")
    return _ready(Semantic(model=str(around.sentences)))


def _ready(learner: Learner) -> Learner:
    if not (status := learner.status()).ready:
        raise Skipped(status.hint)
    return learner


def _accuracy(around: Surroundings, learner: Learner, name: str, goal: float) -> Result:
    train, test = (split(around, name, part) for part in ("train", "test"))
    models = (learner.fit(train.examples, seed=seed).model for seed in range(around.pairs))
    found = [accuracy([said.label for said in model.predict(test.texts)], test.labels) for model in models]
    return _result(f"{name}, {learner.name}", found, goal)


def _result(what: str, found: Sequence[float], goal: float) -> Result:
    value = statistics.median(found)
    spread = f"{min(found):.2f}..{max(found):.2f} ({len(found)} seeds)"
    return Result(f"{what}, accuracy", "", f"{value:.2f} %", spread, f">= {goal} %", value >= goal)
