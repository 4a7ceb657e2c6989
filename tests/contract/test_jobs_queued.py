from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import pytest

from hypotez.adapters.jobs.queued import QueuedJobs
from hypotez.adapters.storage.database import Database
from hypotez.ports.jobs import Work
from hypotez.ports.testing.jobs import JobsContract, Start


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
