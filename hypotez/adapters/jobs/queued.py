"""Jobs on threads of this process, first come, first served; each scope has one at a time, so all have their turn."""

import atexit
import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from queue import SimpleQueue
from typing import Any, Final

from hypotez.adapters.jobs.ledger import Ledger
from hypotez.adapters.jobs.owner import this_process
from hypotez.adapters.storage.database import Database
from hypotez.ports.errors import ConfigError, HypotezError, StorageError
from hypotez.ports.jobs import Job, JobRunner, JobState, Work
from hypotez.ports.learning import Scalar
from hypotez.ports.progress import Cancelled, Progress
from hypotez.ports.storage import Origin, new_id, read_id, utc_now

__all__ = ["QueuedJobs"]

_log = logging.getLogger(__name__)

_WRITTEN: Final = 1.0
"""Seconds between two notes of a job's progress; with each, it is seen whether another process has cancelled it."""
_POLL: Final = 0.1
_STOPPING: Final = 10.0
"""Seconds that work has for stopping once it is told to."""


class QueuedJobs(JobRunner):
    """`work`: what to do for each kind of job. `parallel`: how many run at once, of different scopes."""

    def __init__(self, database: Database, work: Mapping[str, Work], *, parallel: int = 1) -> None:
        self._ledger = Ledger(database, this_process())
        self._work = work
        self._parallel = parallel
        self._threads: list[threading.Thread] = []
        self._waiting: SimpleQueue[_Running | None] = SimpleQueue()
        self._mine: dict[str, _Running] = {}
        self._lock = threading.Lock()
        self._closing = False

    def submit(self, kind: str, asked: Mapping[str, Scalar], origin: Origin) -> Job:
        """Take a job in."""
        if kind not in self._work:
            raise ConfigError(f"There is no work of the kind {kind!r} here; there is {', '.join(sorted(self._work))}.")
        at = utc_now()
        job = Job(new_id(at), at, origin, kind, dict(asked))
        with self._lock:
            if self._closing:
                raise StorageError("No more jobs are taken in: the program is about to end.")
            self._ledger.open(job)
            running = _Running(job, self._ledger.write)
            self._mine[job.id] = running
            self._begin()
            self._waiting.put(running)
        _log.info("job taken in", extra={"id": job.id, "kind": kind, "scope": origin.scope})
        return job

    def get(self, scope: str, id: str) -> Job:
        """A job as it is now."""
        id = read_id(id)
        mine = self._mine.get(id)
        return mine.job if mine and mine.job.origin.scope == scope else self._ledger.get(scope, id)

    def list(self, scope: str) -> tuple[Job, ...]:
        """The jobs of a scope, newest first."""
        return tuple(self._latest(job) for job in self._ledger.of_scope(scope))

    def of(self, who: str) -> tuple[Job, ...]:
        """The jobs of a person, newest first."""
        return tuple(self._latest(job) for job in self._ledger.of_person(who))

    def ahead(self, job: Job) -> int:
        """How many run or wait before it does."""
        return self._ledger.ahead(job) if self._latest(job).state is JobState.QUEUED else 0

    def wait(self, job: Job, seconds: float | None = None) -> Job:
        """The job once it has ended, or as it is after so many seconds."""
        if mine := self._mine.get(job.id):
            mine.over.wait(seconds)
            return self.get(job.origin.scope, job.id)
        deadline = None if seconds is None else time.monotonic() + seconds
        while not (now := self.get(job.origin.scope, job.id)).state.ended:
            if deadline is not None and time.monotonic() > deadline:
                break
            time.sleep(_POLL)
        return now

    def cancel(self, job: Job) -> Job:
        """Stop it, and wait a little until it has stopped."""
        mine = self._mine.get(job.id)
        if mine is None:  # it may be another process's: that one sees it with its next note
            found = self._ledger.get(job.origin.scope, job.id)
            if not found.state.ended:
                self._ledger.write(replace(found, state=JobState.CANCELLED, seconds_left=None))
            return self._ledger.get(job.origin.scope, job.id)
        self._stop(mine, JobState.CANCELLED)
        return self.wait(job, _STOPPING)

    def again(self, job: Job) -> Job:
        """A new job that does the same."""
        return self.submit(job.kind, job.asked, job.origin)

    def forget(self, who: str) -> int:
        """Stop and delete a person's jobs."""
        for job in self._ledger.of_person(who):
            if not job.state.ended:
                self.cancel(job)
        with self._lock:
            for id in [id for id, mine in self._mine.items() if mine.job.origin.who == who]:
                del self._mine[id]
        return self._ledger.forget(who)

    def expire(self, before: Mapping[str, datetime]) -> int:
        """Delete old jobs that have ended."""
        return self._ledger.expire(before)

    def close(self) -> None:
        """Stop everything, and write it down as interrupted; what does not stop in time is left behind."""
        with self._lock:
            self._closing = True
            mine = tuple(self._mine.values())
        for running in mine:
            self._stop(running, JobState.INTERRUPTED)
        deadline = time.monotonic() + _STOPPING
        for running in mine:
            running.over.wait(max(0.0, deadline - time.monotonic()))
        for _ in self._threads:
            self._waiting.put(None)
        for thread in self._threads:  # the end of a job is known a moment before its thread is done with it
            thread.join(max(0.0, deadline - time.monotonic()))
        atexit.unregister(self.close)

    def _latest(self, job: Job) -> Job:
        mine = self._mine.get(job.id)
        return mine.job if mine else job

    def _stop(self, running: "_Running", how: JobState) -> None:
        running.stopped = running.stopped or how
        if running.claim():  # it has not begun
            self._end(running, running.stopped)

    def _begin(self) -> None:
        """Start the threads, unless they are there.

        The program does not wait for them when it ends: they are told to stop then, and what they did is interrupted.
        """
        if not self._threads:
            atexit.register(self.close)
        while len(self._threads) < self._parallel:
            thread = threading.Thread(target=self._work_off, name=f"job_{len(self._threads)}", daemon=True)
            self._threads.append(thread)
            thread.start()

    def _work_off(self) -> None:
        while (running := self._waiting.get()) is not None:
            if running.claim():
                self._run(running)

    def _run(self, running: "_Running") -> None:
        began = time.monotonic()
        try:
            running.note(replace(running.job, state=JobState.RUNNING))
            result = self._work[running.job.kind](running.job, running.report)
        except Cancelled:
            self._end(running, running.stopped or JobState.CANCELLED)
        except Exception as error:  # noqa: BLE001 - whatever a vendor raises, the job has an end
            self._fail(running, error)
        else:
            self._end(running, JobState.DONE, result=result)
        extra = {"id": running.job.id, "kind": running.job.kind, "scope": running.job.origin.scope}
        took = round(time.monotonic() - began, 3)
        _log.info("job ended", extra=extra | {"state": running.job.state.value, "took_seconds": took})

    def _fail(self, running: "_Running", error: Exception) -> None:
        """Write down how it failed; what it runs into after it was told to stop is no failure."""
        if running.stopped:
            self._end(running, running.stopped)
        elif isinstance(error, HypotezError):
            self._end(running, JobState.FAILED, error=str(error), code=error.code, fault=error.fault())
        else:
            _log.error("job failed", exc_info=error, extra={"id": running.job.id})
            said = "Something went wrong that was not expected: the log says what."
            self._end(running, JobState.FAILED, error=said, code="unexpected")

    def _end(self, running: "_Running", state: JobState, **outcome: Any) -> None:
        ended = replace(running.job, state=state, seconds_left=None, **outcome)
        try:
            self._ledger.write(ended)
        except StorageError as refused:  # whoever waits must hear how it ended all the same
            _log.warning("The end of a job could not be written down: %s", refused, extra={"id": ended.id})
            running.job = ended
        else:
            running.job = ended
            self._mine.pop(ended.id, None)
        running.over.set()


class _Running:
    """A job of this process, and what its work reports. `stopped`: how it is to end, once it was told to.

    `over` is set once it has ended.
    """

    def __init__(self, job: Job, write: Callable[[Job], bool]) -> None:
        self.job = job
        self.stopped: JobState | None = None
        self.over = threading.Event()
        self._write = write
        self._unclaimed = threading.Lock()
        self._noted = self._stage_began = time.monotonic()

    def claim(self) -> bool:
        """Whether nobody has taken it up yet; whoever asks has then."""
        return self._unclaimed.acquire(blocking=False)

    def report(self, progress: Progress) -> None:
        """Take in how far the work is.

        Raises:
            Cancelled: it is to stop.
        """
        if self.stopped:
            raise Cancelled
        now = time.monotonic()
        if progress.stage != self.job.stage:
            self._stage_began = now
        left = None
        if progress.total and progress.done > 0:
            left = (now - self._stage_began) * (progress.total - progress.done) / progress.done
        latest = replace(self.job, stage=progress.stage, done=progress.done, total=progress.total, seconds_left=left)
        if now - self._noted >= _WRITTEN:
            self._noted = now
            self.note(latest)
        self.job = latest

    def note(self, job: Job) -> None:
        """Write down how the job is.

        Raises:
            Cancelled: another process has ended it.
        """
        if not self._write(job):
            self.stopped = self.stopped or JobState.CANCELLED
            raise Cancelled
        self.job = job
