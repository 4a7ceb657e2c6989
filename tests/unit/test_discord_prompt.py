"""A slash command has three seconds for its first word, however long it takes to read what somebody has chosen."""

import threading

import pytest

from hypotez.entrypoints.discord import choices
from hypotez.ports.settings import PersonSettings, ServerSettings
from hypotez.ports.testing.fakes_settings import MemorySettings
from tests.e2e.loopback import Callback, Guild, Loopback
from tests.e2e.loopback.in_process import FakeApp, running

COMMANDS = {
    "archive": {"directory": "docs"},
    "correct": {"text": "so"},
    "feedback": {"text": "good"},
    "feedbacks": {},
    "getfile": {"path": "docs/plan.txt"},
    "instruction": {},
    "mydata export": {},
    "settings show": {},
    "transcribe": {},
}


AT_ONCE = ("help", "hi", "language", "leave", "mydata forget", "skip", "stop", "voice", "voices", "volume")
"""Commands that are answered at once, or ask for time late."""


class Held(MemorySettings):
    """Those of people are not read before they `may_be`, nor, in a `stalled` storage, those of servers."""

    def __init__(self, *, stalled: bool = False) -> None:
        super().__init__()
        self.may_be, self._stalled = threading.Event(), stalled

    def person(self, id: str) -> PersonSettings:
        self.may_be.wait(20)
        return super().person(id)

    def server(self, id: str) -> ServerSettings:
        if self._stalled:
            self.may_be.wait(20)
        return super().server(id)


async def test_time_is_asked_for_before_anything_is_read(discord: Loopback, guild: Guild) -> None:
    moderators, settings = guild.role("moderators", manage_guild=True), Held()
    async with running(discord, FakeApp(settings=settings)):
        await discord.until(lambda: discord.commands.get(""))
        asked = []
        for name, options in COMMANDS.items():
            person = discord.person(name)
            guild.member(person).roles.append(moderators)
            asked.append(await discord.slash(guild.text, person, name, **options))
        assert [await interaction.first(within=10) for interaction in asked] == [Callback.DEFERRED] * len(asked)
        settings.may_be.set()
        for interaction in asked:
            await interaction.answer()


async def test_a_storage_that_does_not_answer_keeps_no_first_word_back(
    discord: Loopback, guild: Guild, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Held(stalled=True)
    assert 2 * choices.PATIENCE < discord.callbacks.patience == 3, "a server's choices, and then a person's"
    async with running(discord, FakeApp(settings=settings)) as bot:
        await discord.until(lambda: discord.commands.get(""))
        with monkeypatch.context() as patch:
            patch.setattr(choices, "PATIENCE", 0.1)
            asked = [await discord.slash(guild.text, discord.person(name), name) for name in AT_ONCE]
            for interaction in asked:
                await interaction.first(within=10)
        assert bot.shared.choices.servers._reading.keys() == {guild.id}
        assert bot.shared.choices.people._reading.keys() <= {interaction.user.id for interaction in asked}
        settings.may_be.set()
        for interaction in asked:
            await interaction.answer()
        await discord.until(lambda: guild.id in bot.shared.choices.servers._known)
