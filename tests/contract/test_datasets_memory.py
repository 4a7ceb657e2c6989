import pytest

from hypotez.ports.testing.datasets import DatasetsContract
from hypotez.ports.testing.fakes_datasets import MemoryDatasets


class TestMemoryDatasets(DatasetsContract):
    @pytest.fixture
    def datasets(self) -> MemoryDatasets:
        return MemoryDatasets()
