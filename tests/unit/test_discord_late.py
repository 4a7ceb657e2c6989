"""What is done after the quarter of an hour in which Discord takes answers to a command or a button."""

import threading
from collections.abc import AsyncIterator

import discord as client
import pytest

from hypotez.entrypoints.discord import status
from hypotez.entrypoints.texts import Texts
from tests.e2e.loopback import Guild, Loopback, Upload, User
from tests.e2e.loopback.in_process import FakeApp, running

EN, RU = Texts.for_language("en"), Texts.for_language("ru")


@pytest.fixture
def app() -> FakeApp:
    return FakeApp()


@pytest.fixture(autouse=True)
async def bot(discord: Loopback, guild: Guild, app: FakeApp) -> AsyncIterator[None]:
    async with running(discord, app):
        await discord.until(lambda: discord.commands.get(""))
        yield


@pytest.fixture
def over(discord: Loopback, monkeypatch: pytest.MonkeyPatch) -> None:
    """The quarter of an hour is over as soon as the bot has asked for time."""
    discord.callbacks.life = 0.0
    monkeypatch.setattr(client.Interaction, "is_expired", lambda _: True)


@pytest.mark.usefixtures("over")
async def test_an_answer_for_one_person_comes_in_a_private_message(discord: Loopback, guild: Guild, anna: User) -> None:
    await discord.slash(guild.text, anna, "feedback", text="good")
    assert (await discord.wait_message(discord.direct(anna))).content == EN("feedback-thanks")
    assert guild.text.posted.empty()


@pytest.mark.usefixtures("over")
async def test_who_takes_no_private_messages_learns_in_the_channel_that_there_was_one(
    discord: Loopback, guild: Guild
) -> None:
    boris = discord.person("Boris", locale="ru")
    discord.faults.fail("POST", f"/channels/{discord.direct(boris).id}/messages$", 403)
    await discord.slash(guild.text, boris, "feedback", text="хорошо")
    told = await discord.wait_message(guild.text)
    assert told.content == RU("answer-too-late", person=f"<@{boris.id}>")
    assert told.asked["allowed_mentions"] == {"parse": []}


async def test_how_far_work_is_told_and_taken_away_and_the_answer_comes_in_the_channel(
    discord: Loopback, guild: Guild, anna: User, app: FakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(status, "PATIENCE", 0.01)
    go = threading.Event()
    app.hear = lambda audio, report: str(go.wait(30))
    asked = await discord.slash(guild.text, anna, "transcribe", file=Upload("a.wav", b"sound"))
    shown = await asked.answer()
    assert shown.content == EN("status-working")
    discord.callbacks.life = 0.0
    monkeypatch.setattr(client.Interaction, "is_expired", lambda _: True)
    go.set()
    assert (await discord.wait_message(guild.text)).content == "True"
    await discord.until(lambda: shown.id not in guild.text.messages)
