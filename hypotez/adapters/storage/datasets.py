"""Datasets in the same database as the records."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, fields
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, delete, func, insert, or_, select, update

from hypotez.adapters.storage.database import Database
from hypotez.adapters.storage.database_errors import database_errors
from hypotez.adapters.storage.dataset_tables import CHANGES, EXAMPLES
from hypotez.ports.datasets import Change, Datasets, KeptExample, Source, content_sha256, row_sha256
from hypotez.ports.errors import DatasetError, NotFound
from hypotez.ports.learning import Example
from hypotez.ports.storage import Origin, utc_now

__all__ = ["DatabaseDatasets"]

_BATCH = 1_000


class DatabaseDatasets(Datasets):
    """A row for each example, with the changes that added and removed it. Whoever gave the database closes it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def names(self, scope: str) -> tuple[str, ...]:
        """The datasets of a scope."""
        query = select(CHANGES.c.dataset).where(CHANGES.c.scope == scope).distinct().order_by(CHANGES.c.dataset)
        with self._database.transaction() as connection:
            return tuple(connection.execute(query).scalars())

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
        """Add and remove: one transaction, synced."""
        with database_errors():
            adding = [_columns(kept) for kept in add]  # first, because all other writers wait for the transaction
        with self._database.transaction(writes=True) as connection:
            last = _latest(connection, scope, name, for_update=True)
            if after is not None and after != (last.sha256 if last else ""):
                raise DatasetError(
                    "The dataset was changed meanwhile: look at it and try again.", key="dataset-changed"
                )
            number = last.number + 1 if last else 1
            removed = _remove(connection, scope, name, number, remove)
            added = _add(connection, scope, name, number, adding)
            return _record(connection, scope, name, number, who=who, added=added, removed=removed)

    def examples(self, scope: str, name: str, number: int | None = None) -> Sequence[KeptExample]:
        """The rows, in one reading: nobody's change comes between."""
        with self._database.transaction() as connection:
            last = _latest(connection, scope, name)
            if last is None:
                raise NotFound("There is no such dataset: check its name.", key="dataset-no-such")
            number = last.number if number is None else number
            if not 1 <= number <= last.number:
                raise NotFound("The dataset has no such change: look at its history.", key="dataset-change-unknown")
            c = EXAMPLES.c
            query = (
                select(EXAMPLES)
                .where(_of(EXAMPLES, scope, name), c.added <= number, or_(c.removed.is_(None), c.removed > number))
                .order_by(c.row)
                .execution_options(yield_per=_BATCH)
            )
            return tuple(_kept(row) for row in connection.execute(query).mappings())

    def history(self, scope: str, name: str) -> tuple[Change, ...]:
        """All changes."""
        query = select(CHANGES).where(_of(CHANGES, scope, name)).order_by(CHANGES.c.number)
        with self._database.transaction() as connection:
            changes = tuple(_change(row) for row in connection.execute(query).mappings())
        if not changes:
            raise NotFound("There is no such dataset: check its name.", key="dataset-no-such")
        return changes

    def delete(self, scope: str, name: str) -> None:
        """Delete a dataset: one transaction, then no trace is left."""
        with self._database.transaction(writes=True) as connection:
            gone = connection.execute(delete(CHANGES).where(_of(CHANGES, scope, name))).rowcount
            connection.execute(delete(EXAMPLES).where(_of(EXAMPLES, scope, name)))
        self._database.erase()  # also when nothing went: the last time may have left traces
        if not gone:
            raise NotFound("There is no such dataset: check its name.", key="dataset-no-such")

    def taught_by(self, who: str) -> tuple[tuple[str, str], ...]:
        """Where a person's examples are."""
        with self._database.transaction() as connection:
            return _taught_by(connection, who)

    def examples_of(self, who: str) -> Sequence[tuple[str, KeptExample]]:
        """A person's examples, whatever state they are of."""
        c = EXAMPLES.c
        query = select(EXAMPLES).where(c.who == who).order_by(c.scope, c.dataset, c.row)
        with self._database.transaction() as connection:
            return tuple((row["dataset"], _kept(row)) for row in connection.execute(query).mappings())

    def forget(self, who: str) -> int:
        """Delete a person's examples: one transaction, then no trace is left."""
        if not who:
            return 0
        with self._database.transaction(writes=True) as connection:
            connection.execute(update(CHANGES).where(CHANGES.c.who == who).values(who=""))
            gone = sum(_forget(connection, scope, name, who) for scope, name in _taught_by(connection, who))
        self._database.erase()  # also when nothing went: the last time may have left traces
        return gone


def _of(table: Table, scope: str, name: str) -> ColumnElement[bool]:
    return and_(table.c.scope == scope, table.c.dataset == name)


def _there(scope: str, name: str) -> ColumnElement[bool]:
    return and_(_of(EXAMPLES, scope, name), EXAMPLES.c.removed.is_(None))


def _latest(connection: Connection, scope: str, name: str, *, for_update: bool = False) -> Change | None:
    query = select(CHANGES).where(_of(CHANGES, scope, name)).order_by(CHANGES.c.number.desc()).limit(1)
    if for_update:  # SQLite has locked all there is to lock already
        query = query.with_for_update()
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else _change(row)


def _remove(connection: Connection, scope: str, name: str, number: int, ids: Iterable[str]) -> int:
    wanted = iter(dict.fromkeys(ids))
    removed = 0
    while batch := list(islice(wanted, _BATCH)):
        going = update(EXAMPLES).where(_there(scope, name), EXAMPLES.c.id.in_(batch)).values(removed=number)
        found = connection.execute(going).rowcount
        if found != len(batch):
            raise NotFound(
                "A row that is to be removed is not there: look at the dataset and try again.",
                key="dataset-row-missing",
            )
        removed += found
    return removed


def _add(connection: Connection, scope: str, name: str, number: int, adding: Sequence[dict[str, Any]]) -> int:
    first = connection.execute(select(func.max(EXAMPLES.c.row)).where(_of(EXAMPLES, scope, name))).scalar() or 0
    where = {"scope": scope, "dataset": name, "added": number}
    rows = ({**where, "row": row, **columns} for row, columns in enumerate(adding, first + 1))
    while batch := list(islice(rows, _BATCH)):
        connection.execute(insert(EXAMPLES), batch)
    return len(adding)


def _record(
    connection: Connection, scope: str, name: str, number: int, *, who: str = "", added: int = 0, removed: int = 0
) -> Change:
    """Keep a change whose rows have been written already."""
    rows = connection.execute(select(EXAMPLES.c.sha256).where(_there(scope, name))).scalars().all()
    change = Change(number, utc_now(), who, added, removed, len(rows), content_sha256(rows))
    connection.execute(insert(CHANGES).values(scope=scope, dataset=name, **asdict(change)))
    return change


def _taught_by(connection: Connection, who: str) -> tuple[tuple[str, str], ...]:
    c = EXAMPLES.c
    query = select(c.scope, c.dataset).where(c.who == who).distinct().order_by(c.scope, c.dataset)
    return tuple((scope, name) for scope, name in connection.execute(query))


def _forget(connection: Connection, scope: str, name: str, who: str) -> int:
    c = EXAMPLES.c
    theirs = and_(_of(EXAMPLES, scope, name), c.who == who)
    spans = connection.execute(select(c.added, c.removed, func.count()).where(theirs).group_by(c.added, c.removed))
    now = 0
    for added, removed, rows in spans.all():
        had = [CHANGES.c.number >= added] if removed is None else [CHANGES.c.number.between(added, removed - 1)]
        connection.execute(update(CHANGES).where(_of(CHANGES, scope, name), *had).values(sha256=""))
        now += rows if removed is None else 0
    gone = connection.execute(delete(EXAMPLES).where(theirs)).rowcount
    last = _latest(connection, scope, name)
    if now and last:
        _record(connection, scope, name, last.number + 1, removed=now)
    return gone


def _columns(kept: KeptExample) -> dict[str, Any]:
    if kept.at.tzinfo is None:
        raise ValueError("an example's time needs a time zone")
    return {
        "id": kept.id,
        "at": kept.at,
        "who": kept.origin.who,
        "place": kept.origin.where,
        "text": kept.example.text,
        "label": kept.example.label,
        "answer": kept.example.answer,
        "source": kept.source,
        "version": kept.by,
        "sha256": row_sha256(kept.example),
    }


def _kept(row: Mapping[Any, Any]) -> KeptExample:
    return KeptExample(
        row["id"],
        row["at"],
        Origin(row["scope"], row["who"], row["place"]),
        Example(row["text"], row["label"], row["answer"]),
        Source(row["source"]),
        row["version"],
    )


def _change(row: Mapping[Any, Any]) -> Change:
    return Change(**{field.name: row[field.name] for field in fields(Change)})
