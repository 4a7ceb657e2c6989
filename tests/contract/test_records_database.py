from collections.abc import Iterator
from pathlib import Path

import pytest

from hypotez.adapters.storage.database import Database
from hypotez.adapters.storage.records import DatabaseRecords
from hypotez.ports.testing.records import RecordsContract


class TestDatabaseRecords(RecordsContract):
    @pytest.fixture
    def records(self, tmp_path: Path) -> Iterator[DatabaseRecords]:
        database = Database(location=str(tmp_path / "made" / "hypotez.db"))
        yield DatabaseRecords(database)
        database.close()


class TestDatabaseRecordsInMemory(RecordsContract):
    @pytest.fixture
    def records(self) -> Iterator[DatabaseRecords]:
        database = Database(location="sqlite://")
        yield DatabaseRecords(database)
        database.close()
