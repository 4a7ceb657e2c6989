"""`hypotez discord` as its users meet it: the real program, the real client, speech made by eSpeak NG.

One bot serves all tests here. Its log is at its most talkative: the last test looks for what must not be there.
"""

import asyncio
import os
import re
import signal
import time
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from hypotez.adapters.audio.pyav import PyAv
from hypotez.entrypoints.texts import Texts
from hypotez.ports.audio import Pcm
from tests.e2e.loopback import Guild, Loopback, Message, Upload, User
from tests.e2e.loopback.process import BotProcess, bot_process
from tests.speech import say, wav

pytestmark = pytest.mark.asyncio(loop_scope="module")

EN, RU = Texts.for_language("en"), Texts.for_language("ru")
PHRASE = "i love you"
HEARD = re.compile("love you", re.IGNORECASE)


class Place:
    """A loopback Discord with two servers, somebody in them, and the bot."""

    def __init__(self, discord: Loopback) -> None:
        self.discord = discord
        self.english: Guild = discord.guild("London", features=("COMMUNITY",))
        self.russian: Guild = discord.guild("Тверь", locale="ru")
        self.anna: User = discord.person("Anna")
        self.bot: BotProcess

    async def send(self, *uploads: Upload, content: str = "") -> Message:
        return await self.discord.send(self.english.text, content, uploads, author=self.anna)

    async def answer(self) -> Message:
        return await self.discord.wait_answer(self.english.text)


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def place(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Place]:
    async with Loopback(heartbeat=2.0) as discord:
        discord.sessions.patience = 20.0
        place = Place(discord)
        folder = tmp_path_factory.mktemp("bot")
        async with bot_process(
            discord, folder, arguments=("--debug",), more="grace = 1", DISCORD_TOKEN=discord.token
        ) as place.bot:
            await place.bot.ready(discord)
            yield place
            assert 4009 not in discord.sessions.closed, "the bot missed a heartbeat"


@pytest.fixture(autouse=True)
def newcomer(place: Place) -> None:
    """Each test has somebody of its own: nobody may repeat a command too often."""
    place.anna = place.discord.person("Anna")


async def test_hi_is_answered_in_the_language_of_the_server(place: Place) -> None:
    for guild, texts in ((place.english, EN), (place.russian, RU)):
        question = await place.discord.send(guild.text, "!hi", author=place.anna)
        answer = await place.discord.wait_message(guild.text)
        assert answer.content == texts("hi")
        assert answer.reply_to == question.id


async def test_an_audio_attachment_is_answered_with_its_text(place: Place) -> None:
    message = await place.send(Upload("note.wav", wav(PHRASE)))
    answer = await place.answer()
    assert HEARD.search(answer.content)
    assert answer.reply_to == message.id
    assert answer.asked["allowed_mentions"] == {"parse": [], "replied_user": False}
    assert place.english.text.typing


def opus(pcm: Pcm) -> bytes:
    return b"".join(PyAv().encode([pcm], "ogg"))


async def test_a_voice_message_is_answered_with_its_text(place: Place) -> None:
    message = await place.send(Upload("voice-message.ogg", opus(say(PHRASE)), "audio/ogg", voice=True))
    answer = await place.answer()
    assert message.flags == 8192
    assert HEARD.search(answer.content)
    assert answer.reply_to == message.id


async def test_a_private_voice_message_is_answered(place: Place) -> None:
    channel = place.discord.direct(place.anna)
    await place.discord.send(channel, uploads=[Upload("voice-message.ogg", opus(say(PHRASE)), "audio/ogg", voice=True)])
    assert HEARD.search((await place.discord.wait_message(channel)).content)


async def test_several_attachments_are_answered_in_order_each_by_itself(place: Place) -> None:
    await place.send(
        Upload("a.wav", wav(PHRASE), pause=0.2),
        Upload("b.png", b"no sound", "image/png"),
        Upload("c.wav", b"no sound either"),
        Upload("d.ogg", opus(Pcm(bytes(32_000))), "audio/ogg"),
    )
    first, second, third = [await place.answer() for _ in range(3)]
    assert HEARD.search(first.content)
    assert first.content.startswith("**a.wav:**")
    assert second.content.startswith(f"**c.wav:** {EN('audio-unreadable', name='c.wav')}")
    assert third.content == f"**d.ogg:** {EN('transcript-silent')}"


async def test_audio_that_is_none_is_answered_with_a_sentence_that_says_what_to_send(place: Place) -> None:
    await place.send(Upload("broken.mp3", os.urandom(5000), "audio/mpeg"))
    answer = await place.answer()
    assert answer.content == EN("audio-unreadable", name="broken.mp3")
    assert "audio" in {event.get("code") for event in place.bot.events()}


async def test_too_big_is_refused_by_its_stated_and_by_its_true_size(place: Place) -> None:
    stated = Upload("big.wav", b"", stated=2 << 20)
    hidden = Upload("hidden.wav", bytes(16 << 20), stated=100, pause=0.001)
    await place.send(stated, hidden)
    for upload in (stated, hidden):
        assert (await place.answer()).content == f"**{upload.name}:** {EN('attachment-too-big', limit=1)}"
    assert hidden.fetched < 16 << 20


async def test_nobody_but_people_is_answered(place: Place) -> None:
    general = place.english.text
    for author in (place.discord.person("other", bot=True), place.discord.me):
        await place.discord.send(general, "!hi", author=author)
    await place.discord.send(general, "!hi", author=place.anna, webhook=True)
    question = await place.send(content="!hi")
    assert (await place.answer()).reply_to == question.id
    assert general.posted.empty()


@pytest.mark.parametrize("status", [429, 500, 502])
async def test_a_reply_that_discord_did_not_take_comes_again(place: Place, status: int) -> None:
    fault = place.discord.faults.fail("POST", "/messages$", status)
    await place.send(content="!hi")
    assert (await place.answer()).content == EN("hi")
    assert fault.times == 0
    assert place.english.text.posted.empty()


@pytest.mark.parametrize("fault", ["drop", "reconnect"])
async def test_after_a_lost_connection_nothing_is_missed(place: Place, fault: str) -> None:
    resumed = place.discord.sessions.resumed
    await getattr(place.discord, fault)()
    await place.send(content="!hi")
    assert (await place.answer()).content == EN("hi")
    await place.discord.ready(resumed=resumed + 1)


async def test_after_an_invalid_session_the_bot_identifies_anew(place: Place) -> None:
    identified = place.discord.sessions.identified
    await place.discord.invalidate()
    await place.discord.ready(identified=identified + 1)
    await place.send(content="!hi")
    assert (await place.answer()).content == EN("hi")


async def test_audio_during_a_lost_connection_is_still_answered(place: Place) -> None:
    await place.send(Upload("note.wav", wav(PHRASE), pause=0.3))
    await place.discord.drop()
    assert HEARD.search((await place.answer()).content)


async def test_it_ends_soon_in_the_midst_of_work_and_its_log_holds_no_token_and_no_content(place: Place) -> None:
    typed = place.english.text.typing
    pcm = say(PHRASE)
    long = await asyncio.to_thread(opus, Pcm(pcm.data * round(90 / pcm.seconds)))
    await place.send(Upload("long.ogg", long, "audio/ogg"))
    await place.send(content="!hi this is private")
    assert (await place.answer()).content == EN("hi"), "a greeting waits for nobody's audio"
    await place.discord.until(lambda: place.english.text.typing > typed)
    began = time.monotonic()
    assert await place.bot.stop(signal.SIGTERM, within=60) == 0
    assert time.monotonic() - began < 30
    assert "discord ready" in place.bot.output
    assert place.discord.token not in place.bot.output
    assert not re.search("private|love you", place.bot.output, re.IGNORECASE)
    assert "Traceback" not in place.bot.output
