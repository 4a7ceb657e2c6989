"""What every `DatasetReader` and every `Datasets` must do."""

import random
import threading
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from hypotez.ports.bad_rows import BadRow, RowFault
from hypotez.ports.datasets import (
    DatasetReader,
    Datasets,
    KeptExample,
    Rows,
    Source,
    content_sha256,
    row_sha256,
)
from hypotez.ports.errors import DatasetError, NotFound, StorageError
from hypotez.ports.learning import Example
from hypotez.ports.storage import Origin

__all__ = ["DatasetReaderContract", "DatasetsContract"]

START = datetime(2026, 5, 1, 12, 0, 0, 123_456, tzinfo=UTC)
ANNA, BORIS = Origin("1", "anna", "general"), Origin("1", "boris", "general")


class DatasetReaderContract:
    """Override the fixture `reader`."""

    @pytest.fixture
    def reader(self) -> DatasetReader:
        raise NotImplementedError

    def test_it_says_what_it_reads(self, reader: DatasetReader) -> None:
        assert "txt" in reader.formats
        assert all(format == format.lower().lstrip(".") for format in reader.formats)
        assert reader.most_bytes > 0

    def test_labelled_lines_become_examples(self, reader: DatasetReader) -> None:
        rows = reader.read("greet: hi there\n\nleave: пока: до завтра\n".encode())
        assert rows == Rows((Example("hi there", "greet"), Example("пока: до завтра", "leave")))

    def test_lines_without_labels_are_texts(self, reader: DatasetReader) -> None:
        assert reader.read(b"hi there\nsee you\n", "lines.txt") == Rows(texts=("hi there", "see you"))

    def test_a_line_without_a_label_among_others_is_bad_and_named(self, reader: DatasetReader) -> None:
        rows = reader.read(b"greet: hi\n\ngreet: hello\nsee you\n", "lines.txt")
        assert rows.examples == (Example("hi", "greet"), Example("hello", "greet"))
        assert rows.bad == (BadRow(4, RowFault.NO_LABEL),)

    def test_a_text_is_read_as_a_file_of_it_is(self, reader: DatasetReader) -> None:
        assert reader.read("greet: привет\nleave: see you\n") == reader.read("greet: привет\nleave: see you\n".encode())

    @pytest.mark.parametrize("content", [b"", b" \n\t\n", b"\xef\xbb\xbf", b"\0\1\2\3" * 50], ids=repr)
    def test_what_holds_no_text_is_refused_in_a_sentence(self, reader: DatasetReader, content: bytes) -> None:
        with pytest.raises(DatasetError) as caught:
            reader.read(content)
        assert str(caught.value).endswith(".")

    def test_what_is_too_large_is_refused(self, reader: DatasetReader) -> None:
        with pytest.raises(DatasetError):
            reader.read(b"a: b\n" * (reader.most_bytes // 5 + 1))

    @pytest.mark.parametrize("seed", range(20))
    def test_any_bytes_are_rows_or_a_dataset_error(self, reader: DatasetReader, seed: int) -> None:
        chance = random.Random(seed)
        content = b"".join(chance.choice([chance.randbytes(3), b"a: b\n", b'{"', b"[]", b",\n"]) for _ in range(60))
        for name in ("", *(f"a.{format}" for format in reader.formats)):
            try:
                rows = reader.read(content, name)
            except DatasetError:
                continue
            assert rows.examples or rows.texts


def kept(id: str, text: str = "hello", label: str = "greet", origin: Origin = ANNA) -> KeptExample:
    """An example as it is kept."""
    return KeptExample(id, START, origin, Example(text, label))


def sha256(examples: Iterable[KeptExample]) -> str:
    """The hash of a dataset's content."""
    return content_sha256(row_sha256(one.example) for one in examples)


class DatasetsContract:
    """Override the fixture `datasets` with empty ones."""

    @pytest.fixture
    def datasets(self) -> Datasets:
        raise NotImplementedError

    def test_a_dataset_begins_with_its_first_change(self, datasets: Datasets) -> None:
        assert datasets.names("1") == ()
        change = datasets.change("1", "b", add=[kept("x")], who="anna")
        assert (change.number, change.who, change.added, change.removed, change.rows) == (1, "anna", 1, 0, 1)
        assert change.at.utcoffset() == timedelta()
        datasets.change("1", "a")
        assert datasets.names("1") == ("a", "b")
        assert datasets.names("2") == ()

    def test_examples_come_back_as_they_were_added_and_in_that_order(self, datasets: Datasets) -> None:
        rows = [
            KeptExample("z", START, ANNA, Example("=1+1", "a"), Source.CORRECTED, "version1"),
            KeptExample("y", START - timedelta(1), BORIS, Example("тишина 🙂\n\tdva\x00", "b", "ответ")),
            KeptExample("x", START, Origin("1"), Example("", ""), Source.SHARED),
        ]
        datasets.change("1", "a", add=rows[:2])
        datasets.change("1", "a", add=rows[2:])
        assert list(datasets.examples("1", "a")) == rows

    def test_times_come_back_in_utc_and_naive_ones_are_refused(self, datasets: Datasets) -> None:
        at = datetime(2026, 5, 1, 15, 0, tzinfo=timezone(timedelta(hours=3)))
        datasets.change("1", "a", add=[replace(kept("x"), at=at)])
        (found,) = datasets.examples("1", "a")
        assert (found.at, found.at.utcoffset()) == (at, timedelta())
        with pytest.raises(ValueError, match="time zone"):
            datasets.change("1", "a", add=[replace(kept("y"), at=START.replace(tzinfo=None))])
        assert len(datasets.history("1", "a")) == 1

    def test_every_state_can_be_read_back(self, datasets: Datasets) -> None:
        one, two, three = kept("x", "one"), kept("y", "two"), kept("z", "three")
        datasets.change("1", "a", add=[one, two])
        datasets.change("1", "a", add=[three], remove=["x"], who="boris")
        datasets.change("1", "a", remove=["y", "z"])
        states = [list(datasets.examples("1", "a", number)) for number in (1, 2, 3)]
        assert states == [[one, two], [two, three], []]
        assert list(datasets.examples("1", "a")) == []
        history = datasets.history("1", "a")
        assert [(c.number, c.who, c.added, c.removed, c.rows) for c in history] == [
            (1, "", 2, 0, 2),
            (2, "boris", 1, 1, 2),
            (3, "", 0, 2, 0),
        ]
        assert [c.sha256 for c in history] == [sha256(state) for state in states]

    def test_the_same_content_has_the_same_hash_whatever_the_order_and_the_name(self, datasets: Datasets) -> None:
        one, two = kept("x", "one"), kept("y", "two", "other", BORIS)
        first = datasets.change("1", "a", add=[one, two])
        datasets.change("2", "b", add=[kept("p", "two", "other")])
        assert datasets.change("2", "b", add=[kept("q", "one")]).sha256 == first.sha256
        assert datasets.change("1", "a", add=[kept("z", "one")]).sha256 != first.sha256

    @pytest.mark.parametrize("number", [0, 2, -1])
    def test_a_change_that_never_was_is_not_found(self, datasets: Datasets, number: int) -> None:
        datasets.change("1", "a", add=[kept("x")])
        with pytest.raises(NotFound):
            datasets.examples("1", "a", number)

    @pytest.mark.parametrize(("scope", "name"), [("1", "b"), ("2", "a"), ("1", ""), ("", "'; --")])
    def test_an_unknown_dataset_is_not_found(self, datasets: Datasets, scope: str, name: str) -> None:
        datasets.change("1", "a", add=[kept("x")])
        for look in (datasets.examples, datasets.history, datasets.delete):
            with pytest.raises(NotFound):
                look(scope, name)

    def test_a_change_is_whole_or_not_at_all(self, datasets: Datasets) -> None:
        datasets.change("1", "a", add=[kept("x")])
        with pytest.raises(NotFound):
            datasets.change("1", "a", add=[kept("y")], remove=["x", "none"])
        with pytest.raises(StorageError):
            datasets.change("1", "a", add=[kept("y"), kept("x")])
        with pytest.raises(NotFound):
            datasets.change("1", "b", remove=["x"])
        assert list(datasets.examples("1", "a")) == [kept("x")]
        assert len(datasets.history("1", "a")) == 1
        assert datasets.names("1") == ("a",)

    def test_what_was_removed_is_not_there_to_be_removed_again(self, datasets: Datasets) -> None:
        datasets.change("1", "a", add=[kept("x")])
        datasets.change("1", "a", remove=["x"])
        with pytest.raises(NotFound):
            datasets.change("1", "a", remove=["x"])

    def test_others_may_change_what_they_like_while_the_rows_to_add_are_gone_through(self, datasets: Datasets) -> None:
        def rows() -> Iterator[KeptExample]:
            yield kept("x")
            datasets.change("2", "a", add=[kept("y")])
            datasets.change("1", "a", add=[kept("z")])

        assert datasets.change("1", "a", add=rows()).number == 2
        assert [one.id for one in datasets.examples("1", "a")] == ["z", "x"]

    def test_changes_do_not_cross(self, datasets: Datasets) -> None:
        seen = datasets.change("1", "a", add=[kept("x")], after="").sha256
        datasets.change("1", "a", add=[kept("y")], after=seen)
        for stale in (seen, "", "no hash"):
            with pytest.raises(DatasetError):
                datasets.change("1", "a", add=[kept("z")], after=stale)
        with pytest.raises(DatasetError):
            datasets.change("1", "b", add=[kept("z")], after=seen)
        assert [one.id for one in datasets.examples("1", "a")] == ["x", "y"]
        assert datasets.names("1") == ("a",)

    def test_a_deleted_dataset_is_gone_and_may_begin_anew(self, datasets: Datasets) -> None:
        datasets.change("1", "a", add=[kept("x")])
        datasets.change("2", "a", add=[kept("x")])
        datasets.delete("1", "a")
        assert datasets.names("1") == ()
        assert datasets.change("1", "a", add=[kept("x")]).number == 1
        assert len(datasets.examples("2", "a")) == 1

    def test_it_is_known_whom_a_dataset_learned_from(self, datasets: Datasets) -> None:
        datasets.change("1", "b", add=[kept("x"), kept("y", origin=BORIS)])
        datasets.change("1", "b", remove=["x"])
        datasets.change("1", "a", add=[kept("x")])
        datasets.change("1", "c", add=[kept("x", origin=BORIS)], who="anna")
        assert datasets.taught_by("anna") == (("1", "a"), ("1", "b"))
        assert datasets.taught_by("nobody") == ()

    def test_all_that_is_kept_of_a_person_is_given_what_was_removed_too(self, datasets: Datasets) -> None:
        datasets.change("1", "b", add=[kept("x"), kept("y", origin=BORIS)])
        datasets.change("1", "b", remove=["x"])
        datasets.change("1", "a", add=[kept("z")])
        assert [(name, one.id, one.origin.who) for name, one in datasets.examples_of("anna")] == [
            ("a", "z", "anna"),
            ("b", "x", "anna"),
        ]
        assert list(datasets.examples_of("nobody")) == []

    def test_a_person_is_forgotten_in_every_state(self, datasets: Datasets) -> None:
        stays = kept("y", "stays", origin=BORIS)
        datasets.change("1", "a", add=[stays], who="boris")
        datasets.change("1", "a", add=[kept("x"), kept("w")], who="anna")
        datasets.change("1", "a", remove=["w"], who="anna")
        datasets.change("2", "b", add=[kept("x")])
        assert datasets.forget("anna") == 3
        assert [list(datasets.examples("1", "a", number)) for number in (1, 2, 3, 4)] == [[stays]] * 4
        history = datasets.history("1", "a")
        assert [(c.who, c.added, c.removed, c.rows) for c in history] == [
            ("boris", 1, 0, 1),
            ("", 2, 0, 3),
            ("", 0, 1, 2),
            ("", 0, 1, 1),
        ]
        assert [c.sha256 for c in history] == [sha256([stays]), "", "", sha256([stays])]
        assert list(datasets.examples("2", "b")) == []
        assert datasets.taught_by("anna") == ()
        assert datasets.forget("anna") == 0
        assert len(datasets.history("1", "a")) == 4

    def test_what_only_earlier_states_had_is_forgotten_without_a_change(self, datasets: Datasets) -> None:
        datasets.change("1", "a", add=[kept("x"), kept("y", origin=BORIS)])
        now = datasets.change("1", "a", remove=["x"])
        assert datasets.forget("anna") == 1
        assert [c.sha256 for c in datasets.history("1", "a")] == ["", now.sha256]

    def test_nobody_is_not_forgotten(self, datasets: Datasets) -> None:
        datasets.change("1", "a", add=[kept("x", origin=Origin("1"))])
        assert datasets.forget("") == 0
        assert len(datasets.examples("1", "a")) == 1

    def test_threads_change_at_once(self, datasets: Datasets) -> None:
        def add(thread: int) -> None:
            for number in range(10):
                datasets.change("1", "a", add=[kept(f"{thread}x{number}")])

        threads = [threading.Thread(target=add, args=(thread,)) for thread in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len({one.id for one in datasets.examples("1", "a")}) == 40
        assert [change.rows for change in datasets.history("1", "a")] == list(range(1, 41))
