"""The loopback's voice, proven with the real client: what is played is heard, encrypted or not."""

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator

import aiohttp
import discord as client
import pytest

from tests.e2e.loopback import Guild, Loopback, User, VoiceRoom
from tests.e2e.loopback.client import connected
from tests.e2e.loopback.sound import RATE
from tests.e2e.loopback.tones import INTENTS, LIBOPUS, joined, pitch, sine


@pytest.fixture(autouse=True)
def opus() -> None:
    client.opus.load_opus(LIBOPUS)


@pytest.fixture(params=[True, False], ids=["dave", "plain"])
async def discord(request: pytest.FixtureRequest) -> AsyncIterator[Loopback]:
    async with Loopback(dave=request.param) as discord:
        yield discord


@pytest.fixture
def lounge(guild: Guild) -> VoiceRoom:
    return guild.voice("lounge")


@pytest.fixture
async def bot(discord: Loopback, guild: Guild) -> AsyncIterator[client.Client]:
    async with connected(discord, client.Client(intents=INTENTS, guild_ready_timeout=0.1)) as bot:
        await bot.wait_until_ready()
        yield bot


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


async def test_a_voice_connection_without_heartbeats_is_closed_and_can_be_resumed(
    discord: Loopback, lounge: VoiceRoom
) -> None:
    await lounge.enter(discord.me)
    async with voice_socket(discord) as socket:
        await identify(socket, discord, lounge)
        assert (await socket.receive_json())["op"] == 2
        discord.voice.gateway.patience = 0.25
        await socket.send_json({"op": 3, "d": {"t": 7, "seq_ack": 0}})
        assert (await socket.receive_json())["op"] == 6
        assert (await socket.receive()).data == 4009
    discord.voice.gateway.patience = None
    session = lounge.session
    resume = {"server_id": lounge.guild.id, "session_id": session.id, "token": session.token, "seq_ack": 0}
    async with voice_socket(discord) as socket:
        await socket.send_json({"op": 7, "d": resume})
        assert (await socket.receive_json())["op"] == 9
    assert discord.voice.gateway.late == 1


async def test_the_clients_heartbeats_come_and_nobody_is_closed(
    discord: Loopback, lounge: VoiceRoom, bot: client.Client
) -> None:
    discord.voice.gateway.interval, discord.voice.gateway.patience = 0.2, 20.0
    async with joined(bot, lounge):
        await discord.until(lambda: lounge.session.beats >= 5)
    assert (discord.voice.gateway.identified, discord.voice.gateway.late) == (1, 0)
