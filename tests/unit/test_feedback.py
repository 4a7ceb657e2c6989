import pytest

from hypotez.domain.feedback import CollectFeedback
from hypotez.ports.errors import NotFound, TextError
from hypotez.ports.speech import Transcript
from hypotez.ports.storage import Feedback, Origin, TranscriptRecord, utc_now
from hypotez.ports.testing.fakes_storage import MemoryRecords


def heard(id: str, origin: Origin) -> TranscriptRecord:
    return TranscriptRecord(id, utc_now(), origin, "00", Transcript("hello", "en", "fake", 1.0))


def test_feedback_is_kept_with_its_origin() -> None:
    records = MemoryRecords()
    given = CollectFeedback(records)("  Very good!\n", Origin("server", "anna", "general"))
    assert (given.text, given.about, given.origin.who) == ("Very good!", None, "anna")
    assert records.get(Feedback, given.id) == given


@pytest.mark.parametrize("typed", ["1qk8nq32v17w", " IQK8-NQ32-VL7W "])
def test_feedback_about_a_transcript_has_its_id_however_it_was_typed(typed: str) -> None:
    records = MemoryRecords()
    records.add(heard("1qk8nq32v17w", Origin("server", "boris")))
    assert CollectFeedback(records)("good", Origin("server", "anna"), about=typed).about == "1qk8nq32v17w"


@pytest.mark.parametrize("about", ["1qk8nq32v17x", "last", "?"])
def test_feedback_about_what_is_not_there_is_refused_and_not_kept(about: str) -> None:
    records = MemoryRecords()
    with pytest.raises(NotFound):
        CollectFeedback(records)("good", about=about)
    assert list(records.list(Feedback)) == []


def test_feedback_about_another_scopes_transcript_is_refused_as_if_there_was_none() -> None:
    records = MemoryRecords()
    records.add(heard("1qk8nq32v17w", Origin("another")))
    collect = CollectFeedback(records)
    with pytest.raises(NotFound) as theirs:
        collect("good", Origin("server"), about="1qk8nq32v17w")
    with pytest.raises(NotFound) as nobodys:
        collect("good", Origin("server"), about="1qk8nq32v17x")
    assert str(theirs.value) == str(nobodys.value)


@pytest.mark.parametrize("text", ["", " ", "\n\t"])
def test_empty_feedback_is_refused_and_not_kept(text: str) -> None:
    records = MemoryRecords()
    with pytest.raises(TextError, match="empty"):
        CollectFeedback(records)(text)
    assert list(records.list(Feedback)) == []


@pytest.mark.parametrize("text", ["\udcff", "fine \ud83d"])
def test_feedback_that_is_not_unicode_is_refused(text: str) -> None:
    with pytest.raises(TextError, match="Unicode"):
        CollectFeedback(MemoryRecords())(text)


def test_too_long_feedback_is_refused_with_both_numbers() -> None:
    collect = CollectFeedback(MemoryRecords(), longest=100)
    assert collect("x" * 100).text == "x" * 100
    with pytest.raises(TextError, match=r"101 .* 100"):
        collect("x" * 101)
