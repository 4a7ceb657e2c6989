"""Speech in voice channels: the real program speaks, the room hears it, and a recogniser knows the words."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest

from hypotez.adapters.audio.resampling import resampled
from hypotez.adapters.stt.pocketsphinx import PocketSphinx
from hypotez.entrypoints.texts import Texts
from hypotez.ports.audio import SPEECH_RATE, Pcm
from hypotez.ports.speech import Hearing
from tests.e2e.loopback import Guild, Loopback, User, VoiceRoom
from tests.e2e.loopback.process import BotProcess, bot_process
from tests.e2e.loopback.sound import FRAME, RATE

EN, RU = Texts.for_language("en"), Texts.for_language("ru")
PHRASES = ("good morning", "open the window", "see you tomorrow", "close the door")


@pytest.fixture(params=[True, False], ids=["dave", "plain"])
async def discord(request: pytest.FixtureRequest) -> AsyncIterator[Loopback]:
    async with Loopback(dave=request.param) as discord:
        yield discord


@pytest.fixture
async def lounge(guild: Guild, anna: User) -> VoiceRoom:
    """A room that Anna is in."""
    room = guild.voice("lounge")
    await room.enter(anna)
    return room


@pytest.fixture
def grace() -> float:
    return 30


@pytest.fixture
async def bot(discord: Loopback, lounge: VoiceRoom, tmp_path: Path, grace: float) -> AsyncIterator[BotProcess]:
    async with bot_process(discord, tmp_path, more=f"grace = {grace}", DISCORD_TOKEN=discord.token) as bot:
        await bot.ready(discord)
        await discord.until(lambda: discord.commands.get(""))
        yield bot


def words(pcm: bytes) -> str:
    """What is said in the sound of a room, of the phrases that are expected."""
    block = Pcm(pcm, 48_000, 2)
    sound = list(resampled([block, Pcm(bytes(4 * 24_000), 48_000, 2)], rate=SPEECH_RATE, channels=1))
    return PocketSphinx().transcribe(sound, Hearing("en", phrases=PHRASES, only_phrases=True)).text


async def say(discord: Loopback, guild: Guild, who: User, text: str) -> str:
    await discord.send(guild.text, text, author=who)
    return (await discord.wait_message(guild.text)).content


async def test_a_sentence_is_heard_by_the_room_and_recognised(
    discord: Loopback, guild: Guild, anna: User, lounge: VoiceRoom, bot: BotProcess
) -> None:
    where = f"<#{lounge.channel.id}>"
    assert await say(discord, guild, anna, "!join") == EN("voice-joined", channel=where)
    await lounge.ready()
    assert await say(discord, guild, anna, "!say **Open** the window!") == EN("voice-saying")
    assert words(await lounge.heard()) == "open the window"
    asked = await discord.slash(guild.text, anna, "say", text="Close the door.")
    assert (await asked.answer()).content == EN("voice-saying")
    assert words(await lounge.heard()) == "close the door"
    spoken = [packet for packet in lounge.packets if len(packet.frame) > 3]
    assert all(packet.sealed is discord.voice.dave for packet in spoken)
    assert np.median(lounge.gaps()) < 0.025
    assert np.median(np.diff([packet.timestamp for packet in spoken])) == FRAME * RATE
    assert await say(discord, guild, anna, "!leave") == EN("voice-left")
    assert discord.me not in lounge.people


async def test_one_after_another_is_heard_whole_and_told_its_place(
    discord: Loopback, guild: Guild, anna: User, lounge: VoiceRoom, bot: BotProcess
) -> None:
    sentences = ["Good morning. " * 4, "Close the door.", "See you tomorrow."]
    answers = [await say(discord, guild, anna, f"!say {sentence}") for sentence in sentences]
    assert answers[0] == EN("voice-saying")
    assert EN("voice-queued", count=1) in answers
    await discord.until(lambda: lounge.endings == len(sentences), within=60)
    assert words(await lounge.heard(0)) == "good morning " * 4 + "close the door see you tomorrow"


async def test_told_to_end_the_program_finishes_its_sentence_and_leaves_the_room(
    discord: Loopback, guild: Guild, anna: User, lounge: VoiceRoom, bot: BotProcess
) -> None:
    assert await say(discord, guild, anna, "!say Close the door.") == EN("voice-saying")
    await lounge.ready()
    assert await bot.stop(within=60) == 0
    assert words(await lounge.heard(0)) == "close the door"
    assert discord.me not in lounge.people


@pytest.mark.parametrize("grace", [3])
async def test_what_it_cannot_say_to_the_end_before_it_ends_is_told(
    discord: Loopback, guild: Guild, anna: User, lounge: VoiceRoom, bot: BotProcess
) -> None:
    assert await say(discord, guild, anna, "!say Good morning to all of you. " * 10)
    assert await say(discord, guild, discord.person("Ben"), "!say Close the door.") == EN("voice-queued", count=1)
    await lounge.heard(0.5)
    began = asyncio.get_running_loop().time()
    assert await bot.stop(within=60) == 0
    assert asyncio.get_running_loop().time() - began < 30
    told = [(await discord.wait_message(guild.text)).content for _ in range(2)]
    assert told == [EN("ending-stopped")] * 2
    assert discord.me not in lounge.people
