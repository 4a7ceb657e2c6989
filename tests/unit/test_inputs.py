"""Where the results of many files go."""

import errno
import os
from pathlib import Path, PurePosixPath

from hypothesis import given
from hypothesis import strategies as st

from hypotez.entrypoints.terminal.inputs import _places, find_inputs

names = st.lists(
    st.text("aAbé. 2", min_size=1, max_size=4).filter(lambda part: part.strip(". ")), min_size=1, max_size=2
)
paths = names.map(lambda parts: PurePosixPath(*parts)).filter(lambda path: path.name not in {"", ".."})


@given(found=st.lists(paths, max_size=8))
def test_places_are_all_different_even_without_case(found):
    places = list(_places(found))
    assert len({place.as_posix().casefold() for place in places}) == len(found)
    assert [place.parent for place in places] == [path.parent for path in found]


def test_a_name_that_nobody_shares_loses_its_ending():
    assert list(_places([PurePosixPath("a/b.wav")])) == [PurePosixPath("a/b")]


def test_hidden_files_and_links_that_go_round_are_left_out(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("a.WAV", ".hidden.wav", ".git/b.wav", "deep/c.mp3", "notes.txt"):
        Path("talks", name).parent.mkdir(parents=True, exist_ok=True)
        Path("talks", name).write_text("")
    Path("talks/round").symlink_to("..", target_is_directory=True)
    assert [input.name for input in find_inputs(["talks"], 1)] == ["talks/a.WAV", "talks/deep/c.mp3"]


def test_a_file_that_is_named_twice_is_taken_once(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("talks").mkdir()
    Path("talks/a.wav").write_text("")
    assert len(find_inputs(["talks/a.wav", "talks", f"{tmp_path}/talks/a.wav"], 1)) == 1


def test_a_folder_that_cannot_be_read_is_an_input_with_a_fault(tmp_path, monkeypatch):
    closed(tmp_path, monkeypatch)
    assert [(input.name, input.fault) for input in find_inputs(["talks"], 1)] == [
        ("talks/a.wav", ""),
        ("talks/z/c.wav", ""),
        ("talks/closed", "the folder talks/closed cannot be read: Permission denied"),
    ]


def test_a_folder_that_cannot_be_read_at_all_is_not_called_empty(tmp_path, monkeypatch):
    closed(tmp_path, monkeypatch)
    assert [bool(input.fault) for input in find_inputs(["talks/closed"], 1)] == [True]


def closed(folder, monkeypatch):
    """Three folders, one of which may not be read, whoever asks."""
    monkeypatch.chdir(folder)
    for name in ("a.wav", "closed/b.wav", "z/c.wav"):
        Path("talks", name).parent.mkdir(parents=True, exist_ok=True)
        Path("talks", name).write_text("")
    scandir = os.scandir

    def refuse(path="."):
        if os.fspath(path).endswith("closed"):
            raise PermissionError(errno.EACCES, "Permission denied", os.fspath(path))
        return scandir(path)

    monkeypatch.setattr("os.scandir", refuse)


def test_a_file_that_is_named_may_end_as_it_likes_and_start_with_a_dot(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path(".strange").write_text("")
    (only,) = find_inputs([".strange"], 1)
    assert (only.name, only.place.as_posix()) == (".strange", ".strange")
