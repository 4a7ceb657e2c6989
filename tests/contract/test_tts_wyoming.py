"""Our own Wyoming server, asked over TCP, obeys the port."""

import pytest

from hypotez.adapters.compose.recipe import Recipe
from hypotez.adapters.tts.wyoming import WyomingTextToSpeech
from hypotez.ports.testing.tts import TextToSpeechContract
from tests.wyoming_server import serving


@pytest.fixture(scope="module")
def address():
    with serving(Recipe("hypotez.tts", "espeak")) as address:
        yield address


class TestWyoming(TextToSpeechContract):
    vendors = ("wyoming",)

    @pytest.fixture
    def engine(self, address):
        engine = WyomingTextToSpeech(address=address)
        engine.voices()  # what it can is known once the server was asked
        return engine
