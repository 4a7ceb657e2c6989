"""The bot is told to end: what runs may finish, nothing new begins, and whoever waits in vain is told."""

import asyncio
import os
import signal
import threading
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

import pytest
from structlog.testing import capture_logs

from hypotez.entrypoints.discord.bot import HypotezBot
from hypotez.entrypoints.discord.run import until_stopped
from hypotez.entrypoints.texts import Texts
from tests.e2e.loopback import Guild, Loopback, Upload, User
from tests.e2e.loopback.in_process import FakeApp, running

EN, RU = Texts.for_language("en"), Texts.for_language("ru")


@pytest.fixture
def go() -> threading.Event:
    """Lets the app hear to the end."""
    return threading.Event()


@pytest.fixture
def app(go: threading.Event) -> FakeApp:
    return FakeApp(hear=lambda audio, report: f"{audio.name} {go.wait(60)}")


@pytest.fixture
async def bot(discord: Loopback, guild: Guild, app: FakeApp, go: threading.Event) -> AsyncIterator[HypotezBot]:
    async with running(discord, app) as bot:
        await discord.until(lambda: discord.commands.get(""))
        yield bot
        go.set()


async def begin(discord: Loopback, guild: Guild, app: FakeApp, *names: str) -> None:
    """Send audio in one message, and wait until the first is being heard."""
    await discord.send(guild.text, "", [Upload(name, b"") for name in names], author=discord.person("Ben"))
    await discord.until(lambda: app.heard)


async def test_what_runs_finishes_and_is_answered(
    discord: Loopback, guild: Guild, bot: HypotezBot, app: FakeApp, go: threading.Event
) -> None:
    await begin(discord, guild, app, "a.wav", "b.wav")
    ending = asyncio.create_task(bot.shared.underway.finish(60))
    await asyncio.sleep(0.05)
    assert not ending.done()
    go.set()
    told = [(await discord.wait_message(guild.text)).content for _ in range(2)]
    assert "a.wav True" in told[0]
    assert "b.wav True" in told[1]
    await ending


async def test_what_runs_too_long_is_stopped_and_its_asker_told_once(
    discord: Loopback, guild: Guild, bot: HypotezBot, app: FakeApp
) -> None:
    await begin(discord, guild, app, "a.wav", "b.wav")
    async with asyncio.timeout(30):
        await bot.shared.underway.finish(0.05)
    assert (await discord.wait_message(guild.text)).content == EN("ending-stopped")
    assert guild.text.posted.empty()


async def test_what_waits_for_its_turn_is_told_too(
    discord: Loopback, guild: Guild, bot: HypotezBot, app: FakeApp
) -> None:
    await begin(discord, guild, app, "a.wav")
    for name in ("Boris", "Clara"):
        await discord.send(guild.text, "", [Upload("a.wav", b"")], author=discord.person(name))
    assert (await discord.wait_message(guild.text)).content == EN("gate-place", place=1)
    await bot.shared.underway.finish(0.05)
    told = [(await discord.wait_message(guild.text)).content for _ in range(3)]
    assert told == [EN("ending-stopped")] * 3


async def test_a_stopped_slash_command_is_told_too(
    discord: Loopback, guild: Guild, bot: HypotezBot, app: FakeApp, anna: User
) -> None:
    asked = await discord.slash(guild.text, anna, "transcribe", file=Upload("a.wav", b""))
    await discord.until(lambda: app.heard)
    await bot.shared.underway.finish(0.05)
    assert (await asked.answer()).content == EN("ending-stopped")


async def test_nothing_new_is_taken_and_everybody_is_told_in_their_language(
    discord: Loopback, guild: Guild, bot: HypotezBot, app: FakeApp, anna: User
) -> None:
    await begin(discord, guild, app, "a.wav")
    ending = asyncio.create_task(bot.shared.underway.finish(60))
    await asyncio.sleep(0)
    for content, uploads in (("!hi", []), ("", [Upload("b.wav", b"")])):
        await discord.send(guild.text, content, uploads, author=anna)
        assert (await discord.wait_message(guild.text)).content == EN("ending")
    boris = discord.person("Boris", locale="ru")
    assert (await (await discord.slash(guild.text, boris, "hi")).answer()).content == RU("ending")
    message = await discord.send(guild.text, "", author=discord.person("Clara", bot=True))
    menu = await discord.menu(guild.text, boris, EN("menu-transcribe"), message)
    assert (await menu.answer()).content == RU("ending")
    assert len(app.heard) == 1
    ending.cancel()


async def told_to_end(times: int, finish: Callable[[], Coroutine[Any, Any, None]]) -> None:
    async def connected() -> None:
        for _ in range(times):
            os.kill(os.getpid(), signal.SIGTERM)
            await asyncio.sleep(0.05)
        await asyncio.sleep(60)

    async with asyncio.timeout(30):
        await until_stopped(connected(), finish)


async def test_a_signal_lets_it_finish() -> None:
    seen: list[str] = []

    async def finish() -> None:
        await asyncio.sleep(0.2)
        seen.append("finished")

    await told_to_end(1, finish)
    assert seen == ["finished"]


async def test_a_second_signal_ends_it_at_once() -> None:
    with capture_logs() as logged:
        await told_to_end(2, lambda: asyncio.sleep(60))
    assert [entry["event"] for entry in logged] == ["discord stopped"]
