import pytest

from hypotez.ports.testing.fakes_storage import MemoryRecords
from hypotez.ports.testing.records import RecordsContract


class TestMemoryRecords(RecordsContract):
    @pytest.fixture
    def records(self) -> MemoryRecords:
        return MemoryRecords()
