"""The real program is told to end, or is killed, in the midst of work: nobody waits in vain, and no process is left."""

import asyncio
import signal
from pathlib import Path

import psutil
import pytest

from hypotez.adapters.audio.pyav import PyAv
from hypotez.entrypoints.texts import Texts
from hypotez.ports.audio import Pcm
from tests.e2e.loopback import Guild, Loopback, Upload, User
from tests.e2e.loopback.process import BotProcess, bot_process
from tests.speech import say

EN = Texts.for_language("en")
WORKERS = 2
"""A codec and a recogniser."""


def recording(seconds: float) -> Upload:
    """Somebody who says the same all the time."""
    pcm = say("i love you")
    often = Pcm(pcm.data * round(seconds / pcm.seconds))
    return Upload("long.ogg", b"".join(PyAv().encode([often], "ogg")), "audio/ogg")


def settings(discord: Loopback) -> dict[str, str]:
    return {"DISCORD_TOKEN": discord.token, "HYPOTEZ_DISCORD__MAX_ATTACHMENT_MB": "10"}


def children(bot: BotProcess) -> list[psutil.Process]:
    return psutil.Process(bot.process.pid).children(recursive=True)


async def at_work(discord: Loopback, guild: Guild, bot: BotProcess, anna: User, seconds: float) -> list[psutil.Process]:
    """Let the bot hear something long, and return the processes that do it."""
    upload = await asyncio.to_thread(recording, seconds)
    await discord.send(guild.text, "", [upload], author=anna)
    await discord.until(lambda: len(children(bot)) >= WORKERS)
    return children(bot)


def gone(processes: list[psutil.Process], within: float = 60.0) -> bool:
    """Whether all of them end in time."""
    return not psutil.wait_procs(processes, within)[1]


async def test_what_runs_is_answered_and_what_comes_is_told(
    discord: Loopback, guild: Guild, anna: User, tmp_path: Path
) -> None:
    async with bot_process(discord, tmp_path, more="grace = 100", **settings(discord)) as bot:
        await bot.ready(discord)
        processes = await at_work(discord, guild, bot, anna, 30)
        bot.process.send_signal(signal.SIGTERM)
        await discord.until(lambda: "discord ending" in bot.output)
        await discord.send(guild.text, "!hi", author=discord.person("Ben"))
        assert (await discord.wait_message(guild.text)).content == EN("ending")
        answer = await discord.wait_answer(guild.text, within=100)
        assert "love you" in answer.content
        assert await bot.ended() == 0
        assert gone(processes)
    (line,) = [event for event in bot.events() if event.get("command") == "transcription"]
    assert (line["server"], line["failed"]) == (int(guild.id), False)
    assert line["seconds"] > 0


async def test_what_runs_too_long_is_stopped_with_a_sentence(
    discord: Loopback, guild: Guild, anna: User, tmp_path: Path
) -> None:
    async with bot_process(discord, tmp_path, more="grace = 0.5", **settings(discord)) as bot:
        await bot.ready(discord)
        processes = await at_work(discord, guild, bot, anna, 600)
        assert await bot.stop() == 0
        assert (await discord.wait_answer(guild.text)).content == EN("ending-stopped")
        assert guild.text.posted.empty()
        assert gone(processes)


async def test_a_second_signal_ends_it_at_once(discord: Loopback, guild: Guild, anna: User, tmp_path: Path) -> None:
    async with bot_process(discord, tmp_path, more="grace = 100", **settings(discord)) as bot:
        await bot.ready(discord)
        processes = await at_work(discord, guild, bot, anna, 600)
        bot.process.send_signal(signal.SIGINT)
        await discord.until(lambda: "discord ending" in bot.output)
        assert await bot.stop(within=60) == 0
        assert gone(processes)


@pytest.mark.parametrize("seconds", [1, 600], ids=["idle", "busy"])
async def test_a_bot_that_is_killed_leaves_no_process_and_no_sound_behind(
    discord: Loopback, guild: Guild, anna: User, tmp_path: Path, seconds: float
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    async with bot_process(discord, tmp_path, TMPDIR=str(scratch), **settings(discord)) as bot:
        await bot.ready(discord)
        processes = await at_work(discord, guild, bot, anna, seconds)
        if seconds == 1:
            await discord.wait_message(guild.text)
        assert [*scratch.iterdir()]
        assert await bot.stop(signal.SIGKILL) == -signal.SIGKILL
        assert gone(processes)
        await discord.until(lambda: not [*scratch.iterdir()])  # one that was just being started takes a moment
