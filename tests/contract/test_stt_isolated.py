"""A recogniser in a process of its own obeys the port."""

import pytest

from hypotez.adapters.compose.isolated import IsolatedSpeechToText
from hypotez.adapters.compose.recipe import Recipe
from hypotez.ports.testing.stt import SpeechToTextContract
from tests.speech import blocks, say


class TestIsolated(SpeechToTextContract):
    @pytest.fixture
    def engine(self):
        engine = IsolatedSpeechToText(Recipe("hypotez.stt", "hypotez.ports.testing.fakes_stt:FakeSpeechToText"))
        yield engine
        engine.close()

    @pytest.fixture
    def speech(self):
        return lambda language: (list(blocks(say("one two three", language))), ["one", "two", "three"])
