"""The fake speaker obeys the port."""

import pytest

from hypotez.ports.testing.fakes_tts import FakeTextToSpeech
from hypotez.ports.testing.tts import TextToSpeechContract


class TestFake(TextToSpeechContract):
    @pytest.fixture
    def engine(self):
        return FakeTextToSpeech()
