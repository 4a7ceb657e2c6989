"""The bot's coming and going in voice, with the real client against the loopback Discord and its faults."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Iterator

import discord as client
import numpy as np
import pytest
from discord.voice_state import SocketReader

from hypotez.entrypoints.crossing import Crossing
from hypotez.entrypoints.discord.refusal import Refusal
from hypotez.entrypoints.discord.voice import line as lines
from hypotez.entrypoints.discord.voice import rooms
from hypotez.entrypoints.discord.voice.rooms import Voices
from hypotez.entrypoints.discord.voice.utterance import Utterance
from hypotez.ports.audio import Pcm
from hypotez.ports.progress import Progress, ignore
from tests.e2e.loopback import Guild, Loopback, VoiceRoom
from tests.e2e.loopback.client import connected

RATE = 24_000
SECOND = 48_000 * 4
"""Bytes of what is heard."""


class Speaker:
    """Says the number in a text as a tone of so many Hz, `seconds` long.

    While `gate` is not set, it waits before the second half of a text.
    """

    def __init__(self, seconds: float = 1.0) -> None:
        self.seconds = seconds
        self.gate = threading.Event()
        self.gate.set()

    def speak(self, text, *, language, voice, rate, pitch, volume, report=ignore):
        hertz = int("".join(filter(str.isdigit, text)))
        wave = np.sin(2 * np.pi * hertz * np.arange(int(self.seconds * RATE)) / RATE) * 10_000
        return self._blocks(wave.astype("<i2").tobytes(), report)

    def _blocks(self, pcm, report):
        for at in range(0, len(pcm), RATE // 5):
            while at >= len(pcm) // 2 and not self.gate.is_set():
                report(Progress("speaking"))
                time.sleep(0.01)
            yield Pcm(pcm[at : at + RATE // 5], RATE)


class Bot(client.Client):
    """A client with nothing but voices, which passes on what the bot would."""

    def __init__(self, speaker: Speaker, crossing: Crossing) -> None:
        super().__init__(intents=client.Intents(guilds=True, voice_states=True), guild_ready_timeout=0.1)
        self.told: list[tuple[int, str]] = []
        self.voices = Voices(speaker, crossing, self.lost, alone=0.3, patience=20)

    async def lost(self, channel: client.VoiceChannel, key: str) -> None:
        self.told.append((channel.id, key))

    async def on_voice_state_update(self, member: client.Member, *_: object) -> None:
        self.voices.changed(member.guild)

    async def on_ready(self) -> None:
        self.voices.recover()

    async def close(self) -> None:
        await self.voices.close()
        await super().close()


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rooms, "AGAIN", (0.0, 0.1, 0.1))
    monkeypatch.setattr(lines, "HANGING_UP", 1.0)


@pytest.fixture
def crossing() -> Iterator[Crossing]:
    crossing = Crossing(2)
    yield crossing
    crossing.close()


@pytest.fixture
async def lounge(discord: Loopback, guild: Guild) -> VoiceRoom:
    """A room with somebody in it."""
    room = guild.voice("lounge")
    await room.enter(discord.person("Anna"))
    return room


@pytest.fixture
def speaker() -> Speaker:
    return Speaker()


@pytest.fixture
async def bot(discord: Loopback, lounge: VoiceRoom, speaker: Speaker, crossing: Crossing) -> AsyncIterator[Bot]:
    lounge.guild.voice("kitchen")
    async with connected(discord, Bot(speaker, crossing)) as bot:
        await bot.wait_until_ready()
        yield bot


def seen(bot: Bot, room: VoiceRoom) -> client.VoiceChannel:
    """The room's channel as the client knows it."""
    channel = bot.get_channel(int(room.channel.id))
    assert isinstance(channel, client.VoiceChannel)
    return channel


async def join(bot: Bot, room: VoiceRoom) -> None:
    await bot.voices.join(seen(bot, room))
    await room.ready()


def say(bot: Bot, room: VoiceRoom, hertz: int) -> None:
    bot.voices.queue(seen(bot, room).guild).say(Utterance(f"Tone {hertz}.", "1", "Anna"))


def pitch(pcm: bytes) -> float:
    """The strongest frequency, in Hz."""
    wave = np.frombuffer(pcm, "<i2")[::2].astype(float)
    return float(np.argmax(np.abs(np.fft.rfft(wave * np.hanning(len(wave))))) * 48_000 / len(wave))


def gone(discord: Loopback, bot: Bot, room: VoiceRoom) -> bool:
    return discord.me not in room.people and bot.voices.where(seen(bot, room).guild) is None


async def test_a_thread_that_begins_to_read_late_is_waited_for(
    bot: Bot, lounge: VoiceRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = SocketReader.run

    def late(reader: SocketReader) -> None:
        time.sleep(0.3)
        read(reader)

    monkeypatch.setattr(SocketReader, "run", late)
    await join(bot, lounge)
    assert bot.voices.where(seen(bot, lounge).guild)


async def test_what_is_said_is_heard_in_the_room_and_then_the_next(bot: Bot, lounge: VoiceRoom) -> None:
    await join(bot, lounge)
    say(bot, lounge, 440)
    say(bot, lounge, 660)
    heard = await lounge.heard(1.8)
    first, last = heard[: SECOND * 4 // 5], heard[-SECOND // 2 :]
    assert [pitch(first), pitch(last)] == pytest.approx([440, 660], abs=5)


async def test_joining_again_changes_nothing_and_another_channel_is_moved_to(
    discord: Loopback, guild: Guild, bot: Bot, lounge: VoiceRoom
) -> None:
    kitchen = guild.voice("kitchen")
    await kitchen.enter(discord.person("Ben"))
    await join(bot, lounge)
    queue = bot.voices.queue(seen(bot, lounge).guild)
    assert await bot.voices.join(seen(bot, lounge)) is queue
    assert await bot.voices.join(seen(bot, kitchen)) is queue
    await kitchen.ready()
    assert discord.me not in lounge.people
    assert bot.voices.where(seen(bot, kitchen).guild) == seen(bot, kitchen)
    say(bot, kitchen, 550)
    assert pitch(await kitchen.heard()) == pytest.approx(550, abs=5)


async def test_two_who_call_at_once_do_not_disturb_each_other(bot: Bot, lounge: VoiceRoom) -> None:
    queues = await asyncio.gather(*(bot.voices.join(seen(bot, lounge)) for _ in range(3)))
    assert len(set(map(id, queues))) == 1


async def test_leaving_forgets_what_was_to_be_said(discord: Loopback, bot: Bot, lounge: VoiceRoom) -> None:
    await join(bot, lounge)
    say(bot, lounge, 440)
    server = seen(bot, lounge).guild
    assert await bot.voices.leave(server)
    await discord.until(lambda: gone(discord, bot, lounge))
    assert not await bot.voices.leave(server)
    with pytest.raises(Refusal, match="voice-not-here"):
        bot.voices.queue(server)
    await join(bot, lounge)
    assert not len(bot.voices.queue(server))


@pytest.mark.parametrize("missing", ["connect", "view_channel", "speak"])
async def test_a_missing_right_is_named(
    discord: Loopback, bot: Bot, guild: Guild, lounge: VoiceRoom, missing: str
) -> None:
    await discord.permit(lounge.channel, guild.everyone, **{missing: False})
    await asyncio.sleep(0.1)
    with pytest.raises(Refusal) as refused:
        await bot.voices.join(seen(bot, lounge))
    assert refused.value.key == ("voice-no-speak" if missing == "speak" else "voice-no-connect")
    assert refused.value.values == {"channel": f"<#{lounge.channel.id}>"}
    assert discord.me not in lounge.people


async def test_a_full_channel_is_said_to_be_full(bot: Bot, lounge: VoiceRoom) -> None:
    channel = seen(bot, lounge)
    channel.user_limit = 1
    with pytest.raises(Refusal, match="voice-full"):
        await bot.voices.join(channel)


async def test_a_stage_is_refused(bot: Bot, lounge: VoiceRoom) -> None:
    server = seen(bot, lounge).guild
    data = {
        "id": "7",
        "type": 13,
        "name": "stage",
        "position": 1,
        "bitrate": 64_000,
        "user_limit": 0,
        "permission_overwrites": [],
    }
    with pytest.raises(Refusal, match="voice-stage"):
        await bot.voices.join(client.StageChannel(state=bot._connection, guild=server, data=data))  # type: ignore[arg-type]


async def test_a_channel_that_stays_empty_is_left(discord: Loopback, bot: Bot, lounge: VoiceRoom) -> None:
    await join(bot, lounge)
    await asyncio.sleep(0.5)
    assert discord.me in lounge.people
    await lounge.leave(lounge.people[0])
    await discord.until(lambda: gone(discord, bot, lounge))


async def test_somebody_who_comes_back_in_time_keeps_it(discord: Loopback, bot: Bot, lounge: VoiceRoom) -> None:
    bot.voices._alone = 30.0
    anna = lounge.people[0]
    await join(bot, lounge)
    room = bot.voices._rooms[seen(bot, lounge).guild.id]
    await lounge.leave(anna)
    await discord.until(lambda: room.leaving)
    await lounge.enter(anna)
    await discord.until(lambda: not room.leaving)
    assert discord.me in lounge.people


async def test_bots_are_no_company_and_an_empty_channel_is_left_too(discord: Loopback, bot: Bot, guild: Guild) -> None:
    kitchen = guild.voice("kitchen")
    await kitchen.enter(discord.person("other", bot=True))
    await bot.voices.join(seen(bot, kitchen))
    await discord.until(lambda: gone(discord, bot, kitchen))


async def test_who_is_thrown_out_forgets_all_and_does_not_come_back(
    discord: Loopback, bot: Bot, lounge: VoiceRoom
) -> None:
    await join(bot, lounge)
    say(bot, lounge, 440)
    await lounge.leave(discord.me)
    await discord.until(lambda: gone(discord, bot, lounge))
    await asyncio.sleep(0.5)
    assert gone(discord, bot, lounge)
    assert not bot.told
    await join(bot, lounge)


async def test_a_moderator_may_move_the_bot(
    discord: Loopback, bot: Bot, guild: Guild, lounge: VoiceRoom, speaker: Speaker
) -> None:
    speaker.seconds = 30
    kitchen = guild.voice("kitchen")
    await kitchen.enter(discord.person("Ben"))
    await join(bot, lounge)
    say(bot, lounge, 440)
    await lounge.heard(0.5)
    await kitchen.enter(discord.me)
    await kitchen.ready()
    assert pitch(await kitchen.heard(1)) == pytest.approx(440, abs=5)
    assert bot.voices.where(seen(bot, kitchen).guild) == seen(bot, kitchen)


@pytest.mark.parametrize("fault", ["4006", "4015", "drop", "server"])
async def test_playing_goes_on_after_a_fault(
    discord: Loopback, bot: Bot, lounge: VoiceRoom, speaker: Speaker, fault: str
) -> None:
    speaker.seconds = 3
    speaker.gate.clear()
    await join(bot, lounge)
    say(bot, lounge, 440)
    await lounge.heard(0.5)
    match fault:
        case "drop":
            await lounge.drop()
        case "server":
            await lounge.change_server()
        case code:
            await lounge.close(int(code))
    await lounge.ready()
    lounge.forget()
    speaker.gate.set()
    assert pitch(await lounge.heard(1)) == pytest.approx(440, abs=5)
    await discord.until(lambda: not len(bot.voices.queue(seen(bot, lounge).guild)))
    assert not bot.told
    assert discord.me in lounge.people


async def test_a_new_session_of_the_gateway_comes_back_and_goes_on(
    discord: Loopback, bot: Bot, lounge: VoiceRoom, speaker: Speaker
) -> None:
    speaker.seconds = 30
    await join(bot, lounge)
    say(bot, lounge, 440)
    await lounge.heard(0.5)
    line = seen(bot, lounge).guild.voice_client
    await discord.invalidate()
    await discord.ready(identified=2)
    await discord.until(lambda: seen(bot, lounge).guild.voice_client not in {None, line})
    await lounge.ready()
    assert pitch(await lounge.heard(1)) == pytest.approx(440, abs=5)


async def test_a_connection_that_breaks_for_good_is_made_anew(
    discord: Loopback, bot: Bot, lounge: VoiceRoom, speaker: Speaker
) -> None:
    speaker.seconds = 30
    await join(bot, lounge)
    say(bot, lounge, 440)
    await lounge.heard(0.5)
    line = seen(bot, lounge).guild.voice_client
    assert isinstance(line, lines.Line)
    await line._connection.disconnect()
    await discord.until(lambda: seen(bot, lounge).guild.voice_client not in {None, line})
    assert pitch(await lounge.heard(1.5)) == pytest.approx(440, abs=5)


async def test_where_coming_back_is_impossible_the_bot_says_so(
    discord: Loopback, bot: Bot, guild: Guild, lounge: VoiceRoom
) -> None:
    await join(bot, lounge)
    line = seen(bot, lounge).guild.voice_client
    assert isinstance(line, lines.Line)
    await discord.permit(lounge.channel, guild.everyone, connect=False)
    await line._connection.disconnect()
    await discord.until(lambda: bot.told)
    assert bot.told == [(int(lounge.channel.id), "voice-lost")]
    assert bot.voices.where(seen(bot, lounge).guild) is None


async def test_a_refusal_for_good_is_said_and_not_tried_again(discord: Loopback, bot: Bot, lounge: VoiceRoom) -> None:
    await join(bot, lounge)
    say(bot, lounge, 440)
    await lounge.close(4017)
    await discord.until(lambda: bot.told)
    assert bot.told == [(int(lounge.channel.id), "voice-closed-encryption")]
    await asyncio.sleep(0.5)
    assert gone(discord, bot, lounge)


async def test_a_refusal_for_good_at_the_door_is_the_answer(discord: Loopback, bot: Bot, lounge: VoiceRoom) -> None:
    lounge.refuse(4017, 5)
    async with asyncio.timeout(15):
        with pytest.raises(Refusal, match="voice-closed-encryption"):
            await bot.voices.join(seen(bot, lounge))
    assert len(discord.voice.gateway.refusals) == 4, "it tried again"
    await discord.until(lambda: gone(discord, bot, lounge))
    assert not bot.told


async def test_a_voice_server_that_never_answers_ends_in_a_refusal(
    discord: Loopback, bot: Bot, lounge: VoiceRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.voices, "_patience", 0.3)
    monkeypatch.setattr(discord.voice, "ticket", lambda *_: asyncio.sleep(0))
    with pytest.raises(Refusal, match="voice-unreachable"):
        await bot.voices.join(seen(bot, lounge))


async def test_a_try_that_was_cancelled_is_not_in_the_way_of_the_next(
    discord: Loopback, bot: Bot, lounge: VoiceRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(discord.voice, "ticket", lambda *_: asyncio.sleep(0))
        trying = asyncio.create_task(bot.voices.join(seen(bot, lounge)))
        await discord.until(lambda: discord.me in lounge.people)
        trying.cancel()
        with pytest.raises(asyncio.CancelledError):
            await trying
    await join(bot, lounge)
    say(bot, lounge, 440)
    assert pitch(await lounge.heard()) == pytest.approx(440, abs=5)


async def test_leaving_ends_the_tries_to_come_back(
    discord: Loopback, bot: Bot, guild: Guild, lounge: VoiceRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rooms, "AGAIN", (60.0,))
    await join(bot, lounge)
    server = seen(bot, lounge).guild
    line = server.voice_client
    assert isinstance(line, lines.Line)
    await line._connection.disconnect()
    assert bot.voices.where(server)
    async with asyncio.timeout(30):
        assert await bot.voices.leave(server)
    assert bot.voices.where(server) is None
    await join(bot, lounge)


async def test_closing_leaves_every_channel(
    discord: Loopback, lounge: VoiceRoom, speaker: Speaker, crossing: Crossing
) -> None:
    other = discord.guild("other").voice("hall")
    await other.enter(discord.person("Ben"))
    async with connected(discord, Bot(speaker, crossing)) as bot:
        await bot.wait_until_ready()
        for room in (lounge, other):
            await join(bot, room)
            say(bot, room, 440)
        await lounge.heard(0.2)
    assert discord.me not in [*lounge.people, *other.people]
