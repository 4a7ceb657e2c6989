"""pyttsx3 obeys the port."""

import pytest

from hypotez.adapters.tts.pyttsx3 import Pyttsx3
from hypotez.ports.testing.tts import TextToSpeechContract


class TestPyttsx3(TextToSpeechContract):
    vendors = ("pyttsx3", "espeakng_loader", "av")

    @pytest.fixture
    def engine(self):
        return Pyttsx3()
