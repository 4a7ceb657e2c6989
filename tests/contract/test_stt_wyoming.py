"""Our own Wyoming server, asked over TCP, obeys the port."""

import pytest

from hypotez.adapters.compose.recipe import Recipe
from hypotez.adapters.stt.wyoming import WyomingSpeechToText
from hypotez.ports.testing.stt import SpeechToTextContract
from tests.speech import blocks, say
from tests.wyoming_server import serving


@pytest.fixture(scope="module")
def address():
    with serving(Recipe("hypotez.stt", "hypotez.ports.testing.fakes_stt:FakeSpeechToText")) as address:
        yield address


class TestWyoming(SpeechToTextContract):
    @pytest.fixture
    def engine(self, address):
        return WyomingSpeechToText(address=address)

    @pytest.fixture
    def speech(self):
        return lambda language: (list(blocks(say("one two three", language))), ["one", "two", "three"])
