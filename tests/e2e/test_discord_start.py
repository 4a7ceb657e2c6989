"""How `hypotez discord` begins and ends."""

import signal
from pathlib import Path

import pytest

from hypotez.entrypoints.texts import Texts
from tests.e2e.loopback import Loopback
from tests.e2e.loopback.process import bot_process


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
            assert await bot.stop(how, within=5) == 0
    assert discord.token not in bot.output
