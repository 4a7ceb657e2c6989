from pathlib import Path

import pytest

from hypotez.adapters.storage import rooted_files
from hypotez.adapters.storage.tree import DescriptorTree, PathTree
from hypotez.ports.testing.files import FilesContract, Make


class TestRootedFiles(FilesContract):
    @pytest.fixture(params=[DescriptorTree, PathTree])
    def make(self, tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Make:
        def make(tree):
            for scope, roots in tree.items():
                for root, held in roots.items():
                    for path, content in held.items():
                        to = tmp_path / scope / root / path
                        to.parent.mkdir(parents=True, exist_ok=True)
                        to.write_bytes(content)
            monkeypatch.setattr(rooted_files, "tree", request.param)
            folders = {scope: {root: str(tmp_path / scope / root) for root in roots} for scope, roots in tree.items()}
            return rooted_files.RootedFiles(roots=folders)

        return make
