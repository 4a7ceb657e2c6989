"""Recognisers as users get them - every wrapper around them - obey the port, and promise that silence is empty."""

import pytest

from hypotez.entrypoints.composition import Composition
from hypotez.entrypoints.config import Config
from hypotez.ports.speech import Hearing
from hypotez.ports.testing.stt import SpeechToTextContract
from tests import whisper_models
from tests.speech import blocks, say


@pytest.fixture(scope="module")
def compose(tmp_path_factory):
    made = []

    def composed(**stt):
        storage = {"data": str(tmp_path_factory.mktemp("data"))}
        made.append(Composition(Config.model_validate({"storage": storage, "stt": stt})))
        return made[-1].stt()

    yield composed
    for composition in made:
        composition.close()


@pytest.fixture(scope="module")
def sphinx(compose):
    return compose(use=["pocketsphinx"])


@pytest.fixture(scope="module")
def whisper(compose):
    table = {"model": str(whisper_models.ctranslate2_folder()), "threads": 1}
    return compose(use=["faster-whisper", "pocketsphinx"], **{"faster-whisper": table})


class TestPocketSphinx(SpeechToTextContract):
    answers_as = "pocketsphinx"

    @pytest.fixture
    def engine(self, sphinx):
        return sphinx

    @pytest.fixture
    def speech(self):
        return lambda language: (list(blocks(say("one two three", language))), ["one", "two", "three"])

    @pytest.fixture
    def hearing(self):
        return lambda language: Hearing(language, ("one", "two", "three", "four"), only_phrases=True)


class TestFasterWhisper(SpeechToTextContract):
    answers_as = "faster-whisper"
    languages = pytest.fixture(lambda _self: ("en", "ru"))
    speech = pytest.fixture(lambda _self: whisper_models.speech)

    @pytest.fixture
    def engine(self, whisper):
        return whisper
