"""A doubted row as a message."""

from datetime import UTC, datetime

from hypotez.domain.review import Doubtful
from hypotez.entrypoints.discord.learning.reviewing import doubt_reply
from hypotez.entrypoints.discord.messages import LIMIT, units
from hypotez.entrypoints.texts import Texts
from hypotez.ports.datasets import KeptExample
from hypotez.ports.learning import Example
from hypotez.ports.storage import Origin

NOW = datetime(2026, 1, 1, tzinfo=UTC)


async def test_of_a_long_row_the_beginning_is_shown_and_all_that_is_doubted() -> None:
    row = KeptExample("a1", NOW, Origin("7"), Example("*word* " * 1_400, "greeting"))
    shown = doubt_reply("main", Doubtful(row, "farewell", 0.125), Texts.for_language("en")).content
    assert units(shown) <= LIMIT
    assert r"\*word\*" in shown
    assert all(told in shown for told in ("greeting", "farewell", "12.5 %"))
