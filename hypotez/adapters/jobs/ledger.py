"""Jobs as they are written down, so that they are known after a restart and to other processes."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, delete, insert, select, tuple_, update

from hypotez.adapters.jobs.owner import alive
from hypotez.adapters.storage.database import Database
from hypotez.adapters.storage.version_tables import JOBS
from hypotez.ports.errors import Busy, NotFound
from hypotez.ports.jobs import Job, JobState
from hypotez.ports.storage import Origin

__all__ = ["Ledger"]

_OPEN: Final = (JobState.QUEUED.value, JobState.RUNNING.value)
_KEPT: Final = 100
"""Jobs of one scope; older ones are dropped."""


class Ledger:
    """The table of jobs, as one process (its `owner`) sees it.

    A job that has not ended, but whose process has, is read as interrupted.
    """

    def __init__(self, database: Database, owner: str) -> None:
        self._database, self._owner = database, owner

    def open(self, job: Job) -> None:
        """Write a new job down, if it is its scope's only one.

        Raises:
            Busy: another one has not ended.
        """
        scope = job.origin.scope
        with self._database.transaction(writes=True) as connection:
            running = next(
                (found for found in self._read(connection, JOBS.c.scope == scope) if not found.state.ended), None
            )
            if running:
                raise Busy(
                    f"The job {running.id} is still at work here: wait until it has ended, or cancel it.",
                    key="job-busy",
                    id=running.id,
                )
            connection.execute(insert(JOBS).values(_row(job) | {"owner": self._owner}))
            old = select(JOBS.c.id).where(JOBS.c.scope == scope).order_by(JOBS.c.at.desc(), JOBS.c.id.desc())
            connection.execute(delete(JOBS).where(JOBS.c.id.in_(old.offset(_KEPT))))

    def write(self, job: Job) -> bool:
        """Write down how a job is now; False where it has ended, or gone, in the meantime."""
        mine = update(JOBS).where(JOBS.c.id == job.id, JOBS.c.state.in_(_OPEN))
        with self._database.transaction(writes=True) as connection:
            return bool(connection.execute(mine.values(_row(job))).rowcount)

    def get(self, scope: str, id: str) -> Job:
        """The job of a scope with that id.

        Raises:
            NotFound: there is none.
        """
        with self._database.transaction() as connection:
            found = next(self._read(connection, JOBS.c.scope == scope, JOBS.c.id == id), None)
        if found is None:
            raise NotFound("There is no such job: check its id.", key="job-unknown")
        return found

    def of_scope(self, scope: str) -> tuple[Job, ...]:
        """The jobs of a scope, newest first."""
        with self._database.transaction() as connection:
            return tuple(self._read(connection, JOBS.c.scope == scope))

    def of_person(self, who: str) -> tuple[Job, ...]:
        """The jobs of a person, newest first."""
        with self._database.transaction() as connection:
            return tuple(self._read(connection, JOBS.c.who == who))

    def ahead(self, job: Job) -> int:
        """How many that have not ended are older."""
        with self._database.transaction() as connection:
            earlier = tuple_(JOBS.c.at, JOBS.c.id) < (job.at, job.id)
            return sum(not one.state.ended for one in self._read(connection, JOBS.c.state.in_(_OPEN), earlier))

    def forget(self, who: str) -> int:
        """Delete a person's jobs, and leave no trace of them."""
        with self._database.transaction(writes=True) as connection:
            gone = connection.execute(delete(JOBS).where(JOBS.c.who == who)).rowcount
        self._database.erase()
        return gone

    def expire(self, before: Mapping[str, datetime]) -> int:
        """Delete what is old."""
        with self._database.transaction(writes=True) as connection:
            gone = sum(
                connection.execute(delete(JOBS).where(JOBS.c.scope == scope, JOBS.c.at < moment)).rowcount
                for scope, moment in before.items()
            )
        if gone:
            self._database.erase()
        return gone

    def _read(self, connection: Connection, *conditions: Any) -> Iterator[Job]:
        query = select(JOBS).where(*conditions).order_by(JOBS.c.at.desc(), JOBS.c.id.desc())
        for row in connection.execute(query).mappings().all():
            job = _job(row)
            abandoned = not job.state.ended and row["owner"] != self._owner and not alive(row["owner"])
            yield replace(job, state=JobState.INTERRUPTED, seconds_left=None) if abandoned else job


def _row(job: Job) -> dict[str, Any]:
    fields = asdict(job)
    origin = fields.pop("origin")
    columns = {"id": fields.pop("id"), "at": fields.pop("at"), "state": fields.pop("state").value}
    columns |= {"scope": origin["scope"], "who": origin["who"], "place": origin["where"]}
    return columns | {"job": json.dumps(fields)}


def _job(row: RowMapping) -> Job:
    origin = Origin(row["scope"], row["who"], row["place"])
    return Job(id=row["id"], at=row["at"], origin=origin, state=JobState(row["state"]), **json.loads(row["job"]))
