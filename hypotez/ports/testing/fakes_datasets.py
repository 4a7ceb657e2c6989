"""Datasets in memory, and a reader of the plainest format."""

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC

from hypotez.ports.bad_rows import BadRow, RowFault
from hypotez.ports.datasets import (
    Change,
    DatasetReader,
    Datasets,
    KeptExample,
    Rows,
    content_sha256,
    row_sha256,
)
from hypotez.ports.errors import DatasetError, NotFound, StorageError
from hypotez.ports.learning import Example
from hypotez.ports.storage import utc_now

__all__ = ["LinesReader", "MemoryDatasets"]


class LinesReader(DatasetReader):
    """Reads lines "label: text" in UTF-8, or lines of text."""

    formats = ("txt",)
    most_bytes = 1_000_000

    def read(self, content: bytes | str, name: str = "") -> Rows:
        """Read lines."""
        content = content.encode() if isinstance(content, str) else content
        if len(content) > self.most_bytes or b"\0" in content:
            raise DatasetError("This is no text, or too much of it.")
        try:
            lines = [line.strip() for line in content.decode("utf-8-sig").split("\n")]
        except UnicodeDecodeError as error:
            raise DatasetError("This is no text.") from error
        cells = {number: line.partition(": ") for number, line in enumerate(lines, 1) if line}
        if not cells:
            raise DatasetError("There is no text in it.")
        if not any(mark for _, mark, _ in cells.values()):
            return Rows(texts=tuple(text for text, _, _ in cells.values()))
        good = tuple(Example(text.strip(), label.strip()) for label, mark, text in cells.values() if mark)
        return Rows(good, bad=tuple(BadRow(number, RowFault.NO_LABEL) for number, row in cells.items() if not row[1]))


@dataclass
class _Row:
    kept: KeptExample
    added: int
    removed: int | None = None

    def there(self, number: int) -> bool:
        return self.added <= number and (self.removed is None or self.removed > number)


@dataclass
class _Dataset:
    rows: list[_Row] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)

    def at(self, number: int) -> list[KeptExample]:
        return [row.kept for row in self.rows if row.there(number)]

    def changed(self, who: str, added: int, removed: int) -> Change:
        number = len(self.changes) + 1
        rows = self.at(number)
        sha256 = content_sha256(row_sha256(kept.example) for kept in rows)
        self.changes.append(Change(number, utc_now(), who, added, removed, len(rows), sha256))
        return self.changes[-1]


class MemoryDatasets(Datasets):
    """Forgets everything when it goes."""

    def __init__(self) -> None:
        self._datasets: dict[tuple[str, str], _Dataset] = {}
        self._lock = threading.Lock()

    def names(self, scope: str) -> tuple[str, ...]:
        """The datasets of a scope."""
        return tuple(sorted(name for there, name in self._datasets if there == scope))

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
        """Add and remove."""
        adding = [_utc(scope, kept) for kept in add]
        with self._lock:
            dataset = self._datasets.get((scope, name), _Dataset())
            if after is not None and after != (dataset.changes[-1].sha256 if dataset.changes else ""):
                raise DatasetError("The dataset was changed meanwhile: look at it and try again.")
            number = len(dataset.changes) + 1
            there = {row.kept.id: row for row in dataset.rows if row.there(number)}
            going = set(remove)
            if not going <= there.keys():
                raise NotFound("A row that is to be removed is not there.")
            ids = [kept.id for kept in adding]
            if len({*ids, *(row.kept.id for row in dataset.rows)}) < len(ids) + len(dataset.rows):
                raise StorageError("There is such a row already.")
            self._datasets[scope, name] = dataset
            for id in going:
                there[id].removed = number
            dataset.rows += [_Row(kept, number) for kept in adding]
            return dataset.changed(who, len(adding), len(going))

    def examples(self, scope: str, name: str, number: int | None = None) -> Sequence[KeptExample]:
        """The rows."""
        dataset = self._get(scope, name)
        number = len(dataset.changes) if number is None else number
        if not 1 <= number <= len(dataset.changes):
            raise NotFound("The dataset has no such change.")
        return dataset.at(number)

    def history(self, scope: str, name: str) -> tuple[Change, ...]:
        """All changes."""
        return tuple(self._get(scope, name).changes)

    def delete(self, scope: str, name: str) -> None:
        """Delete a dataset."""
        self._get(scope, name)
        del self._datasets[scope, name]

    def taught_by(self, who: str) -> tuple[tuple[str, str], ...]:
        """Where a person's examples are."""
        return tuple(sorted(place for place, dataset in self._datasets.items() if _theirs(dataset, who)))

    def examples_of(self, who: str) -> Sequence[tuple[str, KeptExample]]:
        """A person's examples."""
        places = sorted(self._datasets.items(), key=lambda place: place[0])
        return [(name, row.kept) for (_, name), dataset in places for row in _theirs(dataset, who)]

    def forget(self, who: str) -> int:
        """Delete a person's examples."""
        gone = 0
        for dataset in self._datasets.values() if who else ():
            theirs = _theirs(dataset, who)
            gone += len(theirs)
            dataset.changes = [replace(one, who="") if one.who == who else one for one in dataset.changes]
            lost = [one.number for one in dataset.changes if any(row.there(one.number) for row in theirs)]
            now = sum(row.there(len(dataset.changes)) for row in theirs)
            dataset.rows = [row for row in dataset.rows if row not in theirs]
            for number in lost:
                dataset.changes[number - 1] = replace(dataset.changes[number - 1], sha256="")
            if now:
                dataset.changed("", 0, now)
        return gone

    def _get(self, scope: str, name: str) -> _Dataset:
        if (scope, name) not in self._datasets:
            raise NotFound("There is no such dataset: check its name.")
        return self._datasets[scope, name]


def _theirs(dataset: _Dataset, who: str) -> list[_Row]:
    return [row for row in dataset.rows if row.kept.origin.who == who]


def _utc(scope: str, kept: KeptExample) -> KeptExample:
    if kept.at.tzinfo is None:
        raise ValueError("an example's time needs a time zone")
    return replace(kept, at=kept.at.astimezone(UTC), origin=replace(kept.origin, scope=scope))
