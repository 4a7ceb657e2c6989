from collections.abc import Iterator
from pathlib import Path

import pytest

from hypotez.adapters.storage.database import Database
from hypotez.adapters.storage.versions import DatabaseVersions
from hypotez.ports.testing.versions import VersionsContract


class TestDatabaseVersions(VersionsContract):
    @pytest.fixture
    def versions(self, tmp_path: Path) -> Iterator[DatabaseVersions]:
        database = Database(location=str(tmp_path / "hypotez.db"))
        yield DatabaseVersions(database, tmp_path / "learned")
        database.close()
