"""`vocabulary`, by the real client against the loopback Discord: what corrections teach, measured on their audio."""

from collections.abc import AsyncIterator, Iterable
from pathlib import Path

import pytest

from hypotez.adapters.compose.fallback import FallbackSpeechToText
from hypotez.entrypoints.app import App
from hypotez.entrypoints.config import Config
from hypotez.entrypoints.discord.subject import BUTTON
from hypotez.entrypoints.texts import Texts
from hypotez.ports.audio import Pcm
from hypotez.ports.progress import Report, ignore
from hypotez.ports.speech import Hearing, SpeechToText, SttCan, Transcript
from tests.e2e.loopback import Message, Upload
from tests.e2e.loopback.people import User
from tests.e2e.loopback.scene import WAYS, Scene, scene
from tests.lessons import origin
from tests.speech import wav

EN = Texts.for_language("en")
ENGINE = "pocketsphinx"
SAID = ("heal the mage", "heal the mage now")


class Teachable(SpeechToText):
    """Hears "heal the page", and `taught` where it has a vocabulary."""

    name = ENGINE
    can = SttCan()
    taught = "heal the mage"

    def transcribe(self, blocks: Iterable[Pcm], hearing: Hearing = Hearing(), *, report: Report = ignore) -> Transcript:
        list(blocks)
        return Transcript(self.taught if hearing.vocabulary else "heal the page", engine=self.name)


@pytest.fixture
def engine() -> Teachable:
    return Teachable()


@pytest.fixture
async def here(tmp_path: Path, engine: Teachable, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Scene]:
    tables = {"storage": {"data": str(tmp_path)}, "isolation": {"on": False}, "stt": {"use": [ENGINE]}}
    with App(Config.model_validate(tables)) as app:
        monkeypatch.setattr(app._made, "stt", lambda _=None: FallbackSpeechToText([engine]))
        async with scene(lambda _: app) as here:
            yield here


async def heard(here: Scene, author: User) -> Message:
    """The transcript of a voice message."""
    await here.discord.send(here.guild.text, "", [Upload("said.wav", wav("heal the mage"))], author=author)
    return await here.discord.wait_message(here.guild.text)


async def corrected(here: Scene, *said: str) -> Message:
    """The last of the transcripts of some voice messages, each of which should have read so."""
    for text in said or SAID:
        shown = await heard(here, here.anna)
        here.app.correct(subject(shown)["record"], text, origin=origin(here))
    return shown


def subject(shown: Message) -> dict[str, str]:
    """What the buttons under a transcript are about."""
    found = BUTTON.fullmatch(shown.controls[0]["custom_id"])
    assert found
    return found.groupdict()


async def test_before_anything_is_corrected_it_says_how_to_begin(here: Scene) -> None:
    assert (await here.ask(here.owner, "prefix", "vocabulary")).content == EN("vocabulary-none")


@pytest.mark.parametrize("way", WAYS)
async def test_what_helps_is_listened_for_from_then_on_until_it_is_switched_off(here: Scene, way: str) -> None:
    await corrected(here)
    shown = await here.ask(here.owner, way, "vocabulary")
    assert EN("vocabulary-off", prefix="/" if way == "slash" else "!") in shown.content
    assert EN("vocabulary-missed", words="mage, now") in shown.content
    measured = await here.ask(here.owner, way, "vocabulary", deed="measure")
    assert EN("vocabulary-helps", engine=ENGINE) in measured.content
    assert EN("vocabulary-on", engines=ENGINE) in measured.content
    assert here.chosen().vocabulary == (ENGINE,)
    assert (await heard(here, here.anna)).content == "heal the mage"
    off = await here.ask(here.owner, way, "vocabulary", deed="off")
    assert EN("vocabulary-off", prefix="/" if way == "slash" else "!") in off.content
    assert (await heard(here, here.anna)).content == "heal the page"


async def test_the_errors_before_and_after_are_told_with_their_bounds(here: Scene) -> None:
    await corrected(here)
    told = (await here.type(here.owner, "!vocabulary measure")).content
    # of 3 + 4 words "mage" twice and "now" are wrong at first, and "now" alone in the end
    assert EN("vocabulary-before", engine=ENGINE, count=2, value=42.9, low=33.3, high=50.0) in told
    assert EN("vocabulary-after", value=14.3, low=0.0, high=25.0) in told
    assert EN("vocabulary-difference", change="-28.6", low="-33.3", high="-25.0") in told
    assert EN("vocabulary-few") in told


async def test_what_does_not_help_is_not_listened_for_any_longer(here: Scene, engine: Teachable) -> None:
    await corrected(here)
    await here.type(here.owner, "!vocabulary measure")
    engine.taught = "feel a page"
    told = (await here.type(here.owner, "!vocabulary measure")).content
    assert EN("vocabulary-no-help", engine=ENGINE) in told
    assert here.chosen().vocabulary == ()


async def test_what_was_chosen_otherwise_stays(here: Scene) -> None:
    await corrected(here)
    await here.bot.shared.choices.servers.change(here.guild.id, language="ru")
    await here.type(here.owner, "!vocabulary measure")
    await here.bot.shared.choices.servers.change(here.guild.id, volume=0.5)
    assert (here.chosen().language, here.chosen().vocabulary) == ("ru", (ENGINE,))


async def test_with_too_few_corrected_recordings_nothing_is_measured(here: Scene) -> None:
    await heard(here, here.anna)
    assert (await here.type(here.owner, "!vocabulary measure")).content == EN("vocabulary-too-few")


async def test_audio_that_is_gone_is_told_and_not_measured(here: Scene) -> None:
    await corrected(here)
    gone = await corrected(here, "sell the sword")
    del here.guild.text.messages[subject(gone)["source"]]
    told = (await here.type(here.owner, "!vocabulary measure")).content
    assert EN("vocabulary-missing", count=1) in told
    assert EN("vocabulary-helps", engine=ENGINE) in told


async def test_only_trainers_may_and_only_with_engines_of_the_server(here: Scene) -> None:
    assert (await here.type(here.anna, "!vocabulary measure")).content == EN("rights-missing")
    told = (await here.ask(here.owner, "slash", "vocabulary", deed="measure", engine="parrot")).content
    assert told == EN("engine-unknown", engines=ENGINE)
    assert f"`{ENGINE}`" in (await here.type(here.owner, "!vocabulary measure parrot")).content
    assert await here.offered(here.anna, "vocabulary", "engine") == []
    assert await here.offered(here.owner, "vocabulary", "engine") == [ENGINE]


async def test_recordings_are_held_at_once_only_as_far_as_one_attachment_may_go_the_newest_first(here: Scene) -> None:
    await corrected(here, "sell the sword", *SAID)
    here.bot.listener.limit = 2 * len(wav("heal the mage"))
    told = (await here.type(here.owner, "!vocabulary measure")).content
    assert EN("vocabulary-before", engine=ENGINE, count=2, value=42.9, low=33.3, high=50.0) in told
    assert EN("vocabulary-missing", count=1) in told
