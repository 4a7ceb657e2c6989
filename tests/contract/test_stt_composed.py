"""Recognisers as users get them - every wrapper around them - obey the port, and promise that silence is empty."""

import pytest

from hypotez.entrypoints.composition import Composition
from hypotez.entrypoints.config import Config
from hypotez.ports.speech import Hearing
from hypotez.ports.testing.stt import SpeechToTextContract
from tests.speech import blocks, say


@pytest.fixture(scope="module")
def composition(tmp_path_factory):
    storage = {"data": str(tmp_path_factory.mktemp("data"))}
    made = Composition(Config.model_validate({"storage": storage, "stt": {"use": ["pocketsphinx"]}}))
    yield made
    made.close()


class TestComposed(SpeechToTextContract):
    @pytest.fixture
    def engine(self, composition):
        return composition.stt("pocketsphinx")._engines[0]

    @pytest.fixture
    def speech(self):
        return lambda language: (list(blocks(say("one two three", language))), ["one", "two", "three"])

    @pytest.fixture
    def hearing(self):
        return lambda language: Hearing(language, ("one", "two", "three", "four"), only_phrases=True)
