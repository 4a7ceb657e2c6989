"""Speakers as users get them, every wrapper around them, obey the port."""

import pytest

from hypotez.entrypoints.composition import Composition
from hypotez.entrypoints.config import Config
from hypotez.ports.testing.tts import TextToSpeechContract


@pytest.fixture(scope="module")
def composition(tmp_path_factory):
    made = Composition(Config.model_validate({"storage": {"data": str(tmp_path_factory.mktemp("data"))}}))
    yield made
    made.close()


class TestComposed(TextToSpeechContract):
    @pytest.fixture
    def engine(self, composition):
        speaker = composition.tts()
        speaker.voices()  # its process is there before threads are counted
        return speaker
