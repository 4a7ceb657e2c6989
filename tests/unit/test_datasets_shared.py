"""Shared datasets: where they are found, and what becomes of them when somebody changes one."""

from datetime import UTC, datetime

import pytest

from hypotez.adapters.datasets.limits import Limits
from hypotez.adapters.datasets.reader import FileReader
from hypotez.adapters.datasets.shared import SharedFolders
from hypotez.adapters.datasets.with_shared import WithShared
from hypotez.ports.datasets import KeptExample, Source
from hypotez.ports.errors import DatasetError, NotFound, StorageError
from hypotez.ports.learning import Example
from hypotez.ports.storage import Origin
from hypotez.ports.testing.fakes_datasets import MemoryDatasets

NEW = KeptExample("new", datetime(2026, 5, 1, tzinfo=UTC), Origin("1", "anna"), Example("hey", "greet"))


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "Greetings.csv").write_text("text,label\nhi,greet\nbye,leave\n", "utf-8")
    return tmp_path


@pytest.fixture
def shared(folder):
    return SharedFolders([folder], FileReader(Limits(bytes=10_000)))


@pytest.fixture
def datasets(shared):
    return WithShared(MemoryDatasets(), shared)


def texts(rows):
    return [row.example.text for row in rows]


def test_files_and_folders_are_datasets(shared, folder):
    (folder / "two").mkdir()
    (folder / "two" / "a.txt").write_text("a: one\n")
    (folder / "two" / "b.jsonl").write_text('{"text": "two", "label": "b"}\n')
    (folder / "two" / "README.md").write_text("no data")
    (folder / "empty").mkdir()
    (folder / "notes.md").write_text("no data")
    (folder / ".hidden.csv").write_text("text,label\nhi,greet\n")
    (folder / "no name (1).csv").write_text("text,label\nhi,greet\n")
    assert shared.names() == ("greetings", "two")
    assert texts(shared.examples("two", "1")) == ["one", "two"]
    assert [row.id for row in shared.examples("two", "1")] == ["000000", "000001"]


def test_what_is_there_to_test_with_is_not_learned_from(shared, folder):
    (folder / "split").mkdir()
    for name in ("train", "test", "valid"):
        (folder / "split" / f"{name}.txt").write_text(f"a: {name}\n")
    assert texts(shared.examples("split", "1")) == ["train"]


def test_the_first_folder_that_has_a_name_counts(folder, tmp_path):
    other = tmp_path / "sub.folder"
    other.mkdir()
    (other / "greetings.txt").write_text("a: other\n")
    reader = FileReader()
    assert texts(SharedFolders([other, folder], reader).examples("greetings", "1")) == ["other"]
    assert texts(SharedFolders([folder, other], reader).examples("greetings", "1")) == ["hi", "bye"]


def test_no_folder_is_no_datasets(tmp_path):
    assert SharedFolders([tmp_path / "none"], FileReader()).names() == ()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"\0\1\2" * 50, "This is no text"),
        (b"text\nhi\n", "without labels"),
        (b"a: b\n" * 2001, "larger than"),
    ],
)
def test_a_shared_file_of_no_use_is_named(shared, folder, content, says):
    (folder / "bad.csv").write_bytes(content)
    with pytest.raises(DatasetError, match=rf"“bad\.csv”.*{says}"):
        shared.examples("bad", "1")


def test_bad_rows_of_a_shared_file_are_left_out_and_logged(shared, folder, caplog):
    (folder / "greetings.csv").unlink(missing_ok=True)
    (folder / "Greetings.csv").write_text("text,label\nhi,greet\nbye\n", "utf-8")
    assert texts(shared.examples("greetings", "1")) == ["hi"]
    (record,) = caplog.records
    assert (record.message, record.file, record.rows) == ("rows left out", "Greetings.csv", 1)


def test_a_folder_that_cannot_be_read_says_so(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="cannot be read"):
        SharedFolders([tmp_path / "file"], FileReader()).names()


def test_an_unknown_shared_dataset_is_not_found(shared):
    with pytest.raises(NotFound, match="there are greetings"):
        shared.examples("../greetings", "1")


def test_a_shared_dataset_is_in_every_scope(datasets):
    for scope in ("1", "2"):
        assert datasets.names(scope) == ("greetings",)
        rows = datasets.examples(scope, "greetings")
        assert [(row.origin, row.source) for row in rows] == [(Origin(scope), Source.SHARED)] * 2
        assert datasets.examples(scope, "greetings", 1) == rows
        (change,) = datasets.history(scope, "greetings")
        assert (change.number, change.who, change.added, change.rows) == (1, "", 2, 2)


def test_the_first_change_copies_it_for_that_scope_only(datasets):
    (before,) = datasets.history("1", "greetings")
    datasets.change("1", "greetings", add=[NEW], remove=["000001"], who="anna")
    assert texts(datasets.examples("1", "greetings")) == ["hi", "hey"]
    assert texts(datasets.examples("1", "greetings", 1)) == ["hi", "bye"]
    first, second = datasets.history("1", "greetings")
    assert (first.number, first.sha256, first.who) == (1, before.sha256, "")
    assert (second.number, second.who, second.added, second.removed) == (2, "anna", 1, 1)
    assert texts(datasets.examples("2", "greetings")) == ["hi", "bye"]


def test_a_copy_stays_as_it_is_when_the_shared_file_changes(datasets, folder):
    datasets.change("1", "greetings", add=[NEW])
    (folder / "Greetings.csv").write_text("text,label\nnew,greet\n", "utf-8")
    assert texts(datasets.examples("1", "greetings")) == ["hi", "bye", "hey"]
    assert texts(datasets.examples("2", "greetings")) == ["new"]


def test_changes_to_a_shared_dataset_do_not_cross(datasets):
    (before,) = datasets.history("1", "greetings")
    for stale in ("", "another"):
        with pytest.raises(DatasetError):
            datasets.change("1", "greetings", add=[NEW], after=stale)
    assert datasets.change("1", "greetings", add=[NEW], after=before.sha256).rows == 3


def test_deleting_a_copy_shows_the_shared_one_again(datasets):
    datasets.change("1", "greetings", add=[NEW])
    datasets.delete("1", "greetings")
    assert texts(datasets.examples("1", "greetings")) == ["hi", "bye"]
    with pytest.raises(NotFound, match="shared by all"):
        datasets.delete("1", "greetings")


def test_a_shared_dataset_has_no_second_change(datasets):
    with pytest.raises(NotFound):
        datasets.examples("1", "greetings", 2)


def test_whom_is_forgotten_takes_their_rows_from_the_copy(datasets):
    datasets.change("1", "greetings", add=[NEW], who="anna")
    assert datasets.taught_by("anna") == (("1", "greetings"),)
    assert datasets.forget("anna") == 1
    assert texts(datasets.examples("1", "greetings")) == ["hi", "bye"]
