"""Sets of labelled texts: NAME/train.jsonl and NAME/test.jsonl with a {"text", "label"} a line, as published."""

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass

from bench.table import Skipped, Surroundings
from hypotez.ports.learning import Example

__all__ = ["Split", "accuracy", "per_label", "split"]


@dataclass(frozen=True, slots=True)
class Split:
    """Texts with their labels."""

    texts: Sequence[str]
    labels: Sequence[str]

    @property
    def examples(self) -> list[Example]:
        """The same as a learner takes them."""
        return list(map(Example, self.texts, self.labels))

    def at(self, places: Sequence[int]) -> "Split":
        """Those at these places."""
        return Split([self.texts[at] for at in places], [self.labels[at] for at in places])

    def parted(self, share: float) -> tuple["Split", "Split"]:
        """All but a share of it, and that share, by chance but always the same."""
        order = list(range(len(self.texts)))
        random.Random(0).shuffle(order)
        cut = int(len(order) * share)
        return self.at(order[cut:]), self.at(order[:cut])


def split(around: Surroundings, name: str, part: str) -> Split:
    """A part ("train") of a set ("banking77"); a tenth of it where the row only wants to see that it works.

    Raises:
        Skipped: it is not here.
    """
    if around.texts is None:
        raise Skipped("no labelled texts: --texts FOLDER (make bench TEXTS=FOLDER)")
    path = around.texts / name / f"{part}.jsonl"
    if not path.is_file():
        raise Skipped(f"there is no {name}/{part}.jsonl in {around.texts}")
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    if around.quick:
        rows = rows[::10]
    return Split([row["text"] for row in rows], [row["label"] for row in rows])


def per_label(whole: Split, count: int, seed: int) -> tuple[Split, Split]:
    """So many texts of each label, and all others, both in an order by chance."""
    order = list(range(len(whole.texts)))
    random.Random(seed).shuffle(order)
    taken: dict[str, int] = {}
    first: list[int] = []
    rest: list[int] = []
    for at in order:
        number = taken[whole.labels[at]] = taken.get(whole.labels[at], 0) + 1
        (first if number <= count else rest).append(at)
    return whole.at(first), whole.at(rest)


def accuracy(said: Sequence[str], right: Sequence[str]) -> float:
    """In per cent."""
    return 100 * sum(a == b for a, b in zip(said, right, strict=True)) / len(right)
