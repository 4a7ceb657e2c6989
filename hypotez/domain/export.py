"""List records, and write them out as text: CSV for spreadsheets, JSON lines for programs."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import datetime
from typing import Any, TypeVar

from hypotez.ports.datasets import KeptExample
from hypotez.ports.errors import OptionError
from hypotez.ports.jobs import Job
from hypotez.ports.names import legible, shown
from hypotez.ports.spreadsheet import harmless
from hypotez.ports.storage import Correction, Feedback, Record, Records, TranscriptRecord

__all__ = ["ExportRecords", "ListRecords", "csv_line", "json_line", "whole"]

R = TypeVar("R", bound=Record)
_COMMON = ("id", "at", "scope", "who", "where")
_OWN: dict[type[Record], tuple[str, ...]] = {
    TranscriptRecord: ("audio_sha256", "text", "language", "engine", "duration"),
    Feedback: ("text", "about"),
    Correction: ("about", "original", "corrected"),
}


class ListRecords:
    """Records of one kind, newest first."""

    def __init__(self, records: Records) -> None:
        self._records = records

    def __call__(
        self, kind: type[R], *, scope: str | None = None, who: str | None = None, about: str | None = None,
        limit: int | None = 20,
    ) -> tuple[R, ...]:  # fmt: skip
        """The latest records; `about` is the id of what they are about.

        Raises:
            OptionError: a limit below 1.
            StorageError: the database refused.
        """
        if limit is not None and limit < 1:
            raise OptionError(f"A list of {limit} records cannot be made: ask for 1 or more.")
        return tuple(self._records.list(kind, scope=scope, who=who, about=about, newest_first=True, limit=limit))


class ExportRecords:
    """All records of one kind as lines, oldest first, without holding them in memory."""

    formats = ("csv", "jsonl")

    def __init__(self, records: Records) -> None:
        self._records = records

    def __call__(
        self,
        kind: type[Record],
        format: str = "jsonl",
        *,
        scope: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> Iterator[str]:
        """Yield lines, each with its line end; `scope` None takes all.

        JSON lines hold every field exactly. CSV holds the flat ones, after a line of names; a cell that a spreadsheet
        would run as a formula (it begins with = + - @, a tab or a carriage return) gets an apostrophe in front.

        Raises:
            OptionError: a format that is not one of `formats`; raised before the first line is asked for.
            StorageError: the database refused.
        """
        if format not in self.formats:
            raise OptionError(
                f"There is no export format {shown(format)}: there are {', '.join(self.formats)}.",
                key="export-unknown-format",
                name=legible(format),
                there=", ".join(self.formats),
            )
        records = self._records.list(kind, scope=scope, since=since, until=until)
        return _csv(kind, records) if format == "csv" else _json_lines(records)


def whole(record: Record | KeptExample | Job) -> dict[str, Any]:
    """Every field of a record, as JSON has it."""
    return asdict(record) | {"at": record.at.isoformat()}


def json_line(fields: dict[str, Any]) -> str:
    """One line, with its end."""
    return json.dumps(fields, ensure_ascii=False) + "\n"


def csv_line(cells: Iterable[object]) -> str:
    """One line, with its end, in which no cell is a formula."""
    text = io.StringIO()
    csv.writer(text).writerow(harmless(cell) if isinstance(cell, str) else cell for cell in cells)
    return text.getvalue()


def _json_lines(records: Iterator[Record]) -> Iterator[str]:
    for record in records:
        yield json_line(whole(record))


def _csv(kind: type[Record], records: Iterator[Record]) -> Iterator[str]:
    names = (*_COMMON, *_OWN[kind])
    yield csv_line(names)
    for record in records:
        fields = _flat(record)
        yield csv_line(fields[name] for name in names)


def _flat(record: Record) -> dict[str, Any]:
    fields: dict[str, Any] = asdict(record)
    fields.update(fields["origin"], at=record.at.isoformat(), **fields.get("transcript", {}))
    return fields
