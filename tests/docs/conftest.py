"""What the documents' tests share: a folder and a home of its own for each."""

import pytest


@pytest.fixture
def at_home(tmp_path, monkeypatch):
    """A new person's empty working folder, which is the current one."""
    home, work = tmp_path / "home", tmp_path / "work"
    home.mkdir()
    work.mkdir()
    monkeypatch.setenv("HOME", str(home))
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "HYPOTEZ_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(work)
    return work
