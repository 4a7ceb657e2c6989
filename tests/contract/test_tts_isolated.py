"""A speaker in a process of its own obeys the port."""

import pytest

from hypotez.adapters.compose.isolated import IsolatedTextToSpeech
from hypotez.adapters.compose.recipe import Recipe
from hypotez.ports.testing.tts import TextToSpeechContract


@pytest.fixture(scope="module")
def warm():
    engine = IsolatedTextToSpeech(Recipe("hypotez.tts", "espeak"))
    yield engine
    engine.close()


class TestIsolated(TextToSpeechContract):
    @pytest.fixture
    def engine(self, warm):
        warm.voices()  # its process is there before threads are counted
        return warm
