"""eSpeak NG obeys the port."""

import pytest

from hypotez.adapters.tts.espeak import Espeak
from hypotez.ports.testing.tts import TextToSpeechContract


class TestEspeak(TextToSpeechContract):
    vendors = ("espeakng_loader",)

    @pytest.fixture
    def engine(self):
        return Espeak()
