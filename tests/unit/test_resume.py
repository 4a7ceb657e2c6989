"""The journal of a run: what it remembers, and what damage does to it."""

import json
import os
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hypotez.entrypoints.resume import Journal, forget_old, key
from hypotez.ports.errors import StorageError
from hypotez.ports.speech import Attempt, Segment, Transcript, Word

TRANSCRIPT = Transcript(
    "да",
    "ru",
    "fake",
    1.5,
    (Segment("да", 0.0, 1.0, (Word("да", 0.0, 1.0),), 0.5),),
    (Attempt("other", "engine-timeout", "It took too long."),),
    ("No phrases.",),
)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "deep/journal.jsonl"


def test_what_was_heard_is_there_again(path):
    journal = Journal(path)
    journal.add("k", TRANSCRIPT)
    journal.keep("k", "id1")
    journal.wrote("a.txt", "00")
    for same in (journal, Journal(path)):
        assert same.get("k") == TRANSCRIPT
        assert same.get("other") is None
        assert (same.kept("k"), same.kept("other")) == ("id1", None)
        assert (same.written("a.txt"), same.written("b.txt")) == ("00", None)


def test_what_was_written_last_into_a_file_counts(path):
    journal = Journal(path)
    journal.wrote("a.txt", "00")
    journal.wrote("a.txt", "01")
    assert Journal(path).written("a.txt") == "01"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_only_its_owner_may_read_it(path):
    Journal(path).add("k", TRANSCRIPT)
    assert path.stat().st_mode & 0o777 == 0o600


@given(cut=st.integers(1, 400))
@settings(max_examples=20)
def test_a_line_that_was_cut_off_counts_as_absent_and_harms_no_other(cut, tmp_path_factory):
    path = tmp_path_factory.mktemp("journal") / "journal.jsonl"
    journal = Journal(path)
    journal.add("first", TRANSCRIPT)
    whole = path.stat().st_size
    journal.add("second", TRANSCRIPT)
    os.truncate(path, min(whole + cut, path.stat().st_size - 1))
    after = Journal(path)
    after.add("third", TRANSCRIPT)
    again = Journal(path)
    assert (again.get("first"), again.get("third")) == (TRANSCRIPT, TRANSCRIPT)
    assert again.get("second") in {None, TRANSCRIPT}


@given(garbage=st.binary(max_size=100) | st.recursive(st.none() | st.text(), st.lists).map(json.dumps).map(str.encode))
@settings(max_examples=30)
def test_any_bytes_are_a_journal(garbage, tmp_path_factory):
    path = tmp_path_factory.mktemp("journal") / "journal.jsonl"
    path.write_bytes(garbage)
    Journal(path).add("k", TRANSCRIPT)
    assert Journal(path).get("k") == TRANSCRIPT


@pytest.mark.parametrize(
    "line",
    [
        b'{"key":"k","transcript":"x"}',
        b'{"key":[],"file":"a"}',
        b'{"key":[],"id":"a"}',
        b"[" * 100_000,
        b'{"key":"k","transcript":{}}',
    ],
)
def test_a_line_that_is_json_and_no_entry_counts_as_absent(line, tmp_path):
    path = tmp_path / "journal.jsonl"
    path.write_bytes(line + b"\n")
    journal = Journal(path)
    assert journal.get("k") is None
    journal.add("k", TRANSCRIPT)
    assert Journal(path).get("k") == TRANSCRIPT


def test_a_folder_in_its_place_is_one_sentence(path):
    path.mkdir(parents=True)
    with pytest.raises(StorageError, match="cannot be read"):
        Journal(path)


def test_a_place_that_cannot_be_written_is_one_sentence(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="cannot be written"):
        Journal(tmp_path / "file/journal.jsonl").add("k", TRANSCRIPT)


def test_keys_differ_with_the_audio_and_with_how_it_is_heard():
    keys = {key(audio, heard) for audio in ("a", "b") for heard in ({"engine": "x"}, {"engine": "y"}, {})}
    assert len(keys) == 6
    assert key("a", {"x": 1, "y": 2}) == key("a", {"y": 2, "x": 1})


def test_old_journals_are_forgotten(tmp_path):
    for name, days in (("old", 8), ("new", 6)):
        journal = tmp_path / f"{name}.jsonl"
        journal.write_text("")
        os.utime(journal, (time.time() - days * 86_400,) * 2)
    forget_old(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["new.jsonl"]


def test_a_journal_that_another_run_removes_meanwhile_is_no_error(tmp_path, monkeypatch):
    (tmp_path / "old.jsonl").write_text("")
    monkeypatch.setattr("pathlib.Path.glob", lambda *_: iter([tmp_path / "gone.jsonl", tmp_path / "old.jsonl"]))
    os.utime(tmp_path / "old.jsonl", (0, 0))
    forget_old(tmp_path)
    assert list(os.scandir(tmp_path)) == []
