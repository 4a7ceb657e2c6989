"""What is spoken of a written message."""

import time
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hypotez.entrypoints.discord.voice.spoken import LONGEST, named_in, spoken, spoken_name
from hypotez.entrypoints.texts import Texts

EN, RU = Texts.for_language("en"), Texts.for_language("ru")
NAMES = {("@", 1): "Anna", ("@&", 2): "teachers", ("#", 3): "general", ("@", 9): "**<@1>** https://evil.example"}


def known(mark: str, id: int) -> str | None:
    return NAMES.get((mark, id))


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("hello there", "hello there"),
        ("<@1> and <@!1>, ask <@&2> in <#3>", "Anna and Anna, ask teachers in general"),
        ("<@7> <@&7> <#7>", "somebody a role a channel"),
        ("see https://www.example.org/a/b?c=d#e now", "see a link to example.org now"),
        ("<http://example.org>", "a link to example.org"),
        ("read [the docs](https://docs.example.org/x)", "read the docs"),
        ("http://[oops https://localhost/x", "a link a link"),
        ("nice <:party_parrot:123> <a:wave:45>", "nice party parrot wave"),
        ("ok 👍🏽 👨‍👩‍👧 ❤️ fine 1️⃣", "ok fine 1"),
        ("look: ```py\nprint(1)\n``` done", "look: code done"),
        ("run `rm -rf` or ``a`b``", "run code or code"),
        ("**bold** *italic* __under__ _it_ ~~gone~~ ***both***", "bold italic under it gone both"),
        ("# Title\n> quoted\n- one\n* two\n-# small", "Title quoted one two small"),
        ("2 * 3 is 6, snake_case", "2 * 3 is 6, snake case"),
        (r"\*not bold\*", "not bold"),
        ("he ||dies|| sadly", "he spoiler sadly"),
        ("at <t:1767268800:D>", "at January 1, 2026"),
        ("at <t:1767268800:t>", "at 12:00 UTC"),
        ("at <t:1767268800>", "at January 1, 2026 12:00 UTC"),
        ("at <t:999999999999999>", "at some time"),
        ("use </say text:12> <id:customize>", "use say text"),
        ("noooooooo!!!!!!", "nooo!!!"),
        ("hahahahahaha 1000000", "hahaha 1000000"),
        ("👍", ""),
        ("", ""),
        ("a\x00b\u202ec\ud800d", "abcd"),
    ],
)
def test_markup_becomes_words(written: str, said: str) -> None:
    assert spoken(written, EN, known) == said


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("смотри https://example.org/x", "смотри ссылка на example.org"),
        ("`код` ||тайна|| <@7>", "код спойлер кто-то"),
        ("в <t:1767268800:f>", "в 1 января 2026 года 12:00 UTC"),
    ],
)
def test_the_words_are_russian_for_who_hears_russian(written: str, said: str) -> None:
    assert spoken(written, RU) == said


def test_a_name_cannot_smuggle_markup_in() -> None:
    assert spoken("<@9>", EN, known) == "somebody a link to evil.example"
    assert spoken_name("xX_Anna_Xx", EN) == "xX Anna Xx"
    assert spoken_name("🎉🎉", EN) == "somebody"


def test_long_text_ends_in_and_so_on() -> None:
    said = spoken("word " * 1000, EN)
    assert said.endswith("word and so on")
    assert len(said) <= LONGEST


pieces = st.sampled_from(
    "<@ <@!1> <@&2> <#3> < > @ ` ``` || * _ ~~ \\ [ ]( ) x http https:// :// a.org <:e:1> <t:1:R> <t: é 9 👍".split()
)
gaps = st.sampled_from(["", " ", "\n", "-# ", "\u200d", "\ud800"])


@given(
    st.one_of(st.text(max_size=400), st.lists(st.one_of(pieces, gaps), max_size=120).map("".join)),
    st.integers(20, 300),
    st.sampled_from([EN, RU]),
)
def test_whatever_is_written_no_markup_is_spoken_and_no_more_than_allowed(text: str, most: int, texts: Texts) -> None:
    said = spoken(text, texts, known, most=most)
    assert len(said) <= most
    assert not any(mark in said for mark in ("<@", "`", "://"))
    assert said == " ".join(said.split())
    said.encode()


@pytest.mark.parametrize(
    "hostile", ["`", "``` ", "||", "[", "[x](https://", "*a", "_", "<@", "https://", "ab", "\\", "> "]
)
def test_hostile_text_takes_no_time(hostile: str) -> None:
    began = time.perf_counter()
    spoken(hostile * 4000, EN)
    assert time.perf_counter() - began < 10


def test_names_come_from_the_message_and_the_server() -> None:
    guild = SimpleNamespace(
        get_member={5: SimpleNamespace(display_name="Boss", name="boss")}.get,
        get_role={2: SimpleNamespace(name="teachers")}.get,
        get_channel_or_thread={3: SimpleNamespace(name="general")}.get,
    )
    names = named_in(guild, [SimpleNamespace(id=1, display_name="Anna")])  # type: ignore[arg-type, list-item]
    found = [names(mark, id) for mark, id in [("@", 1), ("@", 5), ("@", 6), ("@&", 2), ("#", 3)]]
    assert found == ["Anna", "Boss", None, "teachers", "general"]
    assert named_in(None)("#", 3) is None
