from pathlib import Path

import pytest

from hypotez.adapters.datasets.shared import SharedFolders
from hypotez.adapters.datasets.with_shared import WithShared
from hypotez.ports.testing.datasets import DatasetsContract
from hypotez.ports.testing.fakes_datasets import LinesReader, MemoryDatasets


class TestWithShared(DatasetsContract):
    @pytest.fixture
    def datasets(self, tmp_path: Path) -> WithShared:
        return WithShared(MemoryDatasets(), SharedFolders([tmp_path], LinesReader()))
