"""Faults of voice, and what the real client makes of them: what a bot can rely on, and what it must do itself."""

import threading
from collections.abc import AsyncIterator

import discord as client
import pytest

from tests.e2e.loopback import Guild, Loopback, User, VoiceRoom
from tests.e2e.loopback.client import connected
from tests.e2e.loopback.tones import INTENTS, LIBOPUS, channel, joined, pitch, sine


@pytest.fixture(autouse=True)
def opus() -> None:
    client.opus.load_opus(LIBOPUS)


@pytest.fixture
def lounge(guild: Guild) -> VoiceRoom:
    return guild.voice("lounge")


@pytest.fixture
async def bot(discord: Loopback, guild: Guild) -> AsyncIterator[client.Client]:
    async with connected(discord, client.Client(intents=INTENTS, guild_ready_timeout=0.1)) as bot:
        await bot.wait_until_ready()
        yield bot


@pytest.mark.parametrize("fault", ["server", "drop", "4006"])
async def test_after_a_fault_the_rest_of_what_is_played_is_heard_or_the_player_says_that_it_gave_up(
    discord: Loopback, lounge: VoiceRoom, anna: User, bot: client.Client, fault: str
) -> None:
    """It gives up where taking leave of the old connection lasts longer than until its next frame."""
    faults = {"server": lounge.change_server, "drop": lounge.drop, "4006": lambda: lounge.close(4006)}
    gave_up = threading.Event()
    await lounge.enter(anna)
    async with joined(bot, lounge) as voice:
        voice.play(sine(440, 20), after=lambda error: gave_up.set())
        await lounge.heard(0.1)
        await faults[fault]()
        await discord.until(lambda: discord.voice.gateway.identified == 2 and lounge.connected)
        lounge.forget()
        try:
            rest = await lounge.heard(0.5, within=5)
        except TimeoutError:
            assert gave_up.is_set()
            voice.stop()
            voice.play(sine(440, 20))
            rest = await lounge.heard(0.5)
        assert pitch(rest) == pytest.approx(440, abs=10)
        assert len({packet.ssrc for packet in lounge.packets}) == 2


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # the client leaves its socket open
@pytest.mark.parametrize("moved", ["by itself", "by a moderator"])
async def test_a_bot_that_is_moved_goes_on_in_the_other_room(
    discord: Loopback, guild: Guild, lounge: VoiceRoom, anna: User, *, bot: client.Client, moved: str
) -> None:
    garden = guild.voice("garden")
    await discord.open(garden.channel)
    await garden.enter(anna)
    async with joined(bot, lounge) as voice:
        voice.play(sine(440, 20))
        await lounge.heard(0.1)
        if moved == "by itself":
            await voice.move_to(channel(bot, garden))
        else:
            await garden.enter(discord.me)
        await garden.ready()
        garden.forget()
        assert pitch(await garden.heard(0.5)) == pytest.approx(440, abs=10)
        assert voice.channel == channel(bot, garden)
    assert lounge.people == []


@pytest.mark.parametrize("how", ["thrown out", "room removed", "server left"])
async def test_a_bot_that_is_thrown_out_stops(
    discord: Loopback, guild: Guild, lounge: VoiceRoom, anna: User, *, bot: client.Client, how: str
) -> None:
    await lounge.enter(anna)
    async with joined(bot, lounge) as voice:
        voice._connection.timeout = 3  # for coming back
        voice.play(sine(440, 20))
        await lounge.heard(0.1)
        if how == "thrown out":
            await lounge.leave(discord.me)
        elif how == "room removed":
            await discord.remove(lounge.channel)
        else:
            await discord.kick(guild)
        await discord.until(lambda: not voice.is_connected() and not voice.is_playing())
    assert discord.me not in lounge.people


async def test_a_crashed_voice_server_is_given_up_after_the_timeout(
    discord: Loopback, lounge: VoiceRoom, anna: User, bot: client.Client
) -> None:
    """The client does not resume, though it says that it will: whoever wants to go on must join anew."""
    await lounge.enter(anna)
    async with joined(bot, lounge) as voice:
        voice._connection.timeout = 3
        await lounge.close(4015)
        await discord.until(lambda: discord.me not in lounge.people)
    assert discord.voice.gateway.resumed == 0
    async with joined(bot, lounge) as voice:
        voice.play(sine(440, 0.3))
        assert pitch(await lounge.heard()) == pytest.approx(440, abs=10)


async def test_a_refusal_has_its_code(discord: Loopback, lounge: VoiceRoom, bot: client.Client) -> None:
    lounge.refuse(4017)
    with pytest.raises(client.ConnectionClosed) as caught:
        await channel(bot, lounge).connect(reconnect=False)
    assert caught.value.code == 4017


async def test_a_room_that_the_bot_may_not_enter_does_not_answer(
    discord: Loopback, lounge: VoiceRoom, guild: Guild, bot: client.Client
) -> None:
    await discord.permit(lounge.channel, guild.everyone, connect=False)
    with pytest.raises(TimeoutError):
        await channel(bot, lounge).connect(timeout=0.5)
    assert lounge.people == []


async def test_encryption_ends_and_begins_again_when_the_server_says_so(
    lounge: VoiceRoom, anna: User, bot: client.Client
) -> None:
    await lounge.enter(anna)
    async with joined(bot, lounge) as voice:
        for change, sealed in ((lounge.downgrade, False), (lounge.upgrade, True)):
            await change()
            await lounge.ready()
            voice.play(sine(440, 1))
            assert pitch(await lounge.heard()) == pytest.approx(440, abs=10)
            spoken = [packet for packet in lounge.packets if len(packet.frame) > 3]
            assert spoken[-10].sealed is sealed
