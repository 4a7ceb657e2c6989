"""An engine that somebody asks for by name, on a server whose language it does not know; by the real client."""

from collections.abc import AsyncIterator, Iterable
from pathlib import Path

import pytest

from hypotez.entrypoints.app import App
from hypotez.entrypoints.config import Config
from hypotez.entrypoints.engines import Kind
from hypotez.entrypoints.texts import Texts
from hypotez.ports.audio import Pcm
from hypotez.ports.progress import Report, ignore
from hypotez.ports.speech import Hearing, SpeechToText, SttCan, Transcript
from tests.e2e.loopback import Message, Upload
from tests.e2e.loopback.scene import Scene, scene
from tests.lessons import origin
from tests.speech import wav

RU = Texts.for_language("ru")
ENGLISH = "pocketsphinx"
UNKNOWN = RU("hearing-unknown-language", engine=ENGLISH, language="ru", known="en")


class Other(SpeechToText):
    """Finds out that the speech is Russian."""

    name = "google"
    can = SttCan(detects=True)

    def transcribe(self, blocks: Iterable[Pcm], hearing: Hearing = Hearing(), *, report: Report = ignore) -> Transcript:
        list(blocks)
        return Transcript("привет", language="ru", engine=self.name)


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Scene]:
    use = {"use": [Other.name, ENGLISH]}
    tables = {"storage": {"data": str(tmp_path)}, "isolation": {"on": False}, "stt": use}
    with App(Config.model_validate(tables)) as app:
        app._made._made[Kind.STT, Other.name] = Other()
        async with scene(lambda _: app) as here:
            await here.bot.shared.choices.servers.change(here.guild.id, language="ru")
            yield here


async def heard(here: Scene, command: str = "") -> Message:
    """The answer to a file, of which `command` says how to hear it."""
    await here.discord.send(here.guild.text, command, [Upload("said.wav", wav("one two three"))], author=here.boris)
    return await here.discord.wait_message(here.guild.text)


async def test_it_hears_in_its_own_language(here: Scene) -> None:
    shown = await heard(here, f"!transcribe {ENGLISH}")
    assert RU("button-redo") in [control.get("label") for control in shown.controls]
    assert "привет" not in shown.content


async def test_it_hears_again_what_another_has_heard(here: Scene) -> None:
    shown = await heard(here)
    assert shown.content == "привет"
    pressed = await here.discord.press(shown, RU("button-redo"), here.boris)
    assert (await pressed.answer()).content == RU("redo-done", engine=ENGLISH)
    assert shown.content != "привет"


async def test_whoever_wants_a_language_that_it_does_not_know_is_told_so(here: Scene) -> None:
    assert (await heard(here, f"!transcribe {ENGLISH} ru")).content == UNKNOWN


async def test_that_is_told_too_where_it_is_measured_on_recordings_in_that_language(here: Scene) -> None:
    for said in ("привет всем", "привет, мир"):
        shown = await heard(here)
        record = shown.controls[0]["custom_id"].split(":")[2]
        here.app.correct(record, said, origin=origin(here))
    assert (await here.type(here.owner, f"!vocabulary measure {ENGLISH}")).content == UNKNOWN
