"""What a dataset is like: how much there is of what, and what does not go together."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import log
from unicodedata import name

from hypotez.domain.same_text import normalised
from hypotez.ports.learning import Example

__all__ = ["Conflict", "Statistics", "statistics"]


@dataclass(frozen=True, slots=True)
class Conflict:
    """A text that has several labels, the more frequent first."""

    text: str
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Statistics:
    """A dataset in numbers.

    `labels`: rows of each label, the more frequent first. `balance`: from 0, nearly all rows have one label, to 1, all
    labels are equally frequent. `duplicates`: rows that say what an earlier one says, label included. `scripts`: rows
    by the writing that most of their letters are of ("Latin", "Cyrillic"), the more frequent first; texts without
    letters are in none.
    """

    rows: int
    labels: Mapping[str, int]
    balance: float
    duplicates: int
    conflicts: tuple[Conflict, ...]
    scripts: Mapping[str, int]


def statistics(examples: Iterable[Example]) -> Statistics:
    """Count."""
    labels: Counter[str] = Counter()
    scripts: Counter[str] = Counter()
    spelled: dict[str, str] = {}
    labelled: dict[str, Counter[str]] = {}
    for example in examples:
        labels[example.label] += 1
        key = normalised(example.text)
        spelled.setdefault(key, example.text)
        labelled.setdefault(key, Counter())[example.label] += 1
        script = _script(example.text)
        if script:
            scripts[script] += 1
    rows = labels.total()
    return Statistics(
        rows,
        _sorted(labels),
        _balance(labels, rows),
        rows - sum(len(counts) for counts in labelled.values()),
        tuple(Conflict(spelled[key], tuple(_sorted(counts))) for key, counts in labelled.items() if len(counts) > 1),
        _sorted(scripts),
    )


def _sorted(counts: Counter[str]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda one: (-one[1], one[0])))


def _balance(labels: Counter[str], rows: int) -> float:
    """Shannon's evenness: the entropy of the labels as a share of what it could be."""
    if len(labels) < 2:
        return 0.0
    entropy = -sum(count / rows * log(count / rows) for count in labels.values())
    return min(1.0, entropy / log(len(labels)))


def _script(text: str) -> str:
    # a letter's name begins with its script: "CYRILLIC SMALL LETTER A"
    letters = Counter(name(sign, "").partition(" ")[0] for sign in text[:200] if sign.isalpha())
    return max(letters, key=lambda script: (letters[script], script)).capitalize() if letters else ""
