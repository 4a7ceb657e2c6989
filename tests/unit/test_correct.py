import pytest

from hypotez.domain.correct import Change, CorrectTranscript, changes
from hypotez.ports.errors import NotFound, TextError
from hypotez.ports.speech import Transcript
from hypotez.ports.storage import Correction, Origin, TranscriptRecord, new_id, utc_now
from hypotez.ports.testing.fakes_storage import MemoryRecords

ANNA = Origin("server", "anna", "general")


@pytest.fixture
def records() -> MemoryRecords:
    return MemoryRecords()


def heard(records: MemoryRecords, text: str = "helo world", origin: Origin = ANNA) -> TranscriptRecord:
    at = utc_now()
    record = TranscriptRecord(new_id(at), at, origin, "00" * 32, Transcript(text))
    records.add(record)
    return record


def test_a_correction_keeps_what_stood_before(records: MemoryRecords) -> None:
    transcript = heard(records)
    correction = CorrectTranscript(records)(transcript.id, " hello world ", ANNA)
    assert (correction.about, correction.original, correction.corrected) == (transcript.id, "helo world", "hello world")
    assert list(records.list(Correction)) == [correction]


def test_a_correction_of_a_correction_starts_from_the_latest(records: MemoryRecords) -> None:
    transcript = heard(records)
    correct = CorrectTranscript(records)
    correct(transcript.id, "hello world", ANNA)
    second = correct(transcript.id, "Hello, world!", Origin("server", "boris"))
    assert (second.about, second.original) == (transcript.id, "hello world")


def test_an_id_may_be_typed_in_capitals(records: MemoryRecords) -> None:
    transcript = heard(records)
    assert CorrectTranscript(records)(f" {transcript.id.upper()} ", "hello", ANNA).about == transcript.id


def test_without_an_id_the_persons_latest_transcript_is_meant(records: MemoryRecords) -> None:
    latest = [heard(records, "one"), heard(records, "two")][-1]
    heard(records, "another's", Origin("server", "boris"))
    heard(records, "elsewhere", Origin("elsewhere", "anna"))
    assert CorrectTranscript(records)(None, "2", ANNA).about == latest.id
    with pytest.raises(NotFound, match="send audio first"):
        CorrectTranscript(records)(None, "2", Origin("server", "clara"))


@pytest.mark.parametrize("text", ["helo world", "  helo world\n"])
def test_a_correction_that_changes_nothing_is_refused(records: MemoryRecords, text: str) -> None:
    transcript = heard(records)
    with pytest.raises(TextError, match="changes nothing"):
        CorrectTranscript(records)(transcript.id, text, ANNA)
    assert list(records.list(Correction)) == []


@pytest.mark.parametrize(("text", "match"), [("", "empty"), (" \n", "empty"), ("x" * 11, "11 .* 10")])
def test_empty_and_too_long_texts_are_refused(records: MemoryRecords, text: str, match: str) -> None:
    transcript = heard(records)
    with pytest.raises(TextError, match=match):
        CorrectTranscript(records, longest=10)(transcript.id, text, ANNA)


def test_another_scopes_transcript_looks_like_none_at_all(records: MemoryRecords) -> None:
    transcript = heard(records)
    messages = set()
    for id in (transcript.id, "000000000000"):
        with pytest.raises(NotFound) as caught:
            CorrectTranscript(records)(id, "hello", Origin("elsewhere", "anna"))
        messages.add(str(caught.value))
    assert len(messages) == 1


@pytest.mark.parametrize(
    ("original", "corrected", "expected"),
    [
        ("a b c", "a x c", (Change("b", "x"),)),
        ("a b", "a b c d", (Change("", "c d"),)),
        ("a b c", "c", (Change("a b", ""),)),
        ("a  b", "a b", ()),
        ("", "hello", (Change("", "hello"),)),
        ("one too three for", "one two three four", (Change("too", "two"), Change("for", "four"))),
    ],
)
def test_changes_are_the_words_that_differ(original: str, corrected: str, expected: tuple[Change, ...]) -> None:
    assert changes(original, corrected) == expected


def test_long_texts_of_one_word_are_compared_before_the_world_ends() -> None:
    assert changes("no " * 20_000, "no " * 20_000 + "yes") == (Change("", "yes"),)
    assert changes("no " * 20_000, "yes") == (Change(("no " * 20_000).strip(), "yes"),)
    long = " ".join(f"w{number}" for number in range(10_000))
    assert changes(long, long.replace("w77 ", "x ").replace("w9999", "y")) == (Change("w77", "x"), Change("w9999", "y"))
