"""The loopback's voice, proven with the real client: what is played is heard, encrypted or not, and through faults."""

import asyncio
import contextlib
import io
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import av
import discord as client
import numpy as np
import pytest

from tests.e2e.loopback import Guild, Loopback, User, VoiceRoom
from tests.e2e.loopback.client import connected

INTENTS = client.Intents(guilds=True, voice_states=True)
RATE = 48_000
LIBOPUS = next((Path(av.__file__).parents[1] / "av.libs").glob("libopus*"))


@pytest.fixture(autouse=True)
def opus() -> None:
    client.opus.load_opus(str(LIBOPUS))


@pytest.fixture(params=[True, False], ids=["dave", "plain"])
async def discord(request: pytest.FixtureRequest) -> AsyncIterator[Loopback]:
    async with Loopback(dave=request.param) as discord:
        yield discord


@pytest.fixture
def guild(discord: Loopback) -> Guild:
    return discord.guild()


@pytest.fixture
def lounge(guild: Guild) -> VoiceRoom:
    return guild.voice("lounge")


@pytest.fixture
def anna(discord: Loopback) -> User:
    return discord.person("Anna")


@pytest.fixture
async def bot(discord: Loopback, guild: Guild) -> AsyncIterator[client.Client]:
    async with connected(discord, client.Client(intents=INTENTS, guild_ready_timeout=0.1)) as bot:
        await bot.wait_until_ready()
        yield bot


@contextlib.asynccontextmanager
async def joined(bot: client.Client, room: VoiceRoom, patience: float = 10) -> AsyncIterator[client.VoiceClient]:
    """The client in a room, where it can be heard."""
    voice = await channel(bot, room).connect(timeout=patience)
    try:
        await room.ready()
        yield voice
    finally:
        if voice.is_connected():
            await voice.disconnect()


def channel(bot: client.Client, room: VoiceRoom) -> client.VoiceChannel:
    """The client's view of a room."""
    found = bot.get_channel(int(room.channel.id))
    assert isinstance(found, client.VoiceChannel)
    return found


def sine(hertz: float, seconds: float) -> client.PCMAudio:
    wave = np.sin(2 * np.pi * hertz * np.arange(int(seconds * RATE)) / RATE) * 10_000
    return client.PCMAudio(io.BytesIO(np.repeat(wave.astype("<i2"), 2).tobytes()))


def pitch(pcm: bytes) -> float:
    """The strongest frequency, in Hz."""
    wave = np.frombuffer(pcm, "<i2")[::2].astype(float)
    return float(np.argmax(np.abs(np.fft.rfft(wave * np.hanning(len(wave))))) * RATE / len(wave))


async def test_what_is_played_is_heard(discord: Loopback, lounge: VoiceRoom, anna: User, bot: client.Client) -> None:
    await lounge.enter(anna)
    async with joined(bot, lounge) as voice:
        voice.play(sine(440, 2))
        first = await lounge.heard()
        voice.play(sine(880, 0.5))
        second = await lounge.heard(0.5)
    assert pitch(first) == pytest.approx(440, abs=5)
    assert len(first) / RATE / 4 == pytest.approx(2, abs=0.2)
    assert pitch(second) == pytest.approx(880, abs=10)
    spoken = [packet for packet in lounge.packets if len(packet.frame) > 3]
    assert all(packet.sealed is discord.voice.dave for packet in spoken)
    assert len(lounge.gaps()) > 90
    assert discord.voice.gateway.udp.strange == 0
    assert {packet.ssrc for packet in spoken} == {spoken[0].ssrc}


async def test_somebody_who_comes_later_hears_it_too(lounge: VoiceRoom, anna: User, bot: client.Client) -> None:
    async with joined(bot, lounge) as voice:
        assert lounge.people == [lounge.voice.discord.me]
        await lounge.enter(anna)
        await lounge.ready()
        voice.play(sine(440, 0.5))
        assert pitch(await lounge.heard()) == pytest.approx(440, abs=10)
    assert lounge.people == [anna]


async def test_who_goes_and_comes_again_hears_it(
    discord: Loopback, lounge: VoiceRoom, anna: User, bot: client.Client
) -> None:
    ben = discord.person("Ben")
    await lounge.enter(anna)
    await lounge.enter(ben)
    async with joined(bot, lounge) as voice:
        await lounge.leave(anna)
        await lounge.ready()
        voice.play(sine(440, 0.5))
        assert pitch(await lounge.heard()) == pytest.approx(440, abs=10)
        await lounge.enter(anna)
        await lounge.ready()
        voice.play(sine(660, 0.5))
        assert pitch(await lounge.heard()) == pytest.approx(660, abs=10)


async def test_a_process_trusts_the_voice_server_by_its_environment(discord: Loopback) -> None:
    port = discord.voice.gateway.ports[0]
    program = f"""
import aiohttp, asyncio
async def main():
    async with aiohttp.ClientSession() as session, session.ws_connect("wss://127.0.0.1:{port}/?v=8") as socket:
        print((await socket.receive_json())["op"])
asyncio.run(main())
"""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-c", program),
        env={"SSL_CERT_FILE": str(discord.certificate.path)},
        stdout=asyncio.subprocess.PIPE,
    )
    output, _ = await process.communicate()
    assert output.strip() == b"8"


async def identify(
    socket: aiohttp.ClientWebSocketResponse, discord: Loopback, lounge: VoiceRoom, **more: object
) -> None:
    session = lounge.session
    who = {"server_id": lounge.guild.id, "session_id": session.id, "token": session.token}
    await socket.send_json({"op": 0, "d": {**who, "user_id": discord.me.id, "max_dave_protocol_version": 1, **more}})


@contextlib.asynccontextmanager
async def voice_socket(discord: Loopback) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    """A bare connection to the voice gateway, after its hello."""
    address = f"wss://127.0.0.1:{discord.voice.gateway.ports[1]}/?v=8"
    connector = aiohttp.TCPConnector(ssl=discord.certificate.client())
    async with aiohttp.ClientSession(connector=connector) as http, http.ws_connect(address) as socket:
        assert (await socket.receive_json())["op"] == 8
        yield socket


async def test_a_voice_connection_that_resumes_gets_what_it_missed(discord: Loopback, lounge: VoiceRoom) -> None:
    await lounge.enter(discord.me)
    async with voice_socket(discord) as socket:
        await identify(socket, discord, lounge)
        ready = await socket.receive_json()
        assert (ready["op"], ready["seq"]) == (2, 0)
        await socket.send_json({"op": 3, "d": {"t": 7, "seq_ack": 0}})
        assert (await socket.receive_json())["d"] == {"t": 7}
    session = lounge.session
    await session.send(12, {"missed": True})
    resume = {"server_id": lounge.guild.id, "session_id": session.id, "token": session.token, "seq_ack": 0}
    async with voice_socket(discord) as socket:
        await socket.send_json({"op": 7, "d": resume})
        resumed, missed = [await socket.receive_json() for _ in range(2)]
        assert (resumed["op"], missed["d"], missed["seq"]) == (9, {"missed": True}, 1)
    assert session.acknowledged == 0


async def test_who_has_no_ticket_or_no_encryption_is_closed(discord: Loopback, lounge: VoiceRoom) -> None:
    await lounge.enter(discord.me)
    wrong = [(4006, {"session_id": "0"}), (4004, {"token": "0"})]
    wrong += [(4017, {"max_dave_protocol_version": 0})] if discord.voice.dave else []
    for code, more in wrong:
        async with voice_socket(discord) as socket:
            await identify(socket, discord, lounge, **more)
            assert (await socket.receive()).data == code


faulty = pytest.mark.parametrize("discord", [True], indirect=True, ids=["dave"])


@faulty
@pytest.mark.parametrize("fault", ["server", "drop", "4006"])
async def test_after_a_fault_the_rest_of_what_is_played_is_heard(
    discord: Loopback, lounge: VoiceRoom, anna: User, bot: client.Client, fault: str
) -> None:
    faults = {"server": lounge.change_server, "drop": lounge.drop, "4006": lambda: lounge.close(4006)}
    await lounge.enter(anna)
    async with joined(bot, lounge) as voice:
        voice.play(sine(440, 20))
        await lounge.heard(0.1)
        await faults[fault]()
        await discord.until(lambda: discord.voice.gateway.identified == 2 and lounge.connected)
        lounge.forget()
        assert pitch(await lounge.heard(0.5)) == pytest.approx(440, abs=10)
        assert len({packet.ssrc for packet in lounge.packets}) == 2


@faulty
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


@faulty
@pytest.mark.parametrize("how", ["thrown out", "room removed", "server left"])
async def test_a_bot_that_is_thrown_out_stops(
    discord: Loopback, guild: Guild, lounge: VoiceRoom, anna: User, *, bot: client.Client, how: str
) -> None:
    await lounge.enter(anna)
    async with joined(bot, lounge, patience=3) as voice:
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


@faulty
async def test_a_crashed_voice_server_is_given_up_after_the_timeout(
    discord: Loopback, lounge: VoiceRoom, anna: User, bot: client.Client
) -> None:
    """The client does not resume, though it says that it will: whoever wants to go on must join anew."""
    await lounge.enter(anna)
    async with joined(bot, lounge, patience=3):
        await lounge.close(4015)
        await discord.until(lambda: discord.me not in lounge.people)
    assert discord.voice.gateway.resumed == 0
    async with joined(bot, lounge) as voice:
        voice.play(sine(440, 0.3))
        assert pitch(await lounge.heard()) == pytest.approx(440, abs=10)


@faulty
async def test_a_refusal_has_its_code(discord: Loopback, lounge: VoiceRoom, bot: client.Client) -> None:
    lounge.refuse(4017)
    with pytest.raises(client.ConnectionClosed) as caught:
        await channel(bot, lounge).connect(reconnect=False)
    assert caught.value.code == 4017


@faulty
async def test_a_room_that_the_bot_may_not_enter_does_not_answer(
    discord: Loopback, lounge: VoiceRoom, guild: Guild, bot: client.Client
) -> None:
    await discord.permit(lounge.channel, guild.everyone, connect=False)
    with pytest.raises(TimeoutError):
        await channel(bot, lounge).connect(timeout=0.5)
    assert lounge.people == []
