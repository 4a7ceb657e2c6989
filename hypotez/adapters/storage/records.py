"""Records in a database."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Delete, delete, insert, or_, select, tuple_, update

from hypotez.adapters.storage.database import Database
from hypotez.adapters.storage.tables import SHAPES
from hypotez.ports.errors import NotFound
from hypotez.ports.storage import Record, Records, TranscriptRecord, read_id

__all__ = ["DatabaseRecords"]

R = TypeVar("R", bound=Record)
_PAGE = 500
_TRANSCRIPTS = SHAPES[TranscriptRecord].table
_TABLES = [shape.table for shape in SHAPES.values()]


class DatabaseRecords(Records):
    """A row for each record. Closing closes the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, record: Record) -> None:
        """Keep a record: one transaction, synced."""
        if record.at.tzinfo is None:
            raise ValueError("a record's time needs a time zone")
        shape = SHAPES[type(record)]
        with self._database.transaction(writes=True) as connection:
            connection.execute(insert(shape.table).values(shape.to_row(record)))

    def replace(self, record: Record) -> None:
        """Change its row: one transaction, synced."""
        if record.at.tzinfo is None:
            raise ValueError("a record's time needs a time zone")
        table, row = SHAPES[type(record)].table, SHAPES[type(record)].to_row(record)
        with self._database.transaction(writes=True) as connection:
            changed = connection.execute(update(table).where(table.c.id == record.id).values(row)).rowcount
        if not changed:
            raise NotFound("There is no such record: check its id.", key="record-unknown")

    def get(self, kind: type[R], id: str) -> R:
        """The record with that id."""
        shape = SHAPES[kind]
        query = select(shape.table).where(shape.table.c.id == read_id(id))
        with self._database.transaction() as connection:
            row = connection.execute(query).mappings().one_or_none()
        if row is None:
            raise NotFound("There is no such record: check its id.", key="record-unknown")
        found: R = shape.record(row)
        return found

    def list(
        self,
        kind: type[R],
        *,
        scope: str | None = None,
        who: str | None = None,
        about: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        newest_first: bool = False,
        limit: int | None = None,
    ) -> Iterator[R]:
        """Yield records, a page at a time: nothing stays open while the reader takes its time."""
        shape = SHAPES[kind]
        columns = shape.table.c
        if about is not None and "about" not in columns:
            return
        wanted = {"scope": scope, "who": who, "about": about}
        query = select(shape.table).where(
            *(columns[name] == value for name, value in wanted.items() if value is not None)
        )
        if since is not None:
            query = query.where(columns.at >= since)
        if until is not None:
            query = query.where(columns.at < until)
        place = tuple_(columns.at, columns.id)
        order = (columns.at.desc(), columns.id.desc()) if newest_first else (columns.at, columns.id)
        query = query.order_by(*order)
        left = limit
        last: tuple[datetime, str] | None = None
        while left is None or left > 0:
            size = _PAGE if left is None else min(_PAGE, left)
            page = query.limit(size)
            if last is not None:
                page = page.where(place < last if newest_first else place > last)
            with self._database.transaction() as connection:
                rows = connection.execute(page).mappings().all()
            yield from (shape.record(row) for row in rows)
            if len(rows) < size:
                return
            last = (rows[-1]["at"], rows[-1]["id"])
            left = None if left is None else left - len(rows)

    def forget(self, who: str) -> int:
        """Delete a person's records and what is about their transcripts: one transaction, then no trace is left."""
        heard = select(_TRANSCRIPTS.c.id).where(_TRANSCRIPTS.c.who == who)
        theirs = [
            delete(table).where(or_(table.c.who == who, table.c.about.in_(heard)))
            for table in _TABLES
            if "about" in table.c
        ]
        gone = self._delete(*theirs, delete(_TRANSCRIPTS).where(_TRANSCRIPTS.c.who == who))
        self._database.erase()  # also when nothing went: the last time may have left traces
        return gone

    def expire(self, before: Mapping[str, datetime]) -> int:
        """Delete what is old: one transaction, then no trace is left."""
        if any(moment.tzinfo is None for moment in before.values()):
            raise ValueError("a moment needs a time zone")
        gone = self._delete(
            *(delete(t).where(t.c.scope == scope, t.c.at < moment) for scope, moment in before.items() for t in _TABLES)
        )
        if gone:  # most of the time nothing is old, and writing a large file anew takes a while
            self._database.erase()
        return gone

    def _delete(self, *statements: Delete) -> int:
        with self._database.transaction(writes=True) as connection:
            return sum(connection.execute(statement).rowcount for statement in statements)

    def close(self) -> None:
        """Close all connections; the next use opens them again."""
        self._database.close()
