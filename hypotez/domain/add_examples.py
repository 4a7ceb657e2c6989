"""Add labelled texts to a dataset: a file that somebody sent, or what stands in their message."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from hypotez.ports.bad_rows import BadRow
from hypotez.ports.datasets import MOST_ROWS, Change, DatasetReader, Datasets, KeptExample, Rows, dataset_name
from hypotez.ports.errors import DatasetError
from hypotez.ports.learning import Example
from hypotez.ports.storage import Origin, new_id, utc_now

__all__ = ["AddExamples", "Added", "RowsRefused"]

_log = logging.getLogger(__name__)

_NAMED = 3


class RowsRefused(DatasetError):
    """Some rows cannot be used, and nobody said that they are to be left out; nothing was changed."""

    def __init__(self, rows: Rows) -> None:
        count = len(rows.bad) + rows.more_bad
        told = "; ".join(_told(bad) for bad in rows.bad[:_NAMED])
        more = f", and {count - _NAMED} more" if count > _NAMED else ""
        super().__init__(
            f"{count} {'row' if count == 1 else 'rows'} cannot be used: {told}{more}. Nothing was changed: "
            "mend them, or say that they are to be left out."
        )
        self.rows = rows


@dataclass(frozen=True, slots=True)
class Added:
    """What came of it: how many rows are new, how many were `known` before, and which were left out.

    `change`: the dataset's latest, which is this one where anything is new. `more_bad` as in `Rows`.
    """

    change: Change
    new: int
    known: int
    bad: tuple[BadRow, ...] = ()
    more_bad: int = 0


class AddExamples:
    """Reads data and adds it."""

    def __init__(
        self,
        reader: DatasetReader,
        datasets: Datasets,
        *,
        most_rows: int = MOST_ROWS,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._reader, self._datasets, self._most_rows, self._now = reader, datasets, most_rows, now

    def __call__(
        self, dataset: str, content: bytes | str, file: str = "", *, origin: Origin = Origin(), leave_out: bool = False
    ) -> Added:
        """Add the rows of a file, or of a text, to a dataset of the origin's scope; it begins with them if need be.

        Rows that are there already are not added again, so the same file may be sent twice. `leave_out`: rows that
        cannot be used are left out.

        Raises:
            RowsRefused: some cannot be used, and `leave_out` was not said.
            DatasetError: no name for a dataset, no data, data without labels, or too many rows for one dataset.
            StorageError: the database refused.
        """
        return self.keep(dataset, self.check(content, file, leave_out=leave_out), origin=origin)

    def keep(self, dataset: str, rows: Rows, *, origin: Origin = Origin()) -> Added:
        """Add rows that were read: those of several files in one step.

        Raises:
            DatasetError: no name for a dataset, or too many rows for one.
            StorageError: the database refused.
        """
        name = dataset_name(dataset)
        there = self._datasets.examples(origin.scope, name) if name in self._datasets.names(origin.scope) else ()
        known = {kept.example for kept in there}
        new = [example for example in rows.examples if example not in known]
        if new and len(there) + len(new) > self._most_rows:
            raise DatasetError(
                f"A dataset has at most {self._most_rows:,} rows: begin another one with these.",
                key="dataset-full",
                most=self._most_rows,
            )
        change = self._change(name, new, origin) if new else self._datasets.history(origin.scope, name)[-1]
        _log.info("added", extra={"scope": origin.scope, "rows": len(new), "left_out": len(rows.bad) + rows.more_bad})
        return Added(change, len(new), len(rows.examples) - len(new), rows.bad, rows.more_bad)

    def check(self, content: bytes | str, file: str = "", *, leave_out: bool = False) -> Rows:
        """The rows that a file or a text has.

        Raises:
            RowsRefused, DatasetError: as for adding.
        """
        rows = self._reader.read(content, file)
        if not rows.examples:
            raise DatasetError(
                "The data has no labels: write “label: text” on each line, "
                "or send a table with columns text and label.",
                key="dataset-no-labels",
            )
        if rows.bad and not leave_out:
            raise RowsRefused(rows)
        return rows

    def _change(self, name: str, new: Sequence[Example], origin: Origin) -> Change:
        at = self._now()
        id = new_id(at)
        ids = [id] if len(new) == 1 else [f"{id}{number:05x}" for number in range(len(new))]
        kept = [KeptExample(id, at, origin, example) for id, example in zip(ids, new, strict=True)]
        return self._datasets.change(origin.scope, name, add=kept, who=origin.who)


def _told(bad: BadRow) -> str:
    return f"line {bad.line}{f' of {bad.file}' if bad.file else ''} {bad.reason}"
