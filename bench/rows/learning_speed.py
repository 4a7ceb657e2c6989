"""What learning and answering cost, against scikit-learn as one would use it bare."""

import random
from collections.abc import Iterator, Sequence
from typing import Any

from bench.labelled import Split, split
from bench.measure import compare, cpu_seconds, interleave
from bench.table import Result, Surroundings, row
from hypotez.adapters.learning.sklearn import Sklearn
from hypotez.ports.progress import Progress

__all__: list[str] = []

_ASKED = 200
_ROWS = 100_000


@row("learn-one")
def learn_one(around: Surroundings) -> Iterator[Result]:
    """One prediction after another, by the default learner's model and by a pipeline on the same features."""
    from sklearn.svm import LinearSVC

    train, test = (split(around, "banking77", part) for part in ("train", "test"))
    texts = test.texts[:_ASKED]
    model = Sklearn().fit(train.examples).model
    bare = _pipeline(LinearSVC()).fit(train.texts, train.labels)
    pairs = compare(
        lambda: [model.predict([text]) for text in texts],
        lambda: [bare.predict([text]) for text in texts],
        cpu_seconds,
        around.pairs,
    )
    yield Result(
        f"one prediction, {len(texts)} in turn, CPU",
        "the bare sklearn pipeline",
        f"{pairs.ratio:.2f} x",
        pairs.spread(),
        "<= 3 x",
        pairs.ratio <= 3.0,
    )


@row("learn-many")
def learn_many(around: Surroundings) -> Iterator[Result]:
    """100,000 rows made from Banking77, each a text of it without one of its words; calibration does not count."""
    from sklearn.linear_model import SGDClassifier

    rows = 2_000 if around.quick else _ROWS
    many = _more(split(around, "banking77", "train"), rows)
    examples = many.examples
    learner = Sklearn(sgd_above=rows // 2)

    def ours() -> float:
        stages = _Stages()
        learner.fit(examples, report=stages)
        return stages.seconds("reading") + stages.seconds("learning")

    def theirs() -> float:
        start = cpu_seconds()
        _pipeline(SGDClassifier(alpha=1 / rows, max_iter=4, tol=None)).fit(many.texts, many.labels)
        return cpu_seconds() - start

    pairs = interleave(ours, theirs, 1 if around.quick else 2)
    yield Result(
        f"training {rows:,} rows without calibration, CPU",
        "sklearn's SGD on the same features",
        f"{pairs.ratio:.2f} x",
        pairs.spread(),
        "<= 2 x",
        pairs.ratio <= 2.0,
    )


class _Stages:
    """A listener that reads the clock at the beginning of each stage."""

    def __init__(self) -> None:
        self._begun: list[tuple[str, float]] = []

    def __call__(self, progress: Progress) -> None:
        self._begun.append((progress.stage, cpu_seconds()))

    def seconds(self, stage: str) -> float:
        """CPU of a stage; the last sign of life is the end."""
        ends = [moment for _, moment in self._begun[1:]]
        return sum(end - begun for (name, begun), end in zip(self._begun, ends, strict=False) if name == stage)


def _pipeline(separator: Any) -> Any:
    """The features of the default learner, as scikit-learn has them."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_pipeline, make_union

    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, token_pattern=r"(?u)\b\w+\b")
    pieces = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, min_df=2)
    return make_pipeline(make_union(words, pieces), separator)


def _more(few: Split, rows: int) -> Split:
    dice = random.Random(0)
    places = [dice.randrange(len(few.texts)) for _ in range(rows)]
    chosen = few.at(places)
    return Split([_without_one(text.split(), dice) for text in chosen.texts], chosen.labels)


def _without_one(words: Sequence[str], dice: random.Random) -> str:
    left_out = dice.randrange(len(words))
    return " ".join(word for at, word in enumerate(words) if at != left_out)
