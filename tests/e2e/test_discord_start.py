"""How `hypotez discord` begins and ends."""

import signal
from pathlib import Path

import pytest

from hypotez.entrypoints.texts import Texts
from tests.e2e.loopback import Guild, Loopback, Upload
from tests.e2e.loopback.process import bot_process
from tests.speech import wav

EN = Texts.for_language("en")


async def test_without_a_token_it_says_so_in_one_sentence(tmp_path: Path) -> None:
    async with Loopback() as discord, bot_process(discord, tmp_path) as bot:
        assert await bot.ended() == 1
    assert bot.output.count("\n") == 1
    assert "DISCORD_TOKEN" in bot.output


async def test_a_refused_token_is_one_sentence_that_does_not_repeat_it(tmp_path: Path) -> None:
    async with Loopback() as discord, bot_process(discord, tmp_path, DISCORD_TOKEN="not.the.right-one") as bot:
        assert await bot.ended() == 1
    assert bot.output.count("\n") == 1
    assert "token" in bot.output
    assert "right-one" not in bot.output


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
async def test_with_a_token_file_it_runs_until_it_is_told_to_end(tmp_path: Path, how: signal.Signals) -> None:
    async with Loopback() as discord:
        guild = discord.guild(locale="ru")
        (tmp_path / "token.txt").write_text(f"{discord.token}\n", encoding="utf-8")
        async with bot_process(discord, tmp_path, more='token_file = "token.txt"') as bot:
            await bot.ready(discord)
            await discord.send(guild.text, "!hi")
            assert (await discord.wait_message(guild.text)).content == Texts.for_language("ru")("hi")
            assert await bot.stop(how) == 0
    assert discord.token not in bot.output


async def test_a_refused_first_handshake_and_a_busy_discord_are_tried_again(discord: Loopback, tmp_path: Path) -> None:
    guild = discord.guild()
    discord.faults.handshakes = 1
    discord.faults.fail("GET", "/users/@me$", 500)
    async with bot_process(discord, tmp_path, DISCORD_TOKEN=discord.token) as bot:
        await bot.ready(discord)
        await discord.send(guild.text, "!hi")
        assert (await discord.wait_message(guild.text)).content == EN("hi")
        assert await bot.stop() == 0
    assert discord.faults.handshakes == 0
    assert [event["reason"] for event in bot.events() if event["event"] == "discord unreachable"] == ["AttributeError"]


async def test_without_the_intent_to_read_it_says_so_and_does_the_rest(tmp_path: Path) -> None:
    async with Loopback(privileged=0) as discord:
        guild, anna = discord.guild(), discord.person("Anna")
        async with bot_process(discord, tmp_path, DISCORD_TOKEN=discord.token) as bot:
            await bot.ready(discord)
            await discord.until(lambda: discord.commands.get(""))
            assert (await (await discord.slash(guild.text, anna, "hi")).answer()).content == EN("hi")
            assert await bot.stop() == 0
    assert discord.sessions.closed[0] == 4014
    (told,) = [event for event in bot.events() if event["event"] == "messages cannot be read"]
    assert "Message Content Intent" in told["off"]


@pytest.mark.parametrize(
    ("code", "sentence"), [(4004, "Discord refuses the bot token"), (4013, "for good (code 4013)")]
)
async def test_a_connection_that_is_closed_for_good_ends_it_with_a_sentence(
    discord: Loopback, tmp_path: Path, code: int, sentence: str
) -> None:
    async with bot_process(discord, tmp_path, DISCORD_TOKEN=discord.token) as bot:
        await bot.ready(discord)
        for socket in tuple(discord.sessions.sockets):
            await discord.sessions.close(socket, code)
        assert await bot.ended() == 1
    assert sentence in bot.output
    assert "Traceback" not in bot.output


async def test_thrown_out_of_a_server_in_the_midst_of_work_it_serves_the_others(
    discord: Loopback, guild: Guild, tmp_path: Path
) -> None:
    other = discord.guild("other")
    async with bot_process(discord, tmp_path, DISCORD_TOKEN=discord.token) as bot:
        await bot.ready(discord)
        typed = guild.text.typing
        await discord.send(guild.text, "", [Upload("long.wav", wav("i love you"), pause=1.0)])
        await discord.until(lambda: guild.text.typing > typed)
        await discord.kick(guild)
        await discord.send(other.text, "", [Upload("note.wav", wav("i love you"), pause=0.1)])
        assert "love you" in (await discord.wait_answer(other.text)).content
        await discord.until(lambda: len([event for event in bot.events() if event.get("command")]) == 2)
        assert await bot.stop() == 0
    assert "Traceback" not in bot.output


async def test_a_second_start_registers_no_commands_again(discord: Loopback, tmp_path: Path) -> None:
    for event in ("commands registered", "commands unchanged"):
        async with bot_process(discord, tmp_path, DISCORD_TOKEN=discord.token) as bot:
            await discord.until(lambda: event in bot.output)  # noqa: B023 - it is waited for here
            assert await bot.stop() == 0
    assert [path for method, path in discord.requests if method == "PUT" and path.endswith("/commands")] == [
        f"/api/v10/applications/{discord.me.id}/commands"
    ]
