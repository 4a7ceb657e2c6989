"""What the bot writes, within Discord's limits."""

from types import SimpleNamespace
from typing import Any

import aiohttp
import discord
import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from hypotez.entrypoints.discord.languages import chosen, texts_of
from hypotez.entrypoints.discord.messages import LIMIT, SHOWN, Enclosed, Reply, parts, send, units
from hypotez.entrypoints.discord.transcripts import title, transcript_reply
from hypotez.entrypoints.texts import Texts
from hypotez.ports.speech import Transcript

EN = Texts.for_language("en")


class Line:
    """A message's channel whose line breaks as the first replies are sent; `sent` are those that came."""

    def __init__(self, *breaks: Exception) -> None:
        self.breaks = list(breaks)
        self.nonces: list[str] = []
        self.sent: list[tuple[str, str]] = []
        self.channel = SimpleNamespace(id=1)

    async def reply(
        self,
        content: str,
        *,
        nonce: str,
        mention_author: bool,
        suppress_embeds: bool,
        file: Any = None,
        files: Any = (),
    ) -> None:
        assert (mention_author, suppress_embeds) == (False, True)
        self.nonces.append(nonce)
        data = "".join(each.fp.read().decode() for each in [*files, *([file] if file else [])])
        if self.breaks:
            raise self.breaks.pop(0)
        self.sent.append((content, data))


def guild(locale: str, *features: str) -> Any:
    return SimpleNamespace(preferred_locale=discord.Locale(locale), features=list(features))


def whole(reply: Reply) -> str:
    """What the file beside it says."""
    return reply.file.open().read().decode() if reply.file else ""


def shown(text: str, texts: Texts = EN, *, name: str = "") -> Reply:
    """The reply to audio that says `text`."""
    return transcript_reply(Transcript(text), texts, title=title(name, texts) if name else "")


def test_a_short_text_is_the_reply() -> None:
    reply = shown("hello there")
    assert (reply.content, reply.file) == ("hello there", None)


@pytest.mark.parametrize("text", ["", "  \n "])
def test_silence_is_said_in_a_sentence(text: str) -> None:
    assert shown(text).content == EN("transcript-silent")


def test_marks_are_shown_as_they_were_said() -> None:
    assert shown("two *three* _four_").content == r"two \*three\* \_four\_"


@pytest.mark.parametrize("text", ["<@123>", "<#1>", "<t:0:R>", "</cmd:1>", "<http://a.b>"])
def test_nothing_said_becomes_a_mention_or_a_time(text: str) -> None:
    assert shown(f"so {text}").content == f"so \\{text}"


def test_the_name_is_shown_where_there_are_several() -> None:
    assert shown("hello", name="my_note.ogg").content == r"**my\_note.ogg:** hello"


def test_a_text_of_exactly_the_limit_is_shown_whole() -> None:
    assert shown("a" * LIMIT).content == "a" * LIMIT


def test_a_longer_text_begins_in_the_message_and_is_whole_in_the_file() -> None:
    text = "word " * 500
    reply = shown(text)
    assert whole(reply) == text
    start, _, note = reply.content.partition(" …\n")
    assert text.startswith(start)
    assert start.endswith("word")
    assert SHOWN - 10 < len(start) <= SHOWN
    assert EN("transcript-whole") in note


@given(text=st.text(max_size=4000), name=st.text(max_size=300))
def test_no_reply_is_empty_or_longer_than_discord_takes(text: str, name: str) -> None:
    for language in ("en", "ru"):
        reply = shown(text, Texts.for_language(language), name=name)
        assert 0 < units(reply.content) <= LIMIT
        assert reply.content.strip()
        assert whole(reply) in {"", text}


@given(text=st.text(alphabet="*_`~|<>\\😀 a\n", min_size=1500, max_size=2500))
def test_the_limit_holds_where_every_letter_needs_an_escape(text: str) -> None:
    reply = shown(text, name="_" * 300)
    assert 0 < units(reply.content) <= LIMIT


def test_a_server_that_chose_its_language_is_told_from_one_that_did_not() -> None:
    assert chosen(guild("ru")) == "ru"
    assert chosen(guild("en-GB")) == "en-GB"
    assert chosen(guild("en-US", "COMMUNITY")) == "en-US"
    assert chosen(guild("en-US")) is None
    assert chosen(None) is None


def test_the_first_wish_decides_on_the_language() -> None:
    assert texts_of("ru-RU", "en").language == "ru"
    assert texts_of(None, None, "ru", "en").language == "ru"


def test_a_language_without_a_catalogue_is_answered_in_english() -> None:
    assert texts_of("ja", "ru").language == "en"


@given(text=st.text(max_size=6000), most=st.integers(4, 2000))
def test_the_parts_of_a_text_fit_and_hold_all_its_words(text: str, most: int) -> None:
    found = parts(text, most)
    assert all(0 < units(part) <= most for part in found)
    assert "".join("".join(found).split()) == "".join(text.split())


def test_a_text_is_cut_between_paragraphs_where_that_is_possible() -> None:
    assert parts("one one\n\ntwo two\n\nthree", 17) == ["one one\n\ntwo two", "three"]
    assert parts("a line\nanother", 10) == ["a line", "another"]
    assert parts("some words here", 10) == ["some words", "here"]
    assert parts("😀" * 5, 4) == ["😀😀", "😀😀", "😀"]
    assert parts(" \n") == []


BREAKS = [
    aiohttp.ClientOSError(104, "Connection reset by peer"),
    aiohttp.ServerDisconnectedError(),
    TimeoutError(),
]


async def test_a_reply_that_is_too_long_is_a_file_below_its_beginning() -> None:
    line = Line()
    await send(Reply("word " * 1_000), line)  # type: ignore[arg-type]
    ((content, data),) = line.sent
    assert content.startswith("word word")
    assert content.endswith("word …")
    assert units(content) <= LIMIT
    assert data == "word " * 1_000


@pytest.mark.parametrize("error", BREAKS, ids=lambda error: type(error).__name__)
async def test_a_reply_whose_line_broke_is_sent_again_whole_under_the_same_nonce(
    error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hypotez.entrypoints.discord.messages.PAUSE", 0.0)
    line: Any = Line(error)
    await send(Reply("the beginning", Enclosed.text("a.txt", "the whole")), line)
    assert line.sent == [("the beginning", "the whole")]
    assert len(line.nonces) == 2
    assert len(set(line.nonces)) == 1


async def test_a_line_that_stays_broken_is_logged_and_the_next_reply_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hypotez.entrypoints.discord.messages.PAUSE", 0.0)
    line: Any = Line(BREAKS[0], BREAKS[1])
    with structlog.testing.capture_logs() as logged:
        await send(Reply("lost"), line)
        await send(Reply("next"), line)
    assert [entry["event"] for entry in logged] == ["reply not sent"]
    assert line.sent == [("next", "")]
