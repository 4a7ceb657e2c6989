"""`hypotez discord --check`: what it finds out about a bot without running it."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from tests.discord_program import said
from tests.e2e.loopback import Guild, Loopback

LIBRARIES = {"opus for voice channels", "encryption of voice", "end-to-end encryption", "certificates"}


async def found(discord: Loopback, folder: Path, **environment: str) -> tuple[int, dict[str, dict[str, Any]]]:
    """The exit code, and the rows by what was looked at."""
    code, output, errors = await said(discord, folder, "--check", "--format", "json", **environment)
    assert not errors
    return code, {row["check"]: row for row in map(json.loads, output.splitlines())}


def invited(discord: Loopback, name: str, **rights: bool) -> Guild:
    """A server with all the rights that the link asks for, but for `rights`."""
    guild = discord.guild(name)
    guild.everyone.permissions.update(send_messages_in_threads=True)
    guild.everyone.permissions.update(**rights)
    return guild


async def test_where_everything_is_fine_it_says_so_without_connecting(tmp_path: Path) -> None:
    async with Loopback() as discord:
        invited(discord, "one")
        invited(discord, "two").voice("lounge")
        code, rows = await found(discord, tmp_path)
        assert discord.sessions.identified == 0
    assert code == 0
    others = {"connection", "token", "message content intent", "server one", "server two"}
    assert set(rows) == LIBRARIES | others
    assert {row["works"] for row in rows.values()} == {"yes"}
    assert rows["server two"]["about"] == ""
    assert rows["connection"]["about"] == discord.base


async def test_for_people_it_is_a_table(tmp_path: Path) -> None:
    async with Loopback() as discord:
        invited(discord, "one")
        code, output, _ = await said(discord, tmp_path, "--check")
    heading, *rows = output.splitlines()
    assert code == 0
    assert heading.split() == ["check", "works", "used", "about"]
    assert [row.startswith("server one ") for row in rows].count(True) == 1


def test_looking_leaves_nothing_behind(tmp_path: Path) -> None:
    async def look() -> None:
        async with Loopback() as discord:
            await said(discord, tmp_path, "--check", HOME=str(tmp_path), XDG_DATA_HOME=str(tmp_path / "data"))

    asyncio.run(look())
    assert [*tmp_path.iterdir()] == []


async def test_a_wrong_token_is_told_and_not_repeated(tmp_path: Path) -> None:
    async with Loopback() as discord:
        code, rows = await found(discord, tmp_path, DISCORD_TOKEN="not.the.right-one")
    assert code == 1
    assert rows["token"]["works"] == "no"
    assert "developer portal" in rows["token"]["about"]
    assert "right-one" not in str(rows)
    assert set(rows) == LIBRARIES | {"token"}


@pytest.mark.parametrize("token", ["", "two words"])
async def test_no_token_or_none_that_can_be_one_is_told_without_asking(tmp_path: Path, token: str) -> None:
    async with Loopback() as discord:
        code, rows = await found(discord, tmp_path, DISCORD_TOKEN=token)
        assert discord.requests == []
    assert (code, rows["token"]["works"]) == (1, "no")


async def test_an_intent_that_is_off_is_told_with_what_is_off_without_it_but_breaks_nothing(tmp_path: Path) -> None:
    async with Loopback(privileged=0) as discord:
        invited(discord, "one")
        code, rows = await found(discord, tmp_path)
    assert (code, rows["message content intent"]["works"]) == (0, "no")
    assert "commands with the prefix" in rows["message content intent"]["about"]
    assert "turn on Message Content Intent" in rows["message content intent"]["about"]
    assert rows["server one"]["works"] == "yes"


async def test_a_missing_right_is_named_with_its_server(tmp_path: Path) -> None:
    async with Loopback() as discord:
        invited(discord, "good")
        invited(discord, "bad", attach_files=False, speak=False)
        code, rows = await found(discord, tmp_path)
    assert code == 1
    assert rows["server good"]["works"] == "yes"
    assert rows["server bad"]["works"] == "no"
    assert rows["server bad"]["about"].startswith("it may not: Attach Files, Speak; ")


async def test_a_channel_that_is_closed_for_the_bot_is_told_but_is_no_mistake(tmp_path: Path) -> None:
    async with Loopback() as discord:
        guild = invited(discord, "one")
        guild.channel("news").permit(guild.everyone, send_messages=False)
        guild.voice("lounge").channel.permit(guild.everyone, speak=False)
        guild.channel("staff").permit(guild.everyone, view_channel=False, send_messages=False)
        code, rows = await found(discord, tmp_path)
    assert code == 0
    assert rows["server one"]["about"] == "but not in news: Send Messages, Attach Files; not in lounge: Speak"


async def test_many_closed_channels_are_counted(tmp_path: Path) -> None:
    async with Loopback() as discord:
        guild = invited(discord, "one")
        for number in range(8):
            guild.channel(f"news-{number}").permit(guild.everyone, send_messages=False)
        _, rows = await found(discord, tmp_path)
    assert rows["server one"]["about"].count("news-") == 5
    assert rows["server one"]["about"].endswith("and so on in 3 more channels")


async def test_who_is_in_no_server_learns_how_to_get_into_one(tmp_path: Path) -> None:
    async with Loopback() as discord:
        code, rows = await found(discord, tmp_path)
    assert (code, rows["servers"]["works"]) == (0, "no")
    assert "hypotez discord invite" in rows["servers"]["about"]


async def test_a_server_that_discord_is_silent_about_does_not_hide_the_others(tmp_path: Path) -> None:
    async with Loopback() as discord:
        guild = invited(discord, "one")
        invited(discord, "two")
        discord.faults.fail("GET", f"/guilds/{guild.id}$", 403)
        code, rows = await found(discord, tmp_path)
    assert (code, rows["server one"]["works"], rows["server two"]["works"]) == (0, "not tried", "yes")


async def test_a_discord_that_cannot_be_reached_is_told(tmp_path: Path) -> None:
    async with Loopback() as discord:
        code, rows = await found(discord, tmp_path, HYPOTEZ_DISCORD__API="http://127.0.0.1:9")
        assert (code, rows["connection"]["works"]) == (1, "no")
        assert "check the network" in rows["connection"]["about"]
        code, rows = await found(discord, tmp_path, HYPOTEZ_DISCORD__API=f"{discord.base}/somewhere/else")
        assert (code, rows["connection"]["works"]) == (1, "no")
        assert "does not answer as Discord does" in rows["connection"]["about"]


async def test_a_certificate_that_nobody_trusts_is_told(tmp_path: Path) -> None:
    async with Loopback() as discord:
        secure = f"https://127.0.0.1:{discord.voice.gateway.ports[0]}"
        code, rows = await found(discord, tmp_path, HYPOTEZ_DISCORD__API=secure)
    assert (code, rows["connection"]["works"]) == (1, "no")
    assert "SSL_CERT_FILE" in rows["connection"]["about"]


async def test_a_name_that_would_command_the_terminal_does_not(tmp_path: Path) -> None:
    async with Loopback() as discord:
        invited(discord, "\x1b[2Jone")
        _, output, _ = await said(discord, tmp_path, "--check")
    assert "server \N{REPLACEMENT CHARACTER}[2Jone" in output
