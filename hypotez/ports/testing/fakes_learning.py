"""A learner for tests that needs no package: it counts which words came under which label."""

import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from hypotez.ports.engine import Status
from hypotez.ports.errors import DatasetError, ModelError, StorageError
from hypotez.ports.learning import Example, Fitted, Learner, LearnerCan, Model, OutOfFold, Prediction, Reason
from hypotez.ports.progress import Progress, Report, ignore

__all__ = ["FakeLearner", "FakeModel"]

_FILE: Final = "fake.json"
_MOST_BYTES: Final = 16 << 20
_SMOOTH: Final = 0.1
"""What is added to each count, so that no word ever rules a label out."""

Counts = Mapping[str, Mapping[str, int]]
"""How often each word came under each label."""


class FakeModel(Model):
    """Believes what the words of a text say, each for itself."""

    def __init__(self, labels: Sequence[str], counts: Counts) -> None:
        self._labels = tuple(sorted(labels))
        self._counts = counts

    @property
    def labels(self) -> tuple[str, ...]:
        return self._labels

    def predict(self, texts: Sequence[str]) -> tuple[Prediction, ...]:
        ranked = (sorted(self.shares(text).items(), key=lambda item: -item[1]) for text in texts)
        return tuple(Prediction(*first, tuple(others)) for first, *others in ranked)

    def shares(self, text: str) -> dict[str, float]:
        """The confidence in each label."""
        sums = dict.fromkeys(self._labels, 0.0)
        for word in _words(text):
            for label in self._labels:
                sums[label] += self._says(word, label)
        most = max(sums.values())
        odds = {label: math.exp(value - most) for label, value in sums.items()}
        return {label: value / sum(odds.values()) for label, value in odds.items()}

    def explain(self, text: str, label: str | None = None, *, most: int = 5) -> tuple[Reason, ...]:
        chosen = self.predict([text])[0].label if label is None else label
        known = (word for word in _words(text) if word in self._counts and chosen in self._labels)
        reasons = [Reason(word, self._says(word, chosen)) for word in known]
        return tuple(sorted(reasons, key=lambda reason: (-reason.weight, reason.words))[:most])

    def save(self, folder: Path) -> None:
        content = json.dumps({"kind": "fake", "labels": self._labels, "counts": self._counts}, sort_keys=True)
        try:
            (folder / _FILE).write_text(content, "ascii")
        except OSError as error:
            raise StorageError(f"The model cannot be written: {error.strerror}.") from error

    def _says(self, word: str, label: str) -> float:
        """How much likelier the label is with that word than without; a word that is unknown says nothing."""
        counts = self._counts.get(word, {})
        share = (counts.get(label, 0) + _SMOOTH) / (sum(counts.values()) + _SMOOTH * len(self._labels))
        return math.log(share * len(self._labels))


class FakeLearner(Learner):
    """Counts words, and remembers the seeds that it was asked with.

    Args:
        name: the learner's name.
        error: raised instead of learning.
    """

    can = LearnerCan()

    def __init__(self, name: str = "fake", *, error: Exception | None = None) -> None:
        self.name = name
        self.error = error
        self.seeds: list[int] = []
        self.closed = 0

    def fit(self, examples: Sequence[Example], *, seed: int = 0, report: Report = ignore) -> Fitted:
        self.seeds.append(seed)
        report(Progress("learning", 0, 2, "rounds"))
        if self.error is not None:
            raise self.error
        labels = sorted({example.label for example in examples})
        counts = _counted(examples)
        if len(labels) < 2 or not counts:
            raise DatasetError("There is nothing to learn from: give texts with words, of at least two labels.")
        report(Progress("learning", 1, 2, "rounds"))
        judged = _out_of_fold(examples, labels, counts)
        report(Progress("learning", 2, 2, "rounds"))
        return Fitted(FakeModel(labels, counts), judged, {"smoothing": _SMOOTH})

    def load(self, folder: Path) -> FakeModel:
        path = folder / _FILE
        try:
            if path.stat().st_size > _MOST_BYTES:
                raise ModelError("The model is too large.")
            table = json.loads(path.read_bytes())
        except FileNotFoundError as error:
            raise ModelError("This is no model of the fake learner.") from error
        except (ValueError, RecursionError) as error:
            raise ModelError("The model is damaged.") from error
        except OSError as error:
            raise StorageError(f"The model cannot be read: {error.strerror}.") from error
        if not _is_model(table):
            raise ModelError("The model is damaged, or of another learner.")
        return FakeModel(table["labels"], table["counts"])

    def status(self) -> Status:
        return Status()

    def close(self) -> None:
        self.closed += 1


def _words(text: str) -> list[str]:
    return sorted(set(re.findall(r"\w+", text.casefold())))


def _counted(examples: Iterable[Example]) -> dict[str, Counter[str]]:
    counts: dict[str, Counter[str]] = {}
    for example in examples:
        for word in _words(example.text):
            counts.setdefault(word, Counter())[example.label] += 1
    return counts


def _out_of_fold(examples: Sequence[Example], labels: Sequence[str], counts: Counts) -> tuple[OutOfFold, ...]:
    """Judge each example by the counts without it, and without the others that have its words."""
    alike: dict[tuple[str, ...], list[Example]] = {}
    for example in examples:
        alike.setdefault(tuple(_words(example.text)), []).append(example)
    judged = []
    for example in examples:
        words = _words(example.text)
        own = Counter(each.label for each in alike[tuple(words)])
        shares = FakeModel(labels, {word: Counter(counts[word]) - own for word in words}).shares(example.text)
        label = max(shares, key=lambda each: shares[each])
        judged.append(OutOfFold(label, shares[label], shares[example.label]))
    return tuple(judged)


def _is_model(table: Any) -> bool:
    if not isinstance(table, dict) or set(table) != {"kind", "labels", "counts"} or table["kind"] != "fake":
        return False
    labels, counts = table["labels"], table["counts"]
    return (
        isinstance(labels, list)
        and all(isinstance(label, str) for label in labels)
        and 2 <= len(set(labels)) == len(labels)
        and isinstance(counts, dict)
        and all(_is_count(count, labels) for count in counts.values())
    )


def _is_count(count: Any, labels: Sequence[str]) -> bool:
    if not isinstance(count, dict) or not set(count) <= set(labels):
        return False
    return all(type(times) is int and 0 < times < 1 << 40 for times in count.values())
