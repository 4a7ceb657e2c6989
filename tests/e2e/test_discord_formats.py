"""Speech in every format that people send, through the bot to its text: the real client, codec and recogniser."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio

from hypotez.entrypoints.app import App
from hypotez.entrypoints.config import Config
from hypotez.entrypoints.texts import Texts
from tests.e2e.loopback import Guild, Loopback, Message, Upload
from tests.e2e.loopback.in_process import running
from tests.sounds import RECIPES, recorded
from tests.speech import blocks, say, wav

pytestmark = pytest.mark.asyncio(loop_scope="module")

EN = Texts.for_language("en")
PHRASE = "i love you"
HEARD = re.compile("i love", re.IGNORECASE)
FILES = {
    "wav": ("note.wav", "audio/wav"),
    "mp3": ("note.mp3", "audio/mpeg"),
    "ogg-opus": ("note.ogg", "audio/ogg"),
    "ogg-vorbis": ("note.oga", None),
    "m4a": ("note.m4a", "audio/mp4"),
    "flac": ("note.flac", "audio/flac"),
    "webm": ("note.weba", "audio/webm"),
    "aac": ("note.aac", "audio/aac"),
    "wma": ("note.wma", "audio/x-ms-wma"),
    "amr": ("note.amr", "application/octet-stream"),
    "mp4": ("clip.mp4", "video/mp4"),
    "mkv": ("clip.mkv", "video/x-matroska"),
    "mov": ("clip.mov", "video/quicktime"),
    "webm-video": ("clip.webm", "video/webm"),
}
"""What Discord says of a file in each format, or says nothing of."""


@dataclass
class Place:
    discord: Loopback
    guild: Guild

    async def answered(self, upload: Upload) -> Message:
        """The answer to somebody new who sends that."""
        sent = await self.discord.send(self.guild.text, "", [upload], author=self.discord.person("Anna"))
        answer = await self.discord.wait_answer(self.guild.text)
        assert answer.reply_to == sent.id
        return answer


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def place(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Place]:
    storage = {"data": tmp_path_factory.mktemp("data"), "cache": tmp_path_factory.mktemp("cache")}
    with App(Config.model_validate({"storage": storage, "stt": {"use": ["pocketsphinx"]}})) as app:
        async with Loopback() as discord:
            guild = discord.guild()
            async with running(discord, app, app.config):
                yield Place(discord, guild)


async def test_every_format_that_codecs_promise_to_read_is_sent() -> None:
    assert FILES.keys() == RECIPES.keys()


@pytest.mark.parametrize("format", FILES)
async def test_speech_in_every_format_is_answered_with_its_text(place: Place, format: str) -> None:
    name, kind = FILES[format]
    answer = await place.answered(Upload(name, recorded(format, blocks(say(PHRASE))), kind))
    assert HEARD.search(answer.content)
    assert EN("button-correct") in [control.get("label") for control in answer.controls]


@pytest.mark.parametrize("format", ["ogg-opus", "mp3", "mp4"])
async def test_what_a_file_says_of_itself_may_be_wrong(place: Place, format: str) -> None:
    answer = await place.answered(Upload("note.wav", recorded(format, blocks(say(PHRASE))), "audio/wav"))
    assert HEARD.search(answer.content)


async def test_of_a_file_that_breaks_off_the_text_comes_with_the_place_where_it_does(place: Place) -> None:
    whole = wav(f"{PHRASE}. {PHRASE}")
    answer = await place.answered(Upload("note.wav", whole[: len(whole) * 3 // 4]))
    told = EN("notice-broken-off", seconds="SECONDS").replace(".", r"\.").replace("SECONDS", r"\d+\.\d\d")
    assert re.fullmatch(rf".*i love.*\n-# {told}", answer.content, re.IGNORECASE | re.DOTALL)


async def test_a_picture_without_sound_that_calls_itself_a_video_is_refused_in_one_sentence(place: Place) -> None:
    answer = await place.answered(Upload("clip.mp4", b"\x89PNG\r\n\x1a\n" + bytes(64), "video/mp4"))
    assert answer.content == EN("audio-unreadable", name="clip.mp4")
