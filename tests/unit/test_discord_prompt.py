"""A slash command has three seconds for its first word, however long it takes to read what somebody has chosen."""

import threading

from hypotez.ports.settings import PersonSettings
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


class Held(MemorySettings):
    """Those of people are not read before they `may_be`."""

    def __init__(self) -> None:
        super().__init__()
        self.may_be = threading.Event()

    def person(self, id: str) -> PersonSettings:
        self.may_be.wait(20)
        return super().person(id)


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
