import pytest

from hypotez.adapters.datasets.limits import Limits
from hypotez.adapters.datasets.reader import FileReader
from hypotez.ports.testing.datasets import DatasetReaderContract


class TestFileReader(DatasetReaderContract):
    @pytest.fixture
    def reader(self) -> FileReader:
        return FileReader(Limits(bytes=1 << 20))
