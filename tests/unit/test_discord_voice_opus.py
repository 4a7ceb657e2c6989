"""Finding libopus on every system."""

from importlib.machinery import ModuleSpec
from pathlib import Path

import discord
import pytest

from hypotez.entrypoints.discord.voice import opus
from hypotez.ports.errors import EngineUnavailable


@pytest.fixture(autouse=True)
def unloaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discord.opus, "_lib", None)


@pytest.fixture
def nothing_on_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discord.opus, "_load_default", lambda: False)


def installed(monkeypatch: pytest.MonkeyPatch, folder: Path, *names: str) -> None:
    """Let PyAV be installed in `folder`, with these files."""
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
    spec = ModuleSpec("av", None, is_package=True)
    spec.submodule_search_locations = [str(folder / "av")]
    (folder / "av").mkdir(exist_ok=True)
    monkeypatch.setattr(opus, "find_spec", lambda name: spec)


def test_pyavs_wheel_has_a_library_that_encodes(nothing_on_the_system: None) -> None:
    opus.load_opus()
    assert discord.opus.is_loaded()
    assert discord.opus.Encoder().encode(bytes(3840), 960)


@pytest.mark.parametrize(
    "name", ["av.libs/libopus-114e2b1a.so.0.11.1", "av/.dylibs/libopus.0.dylib", "av.libs/opus-1f2e3d.dll"]
)
def test_it_is_found_by_its_name_on_each_system(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str) -> None:
    installed(monkeypatch, tmp_path, name, "av.libs/libavcodec-1.so")
    loaded: list[Path] = []
    monkeypatch.setattr(discord.opus, "load_opus", lambda name: loaded.append(Path(name).resolve()))
    opus.load_opus()
    assert loaded == [tmp_path / name]


def test_it_is_loaded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    opus.load_opus()
    monkeypatch.setattr(opus, "carried", None)
    opus.load_opus()


def test_the_systems_library_is_the_second_choice(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (real,) = opus.carried()
    installed(monkeypatch, tmp_path, "av.libs/libopus-for-another-machine.so")
    monkeypatch.setattr("ctypes.util.find_library", lambda name: str(real))
    opus.load_opus()
    assert discord.opus.is_loaded()


def test_without_any_the_error_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, nothing_on_the_system: None
) -> None:
    monkeypatch.setattr(opus, "find_spec", lambda name: None)
    with pytest.raises(EngineUnavailable, match="pip install"):
        opus.load_opus()
