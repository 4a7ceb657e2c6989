import pytest

from hypotez.ports.testing.fakes_settings import MemorySettings
from hypotez.ports.testing.settings import SettingsContract


class TestMemorySettings(SettingsContract):
    @pytest.fixture
    def settings(self) -> MemorySettings:
        return MemorySettings()
