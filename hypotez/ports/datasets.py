"""Datasets: labelled texts under a name, with their history and with who gave each of them."""

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, Protocol, runtime_checkable
from unicodedata import normalize

from hypotez.ports.bad_rows import BadRow
from hypotez.ports.errors import DatasetError
from hypotez.ports.learning import Example
from hypotez.ports.names import legible, shown
from hypotez.ports.storage import Origin

__all__ = [
    "MOST_ROWS",
    "Change",
    "DatasetReader",
    "Datasets",
    "KeptExample",
    "Rows",
    "Source",
    "content_sha256",
    "dataset_name",
    "row_sha256",
]

MOST_ROWS: Final = 150_000
"""Rows of a dataset: nobody has to wait long for a change of one so large, or to hear what it is like."""
_NAME = re.compile(r"\w[\w.-]{0,59}")


@dataclass(frozen=True, slots=True)
class Rows:
    """What was read. `texts`: those of data without any labels.

    `bad`: the first of the rows that are in neither, in their order; `more_bad`: how many follow.
    """

    examples: tuple[Example, ...] = ()
    texts: tuple[str, ...] = ()
    bad: tuple[BadRow, ...] = ()
    more_bad: int = 0

    def __add__(self, other: "Rows") -> "Rows":
        """What was read of several files."""
        return Rows(
            self.examples + other.examples,
            self.texts + other.texts,
            self.bad + other.bad,
            self.more_bad + other.more_bad,
        )


@runtime_checkable
class DatasetReader(Protocol):
    """Reads labelled or unlabelled texts from a file that somebody sent."""

    formats: tuple[str, ...]
    """The endings that it knows, without a dot."""

    most_bytes: int
    """A larger file is refused: nobody needs to fetch it."""

    def read(self, content: bytes | str, name: str = "") -> Rows:
        """Read a file, or a text; the `name` may say the format, and is not trusted. A file's encoding is found out.

        Raises:
            DatasetError: no text, of no known format, too large, an archive that is hostile or damaged; or no row at
                all could be read.
        """
        ...


class Source(StrEnum):
    """How an example came to be."""

    GIVEN = "given"
    """Somebody sent it as data."""
    SHARED = "shared"
    """It came with a dataset that all may use."""
    CORRECTED = "corrected"
    """A person said what a text's label really is."""
    CONFIRMED = "confirmed"
    """A person said that the model's answer was right."""
    REVIEWED = "reviewed"
    """A doubtful label that a person looked at."""


@dataclass(frozen=True, slots=True)
class KeptExample:
    """An example in a dataset. `by`: the model version whose answer it corrects or confirms, else empty.

    `id` is its own within the dataset; the scope of its `origin` is the dataset's.
    """

    id: str
    at: datetime
    origin: Origin
    example: Example
    source: Source = Source.GIVEN
    by: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One step in a dataset's history, and what it looked like afterwards.

    `number` counts from 1. `who`: empty where it was nobody, or somebody who was forgotten. `sha256`: the
    `content_sha256` then; empty for an earlier state of which something has been forgotten since.
    """

    number: int
    at: datetime
    who: str
    added: int
    removed: int
    rows: int
    sha256: str


def dataset_name(typed: str) -> str:
    """The name of a dataset that somebody typed, in any case.

    Raises:
        DatasetError: this cannot be one.
    """
    name = normalize("NFKC", typed.strip()).casefold()
    if not _NAME.fullmatch(name):
        raise DatasetError(
            f"{shown(typed)} is no name for a dataset: take up to 60 letters, digits, “_”, “.” and “-”.",
            key="dataset-no-name",
            name=legible(typed),
        )
    return name


def row_sha256(example: Example) -> str:
    """The SHA-256 (hex) of one row.

    Raises:
        ValueError: a text that is not Unicode.
    """
    row = json.dumps([example.text, example.label, example.answer], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(row.encode()).hexdigest()


def content_sha256(rows: Iterable[str]) -> str:
    """The SHA-256 (hex) of a dataset whose rows have these, in any order."""
    return hashlib.sha256("\n".join(sorted(rows)).encode()).hexdigest()


@runtime_checkable
class Datasets(Protocol):
    """All datasets of all scopes. Safe to use from several threads and several processes.

    Each change is whole or not at all, and survives a kill of the process when its method returns. Every method raises
    StorageError where the disk or the database refuses.
    """

    def names(self, scope: str) -> tuple[str, ...]:
        """The datasets of a scope, sorted."""
        ...

    def change(
        self,
        scope: str,
        name: str,
        *,
        add: Iterable[KeptExample] = (),
        remove: Iterable[str] = (),
        who: str = "",
        after: str | None = None,
    ) -> Change:
        """Add examples, and remove those with these ids, in one step; a dataset begins with its first change.

        Nobody else waits while `add` is gone through.

        `after`: the hash that the dataset must have now, so that two changes do not cross; empty where it must not be
        there yet; None is any.

        Raises:
            DatasetError: somebody else has changed it meanwhile.
            NotFound: one that is to be removed is not there.
            ValueError: an example's time is naive.
        """
        ...

    def examples(self, scope: str, name: str, number: int | None = None) -> Sequence[KeptExample]:
        """The rows of a dataset, in the order in which they came; after the change `number`, or now.

        What has been forgotten is missing from earlier states too.

        Raises:
            NotFound: no such dataset, or no such change.
        """
        ...

    def history(self, scope: str, name: str) -> tuple[Change, ...]:
        """All changes, oldest first.

        Raises:
            NotFound: no such dataset.
        """
        ...

    def delete(self, scope: str, name: str) -> None:
        """Delete a dataset with its history; no text of it is left.

        Raises:
            NotFound: no such dataset.
        """
        ...

    def taught_by(self, who: str) -> tuple[tuple[str, str], ...]:
        """The (scope, name) of the datasets that have, or had, examples of a person."""
        ...

    def examples_of(self, who: str) -> Sequence[tuple[str, KeptExample]]:
        """All examples of a person that are kept, also those of earlier states, each after its dataset's name."""
        ...

    def forget(self, who: str) -> int:
        """Delete a person's examples, from the history too; how many went. No text of theirs is left.

        A dataset that loses rows of its present state has one more change, by nobody. The changes that the person made
        stay, and are nobody's.
        """
        ...
