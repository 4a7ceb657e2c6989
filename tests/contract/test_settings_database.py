from collections.abc import Iterator
from pathlib import Path

import pytest

from hypotez.adapters.storage.database import Database
from hypotez.adapters.storage.settings import DatabaseSettings
from hypotez.ports.testing.settings import SettingsContract


class TestDatabaseSettings(SettingsContract):
    @pytest.fixture
    def settings(self, tmp_path: Path) -> Iterator[DatabaseSettings]:
        database = Database(location=str(tmp_path / "hypotez.db"))
        yield DatabaseSettings(database)
        database.close()
