"""Examples as a learner takes them: in an order that does not depend on theirs, with a part for each to be left out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from hypotez.adapters.learning.folds import deal
from hypotez.adapters.learning.words import key
from hypotez.ports.errors import DatasetError
from hypotez.ports.learning import Example

__all__ = ["MOST_LABELS", "Lesson", "prepare"]

MOST_LABELS: Final = 2_000

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Lesson:
    """`codes`: the number of each text's label. `folds`: which part each is left out with.

    `places`: where each stood among the examples.
    """

    texts: tuple[str, ...]
    codes: tuple[int, ...]
    labels: tuple[str, ...]
    folds: tuple[int, ...]
    places: tuple[int, ...]

    def restored(self, each: Sequence[T]) -> tuple[T, ...]:
        """What belongs to the texts, in the order of the examples."""
        there = dict(zip(self.places, each, strict=True))
        return tuple(there[place] for place in range(len(each)))


def prepare(examples: Sequence[Example], seed: int) -> Lesson:
    """Sort examples by what they say, and deal them into parts; texts that say the same share one.

    Raises:
        DatasetError: fewer than two labels, more than can be told apart, or no word in any text.
    """
    labels = tuple(sorted({example.label for example in examples}))
    if len(labels) < 2:
        raise DatasetError("There are too few labels: give texts of at least two labels.", key="lesson-few-labels")
    if len(labels) > MOST_LABELS:
        raise DatasetError(
            f"There are {len(labels):,} labels: a model tells at most {MOST_LABELS:,} apart.",
            key="lesson-many-labels",
            count=len(labels),
            most=MOST_LABELS,
        )
    keys = [key(example.text) for example in examples]
    if not any(keys):
        raise DatasetError("There is nothing to learn from: give texts that have words in them.", key="lesson-no-words")
    places = sorted(range(len(examples)), key=lambda at: (keys[at], examples[at].label, examples[at].text))
    code = {label: number for number, label in enumerate(labels)}
    codes = tuple(code[examples[at].label] for at in places)
    folds = deal([keys[at] for at in places], codes, seed)
    return Lesson(tuple(examples[at].text for at in places), codes, labels, tuple(folds), tuple(places))
