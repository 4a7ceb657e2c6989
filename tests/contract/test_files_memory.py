import pytest

from hypotez.ports.testing.fakes_storage import MemoryFiles
from hypotez.ports.testing.files import FilesContract, Make


class TestMemoryFiles(FilesContract):
    @pytest.fixture
    def make(self) -> Make:
        return MemoryFiles
