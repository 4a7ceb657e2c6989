"""What is wrong with data, told before anything is learned from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from hypotez.domain.alike_labels import alike
from hypotez.domain.holdout import split
from hypotez.domain.statistics import Conflict, Statistics, statistics
from hypotez.ports.errors import DatasetError
from hypotez.ports.learning import Example

__all__ = ["Kind", "Problem", "problems"]

FEW = 5
"""Rows of one label: with fewer, what is learned of it is chance."""
UNEVEN = 20
"""Times that a label has the rows of another one: from here on the rare one is hardly ever answered."""
UNTESTED = 30
"""Rows in the holdout: with fewer, two models cannot be told apart."""
_NAMED = 5


class Kind(StrEnum):
    """What it is; catalogues call it so."""

    EMPTY = "empty"
    ONE_LABEL = "one-label"
    ONE_LEFT = "one-left"
    CONFLICTS = "conflicts"
    ALIKE = "alike"
    FEW_ROWS = "few-rows"
    UNEVEN = "uneven"
    UNTESTED = "untested"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong. `fatal`: nothing can be learned. `about`: labels or texts, the first few of `count`."""

    kind: Kind
    sentence: str
    fatal: bool = False
    about: tuple[str, ...] = ()
    count: int = 0

    def refusal(self) -> DatasetError:
        """What is raised where it is fatal."""
        return DatasetError(self.sentence, key=f"fatal-{self.kind}", about=", ".join(self.about))


def problems(examples: Sequence[Example]) -> tuple[Problem, ...]:
    """What is wrong with these rows, the fatal first; none where all is well."""
    learned, held = split(examples)
    if not learned:
        sentence = "There is nothing to learn from: send texts with their labels, one “label: text” on a line."
        return (Problem(Kind.EMPTY, sentence, fatal=True),)
    found = statistics(examples)
    of_learned = statistics(learned).labels
    if len(of_learned) < 2:
        return (_one_label(next(iter(of_learned)), len(found.labels)),)
    return tuple(
        problem
        for problem in (
            _conflicts(found.conflicts),
            _alike(found),
            _few_rows(found),
            _uneven(found),
            _untested(len(held)),
        )
        if problem
    )


def _one_label(label: str, labels: int) -> Problem:
    if labels == 1:
        sentence = f"All rows have one label, “{label}”: send texts of at least one more."
        return Problem(Kind.ONE_LABEL, sentence, fatal=True, about=(label,), count=1)
    sentence = "Only one label is left beside the rows that are kept for testing: send more texts of each."
    return Problem(Kind.ONE_LEFT, sentence, fatal=True, about=(label,), count=1)


def _conflicts(conflicts: tuple[Conflict, ...]) -> Problem | None:
    if not conflicts:
        return None
    first = conflicts[0]
    example = f"“{first.text[:60]}” is both {first.labels[0]} and {first.labels[1]}"
    texts = tuple(conflict.text for conflict in conflicts[:_NAMED])
    sentence = f"{_counted(len(conflicts), 'text has', 'texts have')} more than one label: {example}."
    return Problem(Kind.CONFLICTS, sentence, about=texts, count=len(conflicts))


def _alike(found: Statistics) -> Problem | None:
    labels = [label for group in alike(found.labels) for label in group]
    if not labels:
        return None
    named = tuple(labels[:_NAMED])
    sentence = f"{len(labels)} labels look like one another, and count as different ones: {_list(named, len(labels))}."
    return Problem(Kind.ALIKE, sentence, about=named, count=len(labels))


def _few_rows(found: Statistics) -> Problem | None:
    few = [label for label, rows in found.labels.items() if rows < FEW]
    if not few:
        return None
    named = tuple(few[-_NAMED:][::-1])
    sentence = f"{_counted(len(few), 'label has', 'labels have')} fewer than {FEW} rows: {_list(named, len(few))}."
    return Problem(Kind.FEW_ROWS, sentence, about=named, count=len(few))


def _uneven(found: Statistics) -> Problem | None:
    (most, many), *_, (least, few) = found.labels.items()
    if many < UNEVEN * few:
        return None
    sentence = f"The label {most} has {many} rows and {least} has {few}: the rare one will hardly be recognised."
    return Problem(Kind.UNEVEN, sentence, about=(most, least), count=many // few)


def _untested(held: int) -> Problem | None:
    if held >= UNTESTED:
        return None
    sentence = f"Only {held} rows are kept for testing, and {UNTESTED} are needed: nobody will know how good it is."
    return Problem(Kind.UNTESTED, sentence, count=held)


def _list(named: tuple[str, ...], count: int) -> str:
    return ", ".join(named) + (f" and {count - len(named)} more" if count > len(named) else "")


def _counted(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"
