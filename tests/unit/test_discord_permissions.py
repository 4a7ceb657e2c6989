"""The rights that the bot asks for are those that it uses."""

import re
from pathlib import Path

import discord
import pytest

from hypotez.entrypoints import discord as bot
from hypotez.entrypoints.discord.permissions import NEEDED, missing

SOURCE = "".join(path.read_text("utf-8") for path in Path(bot.__path__[0]).rglob("*.py"))


def test_each_right_is_one_that_the_client_knows_and_says_what_it_is_for() -> None:
    for right in NEEDED:
        assert right.flag in discord.Permissions.VALID_FLAGS
        assert right.purpose
    assert len({right.flag for right in NEEDED}) == len(NEEDED)


@pytest.mark.parametrize(
    ("flag", "use"),
    [
        ("add_reactions", r"\.add_reaction\("),
        ("embed_links", r"\bembeds?=|\bEmbed\("),
        ("manage_messages", r"\.(pin|unpin|clear_reactions?|purge)\("),
        ("create_public_threads", r"\.create_thread\("),
        ("send_polls", r"\bpoll="),
        ("send_voice_messages", r"\bvoice=True, waveform="),
    ],
)
def test_a_right_is_asked_for_when_it_is_used_and_not_otherwise(flag: str, use: str) -> None:
    assert (flag in {right.flag for right in NEEDED}) is bool(re.search(use, SOURCE))


def test_what_is_missing_is_found_and_administrators_miss_nothing() -> None:
    permissions = discord.Permissions(**{right.flag: True for right in NEEDED})
    assert missing(permissions) == []
    permissions.update(speak=False)
    assert [right.name for right in missing(permissions)] == ["Speak"]
    assert missing(discord.Permissions.all()) == []
    assert missing(discord.Permissions.none()) == [*NEEDED]
