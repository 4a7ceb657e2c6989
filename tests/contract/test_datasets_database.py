from collections.abc import Iterator
from pathlib import Path

import pytest

from hypotez.adapters.storage.database import Database
from hypotez.adapters.storage.datasets import DatabaseDatasets
from hypotez.ports.testing.datasets import DatasetsContract


class TestDatabaseDatasets(DatasetsContract):
    @pytest.fixture
    def datasets(self, tmp_path: Path) -> Iterator[DatabaseDatasets]:
        database = Database(location=str(tmp_path / "hypotez.db"))
        yield DatabaseDatasets(database)
        database.close()
