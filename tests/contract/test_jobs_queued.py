import logging
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import pytest

from hypotez.adapters.jobs.queued import QueuedJobs
from hypotez.adapters.storage.database import Database
from hypotez.ports.jobs import Work
from hypotez.ports.testing.jobs import HERE, JobsContract, Start, Workshop


class TestQueuedJobs(JobsContract):
    @pytest.fixture
    def start(self, tmp_path: Path) -> Iterator[Start]:
        with ExitStack() as closing:

            def begin(work: Mapping[str, Work]) -> QueuedJobs:
                database = Database(location=str(tmp_path / "hypotez.db"))
                closing.callback(database.close)
                jobs = QueuedJobs(database, work)
                closing.callback(jobs.close)
                return jobs

            yield begin

    def test_no_thread_of_its_own_is_left_when_it_is_closed(
        self, start: Start, workshop: Workshop, monkeypatch, caplog
    ):
        before = set(threading.enumerate())
        jobs = start({"train": workshop})
        slow = logging.Handler()
        slow.emit = lambda record: time.sleep(0.1)
        caplog.set_level(logging.INFO, QueuedJobs.__module__)
        monkeypatch.setattr(logging.getLogger(QueuedJobs.__module__), "handlers", [slow])
        jobs.submit("train", {}, HERE)
        assert workshop.at_work.wait(10)
        jobs.close()
        assert set(threading.enumerate()) <= before
