"""What people do with datasets: add, remove, export, look at them."""

import csv
import io
import json

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hypotez.adapters.datasets.reader import FileReader
from hypotez.domain.add_examples import AddExamples, RowsRefused
from hypotez.domain.export_dataset import ExportDataset
from hypotez.domain.list_datasets import ListDatasets
from hypotez.domain.remove_examples import RemoveExamples
from hypotez.ports.bad_rows import BadRow, RowFault
from hypotez.ports.datasets import dataset_name
from hypotez.ports.errors import DatasetError, NotFound, OptionError
from hypotez.ports.labels import plain_label
from hypotez.ports.learning import Example
from hypotez.ports.storage import Origin, read_id
from hypotez.ports.testing.fakes_datasets import LinesReader, MemoryDatasets

ANNA = Origin("1", "anna", "general")


@pytest.fixture
def datasets():
    return MemoryDatasets()


@pytest.fixture
def add(datasets):
    return AddExamples(LinesReader(), datasets)


def rows(datasets, name="a"):
    return [row.example for row in datasets.examples("1", name)]


def test_rows_are_added_with_who_gave_them(add, datasets):
    added = add("Greetings", b"greet: hi\nleave: bye\n", "a.txt", origin=ANNA)
    assert (added.new, added.known, added.bad) == (2, 0, ())
    assert (added.change.number, added.change.who, added.change.rows) == (1, "anna", 2)
    kept = datasets.examples("1", "greetings")
    assert [(one.example, one.origin) for one in kept] == [
        (Example("hi", "greet"), ANNA),
        (Example("bye", "leave"), ANNA),
    ]
    assert all(read_id(one.id) == one.id for one in kept)


def test_the_text_of_a_message_is_data_too(add, datasets):
    add("a", "greet: hi\nleave: пока", origin=ANNA)
    assert rows(datasets) == [Example("hi", "greet"), Example("пока", "leave")]


def test_bad_rows_change_nothing_until_they_are_to_be_left_out(add, datasets):
    with pytest.raises(RowsRefused) as caught:
        add("a", "greet: hi\nho\nhe\nha\nhu\n", origin=ANNA)
    assert caught.value.rows.bad[0] == BadRow(2, RowFault.NO_LABEL)
    assert str(caught.value) == (
        "4 rows cannot be used: line 2 has no label; line 3 has no label; line 4 has no label, and 1 more. "
        "Nothing was changed: mend them, or say that they are to be left out."
    )
    assert datasets.names("1") == ()
    added = add("a", "greet: hi\nho\n", origin=ANNA, leave_out=True)
    assert (added.new, added.bad) == (1, (BadRow(2, RowFault.NO_LABEL),))
    assert rows(datasets) == [Example("hi", "greet")]


def test_the_same_file_may_be_sent_twice(add, datasets):
    first = add("a", "greet: hi\ngreet: hi\n", origin=ANNA)
    again = add("a", "greet: hi\ngreet: hi\n", origin=ANNA)
    assert (again.new, again.known, again.change) == (0, 2, first.change)
    more = add("a", "greet: hi\nleave: hi\n", origin=ANNA)
    assert (more.new, more.known, more.change.number) == (1, 1, 2)
    assert len(rows(datasets)) == 3


def test_a_dataset_does_not_grow_without_end(datasets):
    add = AddExamples(LinesReader(), datasets, most_rows=3)
    add("a", "greet: hi\nleave: bye\n", origin=ANNA)
    with pytest.raises(DatasetError, match="at most 3 rows"):
        add("a", "greet: hello\nleave: see you\n", origin=ANNA)
    assert len(rows(datasets)) == 2
    add("a", "greet: hi\ngreet: hello\n", origin=ANNA)
    assert len(rows(datasets)) == 3


def test_data_without_labels_is_refused(add, datasets):
    with pytest.raises(DatasetError, match="no labels"):
        add("a", "hi\nho\n", origin=ANNA)
    assert datasets.names("1") == ()


@pytest.mark.parametrize("typed", ["", "  ", "a b", "../a", "-a", "a" * 61, "a\nb", "a/b", ".a", "\ud800"])
def test_what_is_no_name_is_refused(add, datasets, typed):
    with pytest.raises(DatasetError, match="no name for a dataset"):
        add(typed, "greet: hi", origin=ANNA)


def test_a_name_is_the_same_in_any_case():
    assert dataset_name(" Котики-2.ＡB_c ") == "котики-2.ab_c"


def test_many_rows_have_ids_of_their_own(add, datasets):
    add("a", "".join(f"a: {number}\n" for number in range(5_000)), origin=ANNA)
    add("a", "".join(f"b: {number}\n" for number in range(5_000)), origin=ANNA)
    assert len({one.id for one in datasets.examples("1", "a")}) == 10_000


def test_rows_are_removed_by_id_text_or_label(add, datasets):
    add("a", "greet: Hi there!\nleave: hi, there\nleave: bye\nstop: halt\nstop: stop\n", origin=ANNA)
    halt = next(one.id for one in datasets.examples("1", "a") if one.example.text == "halt")
    remove = RemoveExamples(datasets)
    assert remove("a", ids=[halt], origin=ANNA).removed == 1
    assert remove("a", texts=["HI THERE"], origin=ANNA).removed == 2
    change = remove("a", labels=["leave"], origin=ANNA)
    assert (change.removed, change.who) == (1, "anna")
    assert rows(datasets) == [Example("stop", "stop")]


@pytest.mark.parametrize("what", [{}, {"ids": ["none"]}, {"texts": ["none"]}, {"labels": ["none"]}])
def test_nothing_to_remove_is_not_found(add, datasets, what):
    add("a", "greet: hi", origin=ANNA)
    with pytest.raises(NotFound):
        RemoveExamples(datasets)("a", **what, origin=ANNA)
    assert len(datasets.history("1", "a")) == 1


def test_an_export_has_every_row_and_names_nobody(add, datasets):
    add("a", "greet: =1+1\nleave: bye", origin=ANNA)
    lines = list(ExportDataset(datasets)("A", scope="1"))
    assert [row["text"] for row in csv.DictReader(io.StringIO("".join(lines), newline=""))] == ["'=1+1", "bye"]
    found = [json.loads(line) for line in ExportDataset(datasets)("a", "jsonl", scope="1")]
    assert [row["text"] for row in found] == ["=1+1", "bye"]
    assert all(set(row) == {"id", "text", "label", "answer"} for row in found)
    assert "anna" not in "".join(lines) + str(found)


def test_an_earlier_state_can_be_exported(add, datasets):
    add("a", "greet: hi", origin=ANNA)
    add("a", "leave: bye", origin=ANNA)
    assert len(list(ExportDataset(datasets)("a", "jsonl", scope="1", number=1))) == 1


def test_an_unknown_format_or_dataset_is_refused_before_the_first_line(add, datasets):
    add("a", "greet: hi", origin=ANNA)
    with pytest.raises(OptionError, match="csv, jsonl"):
        ExportDataset(datasets)("a", "xlsx", scope="1")
    with pytest.raises(NotFound):
        ExportDataset(datasets)("b", scope="1")


WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("=+-@'\t\"\n,;:"), min_size=1)
EXAMPLES = st.builds(
    Example,
    WORDS.map(str.strip).filter(bool),
    WORDS.map(lambda text: plain_label("".join(text.split("\n"))[:200])).filter(bool),
    st.just("") | WORDS.map(str.strip),
)


@settings(deadline=None)
@given(st.lists(EXAMPLES, min_size=1), st.sampled_from(["csv", "jsonl"]))
@example([Example("text", "label")], "csv")  # a row that reads as the head does
def test_what_is_exported_is_read_as_it_was(examples, format):
    datasets, reader = MemoryDatasets(), FileReader()
    content = "".join(json.dumps({"text": e.text, "label": e.label, "answer": e.answer}) + "\n" for e in examples)
    AddExamples(reader, datasets)("a", content, "a.jsonl")
    exported = "".join(ExportDataset(datasets)("a", format))
    assert reader.read(exported.encode(), f"a.{format}").examples == tuple(examples)


def test_datasets_are_listed_with_what_they_are_like(add, datasets):
    add("b", "greet: hi\nleave: bye", origin=ANNA)
    add("a", "greet: hi", origin=ANNA)
    first, second = ListDatasets(datasets)("1")
    assert (first.name, second.name, second.change.number) == ("a", "b", 1)
    assert second.statistics.labels == {"greet": 1, "leave": 1}
    assert ListDatasets(datasets).one("B", "1") == second


def test_who_looks_for_an_unknown_dataset_is_told_which_there_are(add, datasets):
    with pytest.raises(NotFound, match="there are none yet"):
        ListDatasets(datasets).one("c", "1")
    add("a", "greet: hi", origin=ANNA)
    with pytest.raises(NotFound, match="“c”: there are a"):
        ListDatasets(datasets).one("c", "1")
