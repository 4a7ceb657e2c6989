from collections.abc import Iterator
from pathlib import Path

import pytest

from hypotez.adapters.storage.database import Database
from hypotez.ports.testing.records import RecordsContract


class TestDatabase(RecordsContract):
    @pytest.fixture
    def records(self, tmp_path: Path) -> Iterator[Database]:
        database = Database(location=str(tmp_path / "made" / "hypotez.db"))
        yield database
        database.close()


class TestDatabaseInMemory(RecordsContract):
    @pytest.fixture
    def records(self) -> Iterator[Database]:
        database = Database(location="sqlite://")
        yield database
        database.close()
