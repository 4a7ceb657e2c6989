"""The loopback Discord is as strict as the real one: a test against a lenient one would show nothing."""

import io
from collections.abc import AsyncIterator

import aiohttp
import discord as client
import pytest

from tests.e2e.loopback import Loopback, Upload
from tests.e2e.loopback.in_process import FakeApp, running


@pytest.fixture
async def channel(discord: Loopback) -> AsyncIterator[client.PartialMessageable]:
    """The client's view of a channel of the loopback."""
    guild = discord.guild()
    async with running(discord, FakeApp()) as bot:
        yield bot.get_partial_messageable(int(guild.text.id), guild_id=int(guild.id))


def file(size: int = 1) -> client.File:
    return client.File(io.BytesIO(bytes(size)), "a.bin")


async def test_what_discord_refuses_is_refused(channel: client.PartialMessageable) -> None:
    for code, options in [
        (50035, {"content": "a" * 2001}),
        (50006, {"content": ""}),
        (40005, {"file": file((10 << 20) + 1)}),
        (30015, {"files": [file() for _ in range(11)]}),
    ]:
        with pytest.raises(client.HTTPException) as caught:
            await channel.send(**options)  # type: ignore[arg-type]
        assert caught.value.code == code


async def test_what_discord_takes_is_taken_and_given_back(channel: client.PartialMessageable) -> None:
    sent = await channel.send("a" * 2000, files=[file() for _ in range(10)])
    found = await channel.fetch_message(sent.id)
    assert found.content == "a" * 2000
    assert len(found.attachments) == 10
    assert [message.id async for message in channel.history()] == [sent.id]


async def test_edits_obey_the_same_limits(channel: client.PartialMessageable) -> None:
    sent = await channel.send("first")
    assert (await channel.get_partial_message(sent.id).edit(content="second")).content == "second"
    with pytest.raises(client.HTTPException) as caught:
        await sent.edit(content="a" * 2001)
    assert caught.value.code == 50035
    assert (await channel.fetch_message(sent.id)).content == "second"


async def test_what_was_deleted_is_unknown(channel: client.PartialMessageable) -> None:
    sent = await channel.send("first")
    await sent.add_reaction("👍")
    await sent.delete()
    with pytest.raises(client.NotFound) as caught:
        await sent.edit(content="second")
    assert caught.value.code == 10008
    with pytest.raises(client.HTTPException) as refused:
        await sent.reply("third")
    assert refused.value.code == 50035


async def test_a_message_whose_first_answer_was_lost_is_not_there_twice(
    discord: Loopback, channel: client.PartialMessageable
) -> None:
    """The client writes the same nonce again, and Discord gives back what it has."""
    first = await channel.send("once", nonce=7)
    second = await channel.send("once", nonce=7)
    assert first.id == second.id
    assert discord.channels[str(channel.id)].posted.qsize() == 1


async def test_without_the_token_nothing_is_given(discord: Loopback) -> None:
    async with aiohttp.ClientSession() as session, session.get(f"{discord.api}/users/@me") as response:
        assert response.status == 401


async def test_a_client_that_stops_beating_is_closed_with_4009() -> None:
    async with (
        Loopback() as discord,
        aiohttp.ClientSession() as session,
        session.ws_connect(discord.gateway) as socket,
    ):
        assert (await socket.receive_json(timeout=30))["op"] == 10
        discord.sessions.interval = 0.05  # from the first beat on, however long that takes
        await socket.send_json({"op": 1, "d": None})
        assert (await socket.receive_json(timeout=30))["op"] == 11
        assert (await socket.receive(timeout=30)).data == 4009


async def test_a_session_that_resumes_gets_what_it_missed(discord: Loopback) -> None:
    guild = discord.guild()
    identify = {"op": 2, "d": {"token": discord.token, "intents": 1 << 9 | 1 << 15}}
    async with aiohttp.ClientSession() as session:
        async with session.ws_connect(discord.gateway) as socket:
            await socket.send_json(identify)
            hello, ready, created = [await socket.receive_json(timeout=30) for _ in range(3)]
        assert (hello["op"], ready["t"], created["t"]) == (10, "READY", "GUILD_CREATE")
        await discord.send(guild.text, "missed", [Upload("a.wav", b"")])
        async with session.ws_connect(ready["d"]["resume_gateway_url"]) as socket:
            resume = {"token": discord.token, "session_id": ready["d"]["session_id"], "seq": created["s"]}
            await socket.send_json({"op": 6, "d": resume})
            hello, missed, resumed = [await socket.receive_json(timeout=30) for _ in range(3)]
        assert (missed["t"], missed["d"]["content"], resumed["t"]) == ("MESSAGE_CREATE", "missed", "RESUMED")
        async with session.ws_connect(discord.gateway) as socket:
            await socket.send_json({"op": 6, "d": {**resume, "session_id": "0"}})
            assert [(await socket.receive_json(timeout=30))["op"] for _ in range(2)] == [10, 9]


async def test_who_may_not_read_messages_gets_them_empty_except_private_ones(discord: Loopback) -> None:
    guild = discord.guild()
    identify = {"op": 2, "d": {"token": discord.token, "intents": 1 << 9 | 1 << 12}}
    async with aiohttp.ClientSession() as session, session.ws_connect(discord.gateway) as socket:
        await socket.send_json(identify)
        await discord.ready()
        for channel in (guild.text, discord.direct(discord.person("Anna"))):
            await discord.send(channel, "secret", [Upload("a.wav", b"")])
        events = [await socket.receive_json(timeout=30) for _ in range(5)][3:]
    assert [(event["d"]["content"], len(event["d"]["attachments"])) for event in events] == [("", 0), ("secret", 1)]
