"""Jobs: long work that somebody asked for, watches, and may stop; it is known after a restart too."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol, runtime_checkable

from hypotez.ports.learning import Scalar
from hypotez.ports.progress import Report
from hypotez.ports.storage import Origin

__all__ = ["Job", "JobRunner", "JobState", "Work"]


class JobState(StrEnum):
    """Where a job is."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"
    """The program ended while it waited or worked; it can be run again."""

    @property
    def ended(self) -> bool:
        """Whether nothing will happen to it any more."""
        return self not in {JobState.QUEUED, JobState.RUNNING}


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of work. `kind` says which ("train"), `asked` with what.

    `stage`, `done` and `total` are as in `Progress`, as they were last told. `seconds_left`: an estimate; None while
    nobody knows. `result`: what came of it, by id. `error`: one sentence for a person, where it failed; `code`: the
    error's kind; `fault`: its key in the catalogues and its values, where it has a sentence there.
    """

    id: str
    at: datetime
    origin: Origin
    kind: str
    asked: Mapping[str, Scalar] = field(default_factory=dict)
    state: JobState = JobState.QUEUED
    stage: str = ""
    done: float = 0.0
    total: float | None = None
    seconds_left: float | None = None
    result: str = ""
    error: str = ""
    code: str = ""
    fault: Mapping[str, Any] = field(default_factory=dict)


Work = Callable[[Job, Report], str]
"""Does a job, on a thread of its own; the answer is its `result`. It stops where `report` raises `Cancelled`."""


@runtime_checkable
class JobRunner(Protocol):
    """Runs jobs: one at a time for each scope, and the scopes in turn. Safe to use from several threads.

    Every method raises StorageError where the disk or the database refuses.
    """

    def submit(self, kind: str, asked: Mapping[str, Scalar], origin: Origin) -> Job:
        """Take a job in; it survives a kill of the process when this returns, to be found interrupted then.

        Raises:
            Busy: the scope has one that has not ended.
        """
        ...

    def get(self, scope: str, id: str) -> Job:
        """A job as it is now, by its id, however a person typed it (see `read_id`).

        Raises:
            NotFound: the scope has no such job.
        """
        ...

    def list(self, scope: str) -> tuple[Job, ...]:
        """The jobs of a scope, newest first."""
        ...

    def of(self, who: str) -> tuple[Job, ...]:
        """The jobs of a person, in all scopes, newest first."""
        ...

    def ahead(self, job: Job) -> int:
        """How many run or wait before it does; 0 when it runs or has ended."""
        ...

    def wait(self, job: Job, seconds: float | None = None) -> Job:
        """The job once it has ended, or as it is after so many seconds."""
        ...

    def cancel(self, job: Job) -> Job:
        """Stop it, or take it out of the queue; the job as it is then. One that has ended stays as it is."""
        ...

    def again(self, job: Job) -> Job:
        """A new job that does the same.

        Raises:
            Busy: as `submit`.
        """
        ...

    def forget(self, who: str) -> int:
        """Delete a person's jobs, after stopping those that have not ended; how many went. No trace is left."""
        ...

    def expire(self, before: Mapping[str, datetime]) -> int:
        """Delete the jobs that are older than the moment which `before` has for their scope."""
        ...

    def close(self) -> None:
        """Stop what runs, and mark it and what waits as interrupted; closing twice is harmless."""
        return
