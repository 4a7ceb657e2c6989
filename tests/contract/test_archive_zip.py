import pytest

from hypotez.adapters.storage.zip_archive import ZipArchiver
from hypotez.ports.testing.archive import ArchiverContract


class TestZip(ArchiverContract):
    @pytest.fixture
    def archiver(self) -> ZipArchiver:
        return ZipArchiver()
