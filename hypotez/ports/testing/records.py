"""What every `Records` must do."""

import itertools
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from hypotez.ports.errors import NotFound, StorageError
from hypotez.ports.speech import Attempt, Segment, Transcript, Word
from hypotez.ports.storage import KINDS, Correction, Feedback, Origin, Record, Records, TranscriptRecord, new_id

__all__ = ["RecordsContract"]

START = datetime(2026, 5, 1, 12, 0, 0, 123_456, tzinfo=UTC)
HERE = Origin("server 1", "Анна", "general")

_numbers = itertools.count()


def _id(at: datetime) -> str:
    """As of that time, and another one each time: the random end of a real one may come twice within a millisecond."""
    return f"{new_id(at)[:8]}{next(_numbers):04}"


def feedback(minute: int, text: str = "fine", origin: Origin = HERE, about: str | None = None) -> Feedback:
    """Feedback that many minutes after the start."""
    at = START + timedelta(minutes=minute)
    return Feedback(_id(at), at, origin, text, about)


def transcript(text: str = "hello world", minute: int = 0) -> TranscriptRecord:
    """A transcript with everything in it."""
    at = START + timedelta(minutes=minute)
    words = (Word("hello", 0.0, 0.5, 0.25), Word("world", 0.5, 1.0))
    segments = (Segment("hello world", 0.0, 1.0, words, 0.75), Segment("", 1.0, 1.5))
    attempts = (Attempt("google", "engine-quota", "Too many requests."),)
    heard = Transcript(text, "en", "whisper", 1.5, segments, attempts, ("The prompt was ignored.",))
    return TranscriptRecord(_id(at), at, HERE, "ab" * 32, heard)


def correction(about: str) -> Correction:
    """How a transcript should read."""
    return Correction(_id(START), START, HERE, about, "hello world", "hello, world")


def everything(records: Records) -> set[str]:
    """The ids of all records."""
    return {record.id for kind in KINDS.values() for record in records.list(kind)}


class RecordsContract:
    """Override the fixture `records` with an empty one."""

    @pytest.fixture
    def records(self) -> Records:
        raise NotImplementedError

    @pytest.mark.parametrize(
        "record",
        [
            transcript(),
            transcript("тишина — 沈黙 🙂\n\tи ещё одна \x00 строка"),
            replace(transcript(), transcript=Transcript("")),
            feedback(0),
            feedback(1, "'; DROP TABLE feedback; --", about="1qk8nq32v17w"),
            feedback(2, "x" * 100_000, Origin()),
            correction("1qk8nq32v17w"),
        ],
        ids=lambda record: type(record).__name__,
    )
    def test_a_record_comes_back_as_it_was_added(self, records: Records, record: Record) -> None:
        records.add(record)
        assert records.get(type(record), record.id) == record
        assert list(records.list(type(record))) == [record]

    def test_times_come_back_aware_in_utc(self, records: Records) -> None:
        at = datetime(2026, 5, 1, 15, 0, tzinfo=timezone(timedelta(hours=3)))
        records.add(replace(feedback(0), at=at))
        (found,) = records.list(Feedback)
        assert found.at == at
        assert found.at.utcoffset() == timedelta()

    def test_a_naive_time_is_refused(self, records: Records) -> None:
        with pytest.raises(ValueError, match="time zone"):
            records.add(replace(feedback(0), at=START.replace(tzinfo=None)))
        assert list(records.list(Feedback)) == []

    def test_an_id_is_found_however_it_was_typed(self, records: Records) -> None:
        record = replace(feedback(0), id="1qk8nq32v10w")
        records.add(record)
        assert records.get(Feedback, " LQK8-NQ32-VIOW ") == record

    @pytest.mark.parametrize("id", ["", "0" * 12, "../etc", "'", "0" * 1000, "é", "\x00"])
    def test_an_unknown_id_is_not_found(self, records: Records, id: str) -> None:
        records.add(feedback(0))
        with pytest.raises(NotFound):
            records.get(Feedback, id)

    def test_a_kind_does_not_find_another_kinds_id(self, records: Records) -> None:
        record = feedback(0)
        records.add(record)
        with pytest.raises(NotFound):
            records.get(TranscriptRecord, record.id)

    def test_an_id_is_taken_once(self, records: Records) -> None:
        record = feedback(0)
        records.add(record)
        with pytest.raises(StorageError):
            records.add(replace(record, text="another"))
        assert list(records.list(Feedback)) == [record]

    def test_a_record_is_replaced_and_no_other(self, records: Records) -> None:
        first, second = feedback(0, "good"), feedback(1, "good")
        records.add(first)
        records.add(second)
        changed = replace(first, text="bad", at=START + timedelta(minutes=2))
        records.replace(changed)
        assert list(records.list(Feedback)) == [second, changed]

    def test_what_is_not_there_cannot_be_replaced(self, records: Records) -> None:
        records.add(feedback(0))
        with pytest.raises(NotFound):
            records.replace(feedback(1))
        kept = next(records.list(Feedback))
        with pytest.raises(ValueError, match="time zone"):
            records.replace(replace(kept, at=kept.at.replace(tzinfo=None)))
        assert list(records.list(Feedback)) == [kept]

    def test_records_are_listed_by_time_and_not_by_arrival(self, records: Records) -> None:
        added = [feedback(minute) for minute in (2, 0, 1)]
        for record in added:
            records.add(record)
        in_order = [added[1], added[2], added[0]]
        assert list(records.list(Feedback)) == in_order
        assert list(records.list(Feedback, newest_first=True)) == in_order[::-1]
        assert list(records.list(Feedback, newest_first=True, limit=2)) == in_order[:0:-1]
        assert list(records.list(Feedback, limit=0)) == []

    def test_a_range_holds_its_start_and_not_its_end(self, records: Records) -> None:
        added = [feedback(minute) for minute in range(4)]
        for record in added:
            records.add(record)
        assert list(records.list(Feedback, since=added[1].at, until=added[3].at)) == added[1:3]

    def test_lists_keep_to_scope_person_and_subject(self, records: Records) -> None:
        mine = feedback(0, origin=Origin("a", "anna"), about="1qk8nq32v17w")
        others = [feedback(1, origin=Origin("b", "anna")), feedback(2, origin=Origin("a", "boris"))]
        for record in (mine, *others):
            records.add(record)
        assert list(records.list(Feedback, scope="a", who="anna")) == [mine]
        assert list(records.list(Feedback, about="1qk8nq32v17w")) == [mine]
        assert list(records.list(Feedback, scope="")) == []

    def test_transcripts_are_about_nothing(self, records: Records) -> None:
        records.add(transcript())
        assert list(records.list(TranscriptRecord, about="1qk8nq32v17w")) == []

    def test_a_long_list_is_whole_and_may_be_added_to_while_it_is_read(self, records: Records) -> None:
        many = [feedback(minute // 3) for minute in range(620)]
        many.sort(key=lambda record: (record.at, record.id))
        for record in many:
            records.add(record)
        seen: list[Feedback] = []
        for record in records.list(Feedback):
            if not seen:
                records.add(feedback(-1))
            seen.append(record)
        assert seen == many

    def test_threads_add_at_once(self, records: Records) -> None:
        added = [[feedback(minute, f"{thread}") for minute in range(20)] for thread in range(4)]

        def add(own: list[Feedback]) -> None:
            for record in own:
                records.add(record)

        threads = [threading.Thread(target=add, args=(own,)) for own in added]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert {record.id for record in records.list(Feedback)} == {record.id for own in added for record in own}

    def test_a_person_is_forgotten_with_what_others_said_about_their_transcripts(self, records: Records) -> None:
        heard, elsewhere = transcript(), replace(transcript(minute=1), origin=Origin("b", "Анна"))
        others = replace(transcript(minute=2), origin=Origin("server 1", "Борис"))
        boris, anna = others.origin, heard.origin
        gone: list[Record] = [
            heard,
            elsewhere,
            feedback(3, origin=anna),
            feedback(4, origin=anna, about=others.id),
            feedback(5, origin=boris, about=heard.id),
            correction(others.id),
            replace(correction(elsewhere.id), origin=boris),
        ]
        stays: list[Record] = [others, feedback(6, origin=boris), replace(correction(others.id), origin=boris)]
        for record in [*gone, *stays]:
            records.add(record)
        assert records.forget("Анна") == len(gone)
        assert everything(records) == {record.id for record in stays}
        assert records.forget("Анна") == 0
        assert records.forget("") == 0

    def test_what_is_old_goes_from_its_scope_and_from_no_other(self, records: Records) -> None:
        old: list[Record] = [transcript(), feedback(0), correction("1qk8nq32v17w")]
        stays: list[Record] = [feedback(1), transcript(minute=2), feedback(0, origin=Origin("b", "Анна"))]
        for record in [*old, *stays]:
            records.add(record)
        before = {"server 1": START + timedelta(minutes=1), "c": START}
        assert records.expire(before) == len(old)
        assert everything(records) == {record.id for record in stays}
        assert records.expire(before) == 0
        assert records.expire({}) == 0

    def test_a_naive_time_expires_nothing(self, records: Records) -> None:
        records.add(feedback(0))
        with pytest.raises(ValueError, match="time zone"):
            records.expire({"c": START, HERE.scope: datetime(2030, 1, 1)})  # noqa: DTZ001
        assert len(list(records.list(Feedback))) == 1

    def test_closing_twice_is_harmless(self, records: Records) -> None:
        records.close()
        records.close()
