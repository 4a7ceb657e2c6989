"""The real program speaks while Discord misbehaves: the rest is heard, or somebody is told why not.

One bot serves all tests here; each has a room and somebody of its own.
"""

import asyncio
from collections.abc import AsyncIterator
from itertools import count

import numpy as np
import pytest
import pytest_asyncio

from hypotez.entrypoints.texts import Texts
from tests.e2e.loopback import Guild, Loopback, User, VoiceRoom
from tests.e2e.loopback.process import BotProcess, bot_process
from tests.e2e.loopback.sound import RATE

pytestmark = pytest.mark.asyncio(loop_scope="module")

EN = Texts.for_language("en")
LONG = "The river goes on and on past the old mill and the garden. " * 20
names = count()


class Place:
    """A room in a server of its own where somebody waits for the bot."""

    def __init__(self, discord: Loopback, bot: BotProcess) -> None:
        self.discord, self.bot = discord, bot
        self.guild: Guild = discord.guild(f"server {next(names)}", features=("COMMUNITY",))
        self.lounge: VoiceRoom = self.guild.voice("lounge")
        self.anna: User = discord.person("Anna")

    async def ask(self, text: str) -> str:
        await self.discord.send(self.guild.text, text, author=self.anna)
        return (await self.discord.wait_message(self.guild.text)).content

    async def speaking(self) -> None:
        """Let the bot begin to say something long."""
        await self.lounge.enter(self.anna)
        assert await self.ask(f"!say {LONG}") == EN("voice-saying")
        assert loud(await self.lounge.heard(0.5))

    async def goes_on(self, seconds: float = 2.0) -> bool:
        """Whether more of it is heard."""
        self.lounge.forget()
        return loud(await self.lounge.heard(seconds, within=40))

    def lost(self) -> int:
        """How many times the bot has noticed that it was put out of the room."""
        here = [event for event in self.bot.events() if event.get("server") == int(self.guild.id)]
        return sum(event["event"] == "voice lost" for event in here)

    async def present(self) -> None:
        """Hold that the bot is there and has nothing to complain about."""
        assert await self.ask("!hi") == EN("hi")
        assert self.discord.me in self.lounge.people


def loud(pcm: bytes) -> bool:
    samples = np.frombuffer(pcm, "<i2")
    return len(samples) > RATE // 10 and float(np.abs(samples).mean()) > 50


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[Loopback, BotProcess]]:
    async with Loopback(heartbeat=2.0) as discord:
        discord.voice.gateway.interval = 1.0
        discord.sessions.patience = discord.voice.gateway.patience = 20.0
        folder = tmp_path_factory.mktemp("bot")
        async with bot_process(discord, folder, more="grace = 1", DISCORD_TOKEN=discord.token) as bot:
            await bot.ready(discord)
            await discord.until(lambda: discord.commands.get(""))
            yield discord, bot
            assert 4009 not in discord.sessions.closed, "the bot missed a heartbeat"
            assert await bot.stop() == 0
            assert discord.voice.gateway.late == 0, "the bot missed a heartbeat of its voice"
            own = [event for event in bot.events() if event["logger"].startswith("hypotez")]
            assert not [event for event in own if event["level"] == "error"]


@pytest_asyncio.fixture(loop_scope="module")
async def place(running: tuple[Loopback, BotProcess]) -> AsyncIterator[Place]:
    place = Place(*running)
    await place.discord.invite(place.guild)
    yield place
    if place.discord.me in place.lounge.people:
        await place.ask("!leave")


@pytest.mark.parametrize("code", [4006, 4009, 4015])
async def test_after_a_closed_voice_connection_the_rest_is_heard(place: Place, code: int) -> None:
    await place.speaking()
    await place.lounge.close(code)
    await place.discord.until(lambda: place.lounge.connected)
    assert await place.goes_on()
    await place.present()


@pytest.mark.parametrize("fault", ["change_server", "drop", "downgrade", "upgrade"])
async def test_after_a_fault_of_voice_the_rest_is_heard(place: Place, fault: str) -> None:
    await place.speaking()
    await getattr(place.lounge, fault)()
    await place.discord.until(lambda: place.lounge.connected)
    assert await place.goes_on()
    assert place.lounge.packets[-1].sealed is (fault != "downgrade")
    await place.present()


@pytest.mark.parametrize("fault", ["drop", "reconnect"])
async def test_a_resumed_gateway_disturbs_no_speech(place: Place, fault: str) -> None:
    identified, resumed = place.discord.voice.gateway.identified, place.discord.sessions.resumed
    await place.speaking()
    await getattr(place.discord, fault)()
    await place.discord.ready(resumed=resumed + 1)
    assert await place.goes_on()
    assert place.discord.voice.gateway.identified == identified + 1
    await place.present()


async def test_a_new_session_of_the_gateway_takes_speech_up_again(place: Place) -> None:
    await place.speaking()
    identified, entered = place.discord.sessions.identified, place.discord.voice.gateway.identified
    await place.discord.invalidate()
    await place.discord.ready(identified=identified + 1)
    await place.discord.until(lambda: place.discord.voice.gateway.identified > entered and place.lounge.connected)
    assert await place.goes_on()
    await place.present()


async def test_who_is_thrown_out_stays_out_until_called(place: Place) -> None:
    await place.speaking()
    lost = place.lost()
    await place.lounge.leave(place.discord.me)
    await place.discord.until(lambda: place.lost() > lost)
    await asyncio.sleep(1)
    assert place.discord.me not in place.lounge.people
    assert await place.ask("!skip") == EN("voice-not-here")
    await place.speaking()


async def test_a_refusal_for_good_is_told_in_the_channel_where_the_bot_was_called(place: Place) -> None:
    await place.speaking()
    await place.lounge.close(4017)
    where = f"<#{place.lounge.channel.id}>"
    told = await place.discord.wait_message(place.guild.text)
    assert told.content == EN("voice-closed-encryption", channel=where)
    assert place.discord.me not in place.lounge.people
    assert await place.ask("!hi") == EN("hi")


async def test_a_refusal_for_good_at_the_door_is_the_answer(place: Place) -> None:
    await place.lounge.enter(place.anna)
    place.lounge.refuse(4017, 5)
    told = await place.ask("!join")
    place.discord.voice.gateway.refusals.clear()
    assert told == EN("voice-closed-encryption", channel=f"<#{place.lounge.channel.id}>")


async def test_a_server_that_throws_the_bot_out_in_the_midst_of_speech_harms_no_other(place: Place) -> None:
    await place.speaking()
    other = Place(place.discord, place.bot)
    await place.discord.invite(other.guild)
    await place.discord.kick(place.guild)
    await other.speaking()
    assert await other.goes_on()
    await other.ask("!leave")
