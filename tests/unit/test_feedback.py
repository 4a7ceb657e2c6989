import pytest

from hypotez.domain.feedback import CollectFeedback
from hypotez.ports.errors import TextError
from hypotez.ports.storage import Feedback, Origin
from hypotez.ports.testing.fakes_storage import MemoryRecords


def test_feedback_is_kept_with_its_origin() -> None:
    records = MemoryRecords()
    given = CollectFeedback(records)("  Very good!\n", Origin("server", "anna", "general"), about="1qk8nq32v17w")
    assert (given.text, given.about, given.origin.who) == ("Very good!", "1qk8nq32v17w", "anna")
    assert records.get(Feedback, given.id) == given


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
