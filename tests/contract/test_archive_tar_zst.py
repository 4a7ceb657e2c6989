import pytest

from hypotez.adapters.storage.tar_archive import TarZstArchiver
from hypotez.ports.testing.archive import ArchiverContract


class TestTarZst(ArchiverContract):
    @pytest.fixture(params=[0, 2])
    def archiver(self, request: pytest.FixtureRequest) -> TarZstArchiver:
        return TarZstArchiver(threads=request.param)
