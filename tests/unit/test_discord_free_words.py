"""What free words say beside the command that they mean."""

import pytest

from hypotez.entrypoints.discord.free_words import TAKES_WORDS, before_colon, with_more


@pytest.mark.parametrize(
    ("name", "text", "more"),
    [
        ("say", "say: hello everybody", "hello everybody"),
        ("say", "скажи:\nпривет: всем", "привет: всем"),
        ("say", "say hello everybody", ""),
        ("getfile", "send me https://example.org at 10:30", ""),
        ("feedback", "feedback: ", ""),
        ("volume", "поставь громкость 50", "50"),
        ("volume", "volume: 120 %", "120"),
        ("volume", "volume up", ""),
        ("volume", "from 20 to 30", ""),
        ("correct", "correct: not this", ""),
        ("mydata", "my data: forget", ""),
        ("skip", "skip 2", ""),
    ],
)
def test_the_command_is_given_what_follows_a_colon_or_a_number_and_nothing_else(
    name: str, text: str, more: str
) -> None:
    assert with_more(name, text) == (name, more)


def test_what_stands_before_the_first_colon_names_the_command() -> None:
    assert before_colon("say: this: that") == "say"
    assert before_colon("see https://example.org") == before_colon("at 10:30") == before_colon("say") == ""


def test_no_command_that_deletes_or_agrees_or_teaches_is_given_words() -> None:
    assert not TAKES_WORDS & {"mydata", "learning", "dataset", "models", "settings", "correct", "train", "review"}
