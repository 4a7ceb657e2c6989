"""What every `JobRunner` must do."""

import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest

from hypotez.ports.errors import Busy, ConfigError, DatasetError, NotFound
from hypotez.ports.jobs import Job, JobRunner, JobState, Work
from hypotez.ports.progress import Cancelled, Progress, Report
from hypotez.ports.storage import Origin

__all__ = ["HERE", "JobsContract", "Start", "Workshop"]

HERE, THERE = Origin("7", "anna", "general"), Origin("8", "boris")
SECONDS = 20.0
Start = Callable[[Mapping[str, Work]], JobRunner]


class Workshop:
    """Work that goes on until it is `let_go`."""

    def __init__(self) -> None:
        self.began: list[str] = []
        self.at_work = threading.Event()
        self.let_go = threading.Event()

    def __call__(self, job: Job, report: Report) -> str:
        self.began.append(job.id)
        self.at_work.set()
        while not self.let_go.wait(0.01):
            report(Progress("fit", 1, 4, "rounds"))
        return f"made of {job.asked.get('dataset')}"


class JobsContract:
    """Override the fixture `start`: it starts a runner, one job at a time, that does this work."""

    @pytest.fixture
    def start(self) -> Start:
        raise NotImplementedError

    @pytest.fixture
    def workshop(self) -> Workshop:
        return Workshop()

    @pytest.fixture
    def jobs(self, start: Start, workshop: Workshop) -> JobRunner:
        def refuse(job: Job, report: Report) -> str:
            raise DatasetError("There is one label only: add another.", key="one-label", count=1)

        def fail(job: Job, report: Report) -> str:
            raise RuntimeError("secret")

        return start({"train": workshop, "refuse": refuse, "fail": fail, "quick": lambda job, report: "done at once"})

    def test_a_job_is_answered_at_once_and_has_a_result_in_the_end(self, jobs: JobRunner, workshop: Workshop) -> None:
        job = jobs.submit("train", {"dataset": "bank", "seed": 3}, HERE)
        assert (job.kind, dict(job.asked), job.origin) == ("train", {"dataset": "bank", "seed": 3}, HERE)
        assert not job.state.ended
        workshop.let_go.set()
        done = jobs.wait(job, SECONDS)
        assert (done.id, done.state, done.result) == (job.id, JobState.DONE, "made of bank")
        assert jobs.get("7", job.id.upper()) == done

    def test_it_tells_how_far_it_is(self, jobs: JobRunner, workshop: Workshop) -> None:
        job = jobs.submit("train", {}, HERE)
        deadline = time.monotonic() + SECONDS
        while not (now := jobs.get("7", job.id)).stage and time.monotonic() < deadline:
            time.sleep(0.01)
        assert (now.state, now.stage, now.done, now.total) == (JobState.RUNNING, "fit", 1, 4)
        assert now.seconds_left is not None
        assert jobs.wait(job, 0.05).state is JobState.RUNNING

    def test_what_was_wrong_is_told(self, jobs: JobRunner) -> None:
        failed = jobs.wait(jobs.submit("refuse", {}, HERE), SECONDS)
        assert (failed.state, failed.code) == (JobState.FAILED, "dataset")
        assert failed.error == "There is one label only: add another."
        assert failed.fault == {"key": "one-label", "count": 1}
        assert jobs.get("7", failed.id).fault == failed.fault

    def test_what_nobody_expected_is_told_without_its_words(self, jobs: JobRunner) -> None:
        failed = jobs.wait(jobs.submit("fail", {}, HERE), SECONDS)
        assert (failed.state, failed.code) == (JobState.FAILED, "unexpected")
        assert "secret" not in failed.error

    def test_a_scope_has_one_at_a_time(self, jobs: JobRunner, workshop: Workshop) -> None:
        job = jobs.submit("train", {}, HERE)
        with pytest.raises(Busy, match=job.id):
            jobs.submit("quick", {}, HERE)
        workshop.let_go.set()
        jobs.wait(job, SECONDS)
        assert jobs.wait(jobs.submit("quick", {}, HERE), SECONDS).result == "done at once"

    def test_scopes_wait_for_each_other_in_turn(self, jobs: JobRunner, workshop: Workshop) -> None:
        first = jobs.submit("train", {}, HERE)
        assert workshop.at_work.wait(SECONDS)
        second, third = jobs.submit("train", {}, THERE), jobs.submit("train", {}, Origin("9"))
        assert [jobs.ahead(job) for job in (first, second, third)] == [0, 1, 2]
        assert jobs.get("8", second.id).state is JobState.QUEUED
        workshop.let_go.set()
        for job in (first, second, third):
            assert jobs.wait(job, SECONDS).state is JobState.DONE
        assert workshop.began == [first.id, second.id, third.id]
        assert jobs.ahead(third) == 0

    def test_what_runs_can_be_cancelled(self, jobs: JobRunner, workshop: Workshop) -> None:
        job = jobs.submit("train", {}, HERE)
        assert workshop.at_work.wait(SECONDS)
        assert jobs.cancel(job).state is JobState.CANCELLED
        assert jobs.get("7", job.id).state is JobState.CANCELLED
        jobs.wait(jobs.submit("quick", {}, HERE), SECONDS)

    def test_what_waits_can_be_cancelled_and_never_begins(self, jobs: JobRunner, workshop: Workshop) -> None:
        first = jobs.submit("train", {}, HERE)
        assert workshop.at_work.wait(SECONDS)
        waiting = jobs.submit("train", {}, THERE)
        assert jobs.cancel(waiting).state is JobState.CANCELLED
        workshop.let_go.set()
        jobs.wait(first, SECONDS)
        assert workshop.began == [first.id]

    def test_who_waits_for_what_waits_hears_at_once_that_it_was_cancelled(
        self, jobs: JobRunner, workshop: Workshop
    ) -> None:
        jobs.submit("train", {}, HERE)
        assert workshop.at_work.wait(SECONDS)
        waiting = jobs.submit("train", {}, THERE)
        with ThreadPoolExecutor(1) as threads:
            waits = threads.submit(jobs.wait, waiting)
            time.sleep(0.05)
            jobs.cancel(waiting)
            assert waits.result(SECONDS / 2).state is JobState.CANCELLED
        assert not workshop.let_go.is_set()

    def test_what_goes_wrong_when_it_is_told_to_stop_is_no_failure(self, start: Start) -> None:
        began = threading.Event()

        def stumble(_: Job, report: Report) -> str:
            began.set()
            with suppress(Cancelled):
                while True:
                    report(Progress("fit"))
                    time.sleep(0.01)
            raise DatasetError("What it needed was closed.")

        jobs = start({"train": stumble})
        job = jobs.submit("train", {}, HERE)
        assert began.wait(SECONDS)
        assert jobs.cancel(job).state is JobState.CANCELLED

    def test_cancelling_what_has_ended_changes_nothing(self, jobs: JobRunner) -> None:
        done = jobs.wait(jobs.submit("quick", {}, HERE), SECONDS)
        assert jobs.cancel(done) == done

    def test_a_job_can_be_run_again(self, jobs: JobRunner, workshop: Workshop) -> None:
        job = jobs.submit("train", {"dataset": "bank"}, HERE)
        workshop.at_work.wait(SECONDS)
        cancelled = jobs.cancel(job)
        workshop.let_go.set()
        again = jobs.wait(jobs.again(cancelled), SECONDS)
        assert again.id != job.id
        assert (again.state, again.result, again.origin) == (JobState.DONE, "made of bank", HERE)

    def test_a_scope_lists_its_own_newest_first(self, jobs: JobRunner) -> None:
        ours = [jobs.wait(jobs.submit("quick", {"number": number}, HERE), SECONDS) for number in range(3)]
        theirs = jobs.wait(jobs.submit("quick", {}, THERE), SECONDS)
        assert jobs.list("7") == tuple(reversed(ours))
        assert jobs.of("anna") == tuple(reversed(ours))
        assert jobs.list("9") == ()
        with pytest.raises(NotFound):
            jobs.get("7", theirs.id)

    def test_work_that_nobody_does_is_refused(self, jobs: JobRunner) -> None:
        with pytest.raises(ConfigError):
            jobs.submit("dance", {}, HERE)
        assert jobs.list("7") == ()

    def test_closing_marks_what_runs_and_what_waits_as_interrupted(self, start: Start, workshop: Workshop) -> None:
        jobs = start({"train": workshop})
        running, waiting = jobs.submit("train", {}, HERE), None
        assert workshop.at_work.wait(SECONDS)
        waiting = jobs.submit("train", {}, THERE)
        jobs.close()
        jobs.close()
        later = start({"train": lambda job, report: "whole"})
        assert later.get("7", running.id).state is JobState.INTERRUPTED
        assert later.get("8", waiting.id).state is JobState.INTERRUPTED
        assert later.wait(later.again(later.get("7", running.id)), SECONDS).result == "whole"

    def test_a_forgotten_persons_jobs_are_stopped_and_gone(self, jobs: JobRunner, workshop: Workshop) -> None:
        theirs = jobs.wait(jobs.submit("quick", {}, THERE), SECONDS)
        running = jobs.submit("train", {}, HERE)
        assert workshop.at_work.wait(SECONDS)
        assert jobs.forget("anna") == 1
        with pytest.raises(NotFound):
            jobs.get("7", running.id)
        assert jobs.list("8") == (theirs,)

    def test_old_jobs_expire_in_their_scope(self, jobs: JobRunner) -> None:
        for origin in (HERE, THERE):
            jobs.wait(jobs.submit("quick", {}, origin), SECONDS)
        now = datetime.now(UTC)
        assert jobs.expire({"7": now - timedelta(days=1)}) == 0
        assert jobs.expire({"7": now + timedelta(days=1)}) == 1
        assert (jobs.list("7"), len(jobs.list("8"))) == ((), 1)
