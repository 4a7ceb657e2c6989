"""The App listens for what a scope's corrections taught: where that helps, and as long as they are kept."""

import pytest

from hypotez.adapters.compose.fallback import FallbackSpeechToText
from hypotez.domain.evaluate_speech import Clip
from hypotez.entrypoints.app import App
from hypotez.entrypoints.config import Config
from hypotez.ports.audio import Audio
from hypotez.ports.speech import Hearing, SpeechToText, SttCan, Transcript
from hypotez.ports.storage import Origin
from tests.speech import wav

SOUND = wav("heal the mage")
HERE = Origin("server", "ann")


class Told(SpeechToText):
    """Remembers how it was told to listen; hears `taught` with a vocabulary."""

    can = SttCan()

    def __init__(self, name, taught="heal the mage"):
        self.name = name
        self.taught = taught
        self.hearings = []

    def transcribe(self, blocks, hearing=Hearing(), *, report=None):
        list(blocks)
        self.hearings.append(hearing)
        return Transcript(self.taught if hearing.vocabulary else "heal the page", engine=self.name)


@pytest.fixture
def engine():
    return Told("parrot")


@pytest.fixture
def app(tmp_path, engine, monkeypatch):
    with App(Config.model_validate({"storage": {"data": tmp_path / "data", "cache": tmp_path / "cache"}})) as app:
        monkeypatch.setattr(app._made, "stt", lambda _=None: FallbackSpeechToText([engine]))
        yield app


def corrected(app, origin=HERE):
    record = app.transcribe_and_keep(SOUND, origin=origin)
    app.correct(record.id, "heal the mage", origin=origin)


def measure(app):
    clips = [Clip(text, Audio(SOUND, "said.wav"), text) for text in ("heal the mage", "heal the mage now")]
    return app.teach_speech(clips, "parrot", scope="server")


def test_corrections_alone_change_nothing(app, engine):
    corrected(app)
    app.transcribe_and_keep(SOUND, origin=HERE)
    assert engine.hearings[-1].vocabulary is None


def test_once_measured_to_help_it_listens_for_what_was_corrected_there_and_nowhere_else(app, engine):
    corrected(app)
    assert measure(app).helps
    app.transcribe_and_keep(SOUND, origin=HERE)
    assert engine.hearings[-1].vocabulary.sentences == ("heal the mage",)
    app.transcribe_and_keep(SOUND, origin=Origin("elsewhere", "bob"))
    assert engine.hearings[-1].vocabulary is None


def test_measured_to_harm_it_is_switched_off_again(app, engine):
    measure(app)
    engine.taught = "feel a page"
    assert not measure(app).helps
    assert app.settings.server("server").vocabulary == ()


def test_what_somebody_taught_is_listened_for_no_longer_once_they_are_forgotten(app, engine):
    corrected(app)
    measure(app)
    app.forget("ann")
    app.transcribe_and_keep(SOUND, origin=HERE)
    assert engine.hearings[-1].vocabulary is None


def test_an_engine_that_does_not_hear_better_with_it_is_not_given_it(app, engine, monkeypatch):
    corrected(app)
    measure(app)
    other = Told("whisper")
    monkeypatch.setattr(app._made, "stt", lambda _=None: FallbackSpeechToText([other]))
    app.transcribe_and_keep(SOUND, origin=HERE)
    assert other.hearings[-1].vocabulary is None
