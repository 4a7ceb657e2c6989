import pytest

from hypotez.ports.testing.datasets import DatasetReaderContract
from hypotez.ports.testing.fakes_datasets import LinesReader


class TestLinesReader(DatasetReaderContract):
    @pytest.fixture
    def reader(self) -> LinesReader:
        return LinesReader()
