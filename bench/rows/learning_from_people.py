"""How a model grows with what people say of its answers, and finds what they got wrong."""

import random
import statistics
from collections.abc import Iterator
from dataclasses import replace

from bench.labelled import Split, accuracy, per_label, split
from bench.table import Result, Surroundings, row
from hypotez.adapters.learning.sklearn import Sklearn
from hypotez.domain.threshold import threshold_for
from hypotez.ports.learning import Example, Fitted

__all__: list[str] = []

_FLIPPED = 0.05
_MESSAGES = 4_000
_AT_ONCE = 100
"""Messages between two refits."""
_PRECISION = 0.85
"""Of the answers that are given in the stream, so many are to be right: the fewer, the less often people are asked."""


@row("learn-review")
def learn_review(around: Surroundings) -> Iterator[Result]:
    """Banking77 with 5 % of its labels flipped: of the first n in `review`, how many of the n flipped ones."""
    clean = split(around, "banking77", "train").examples
    found = []
    for seed in range(around.pairs):
        dice = random.Random(seed)
        labels = sorted({example.label for example in clean})
        flipped = set(dice.sample(range(len(clean)), int(_FLIPPED * len(clean))))
        examples = [
            replace(example, label=dice.choice([label for label in labels if label != example.label]))
            if at in flipped
            else example
            for at, example in enumerate(clean)
        ]
        judged = Sklearn().fit(examples, seed=seed).out_of_fold
        first = sorted(range(len(examples)), key=lambda at: judged[at].given)[: len(flipped)]
        found.append(len(flipped.intersection(first)) / len(flipped))
    precision = statistics.median(found)
    yield Result(
        f"labels flipped {_FLIPPED:.0%}, review of the first n",
        "",
        f"{precision:.2f}",
        f"{min(found):.2f}..{max(found):.2f} ({len(found)} seeds)",
        ">= 0.80",
        precision >= 0.8,
    )


@row("learn-stream")
def learn_stream(around: Surroundings) -> Iterator[Result]:
    """4,000 messages of Banking77, beginning with 5 per class, with a refit every 100.

    Where the model is in doubt it asks. Where it answers, people correct it or confirm. Both become examples.
    """
    train, test = (split(around, "banking77", part) for part in ("train", "test"))
    ends = [_streamed(*per_label(train, 5, seed), test, seed) for seed in range(around.pairs)]
    reached = statistics.median(end for _, end, _ in ends)
    asked = statistics.median(count for _, _, count in ends)
    begun = statistics.median(begin for begin, _, _ in ends)
    accuracies = [end for _, end, _ in ends]
    yield Result(
        f"after {_MESSAGES:,} messages with corrections, accuracy",
        f"{begun:.1f} % with 5 per class",
        f"{reached:.2f} %",
        f"{min(accuracies):.2f}..{max(accuracies):.2f} ({len(ends)} seeds)",
        ">= 88.0 %",
        reached >= 88.0,
    )
    counts = [count for _, _, count in ends]
    yield Result(
        "messages that it asked about", "", f"{asked:.0f}", f"{min(counts)}..{max(counts)}", "<= 850", asked <= 850
    )


def _streamed(first: Split, rest: Split, test: Split, seed: int) -> tuple[float, float, int]:
    """Accuracy before and after, and how often it asked."""
    examples = first.examples
    fitted = _fit(examples, seed)
    begun = _score(fitted, test)
    asked = 0
    stream = rest.at(range(min(_MESSAGES, len(rest.texts))))
    for start in range(0, len(stream.texts), _AT_ONCE):
        messages = stream.at(range(start, min(start + _AT_ONCE, len(stream.texts))))
        threshold = _threshold(fitted, examples)
        asked += sum(said.confidence < threshold for said in fitted.model.predict(messages.texts))
        examples = [*examples, *messages.examples]
        fitted = _fit(examples, seed)
    return begun, _score(fitted, test), asked


def _fit(examples: list[Example], seed: int) -> Fitted:
    return Sklearn().fit(examples, seed=seed)


def _threshold(fitted: Fitted, examples: list[Example]) -> float:
    judged = zip(fitted.out_of_fold, examples, strict=True)
    return threshold_for([(said.confidence, said.label == example.label) for said, example in judged], _PRECISION)


def _score(fitted: Fitted, test: Split) -> float:
    return accuracy([said.label for said in fitted.model.predict(test.texts)], test.labels)
