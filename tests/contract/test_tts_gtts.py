"""gTTS obeys the port, in front of a local server."""

import pytest

from hypotez.adapters.tts.gtts import Gtts
from hypotez.ports.testing.tts import TextToSpeechContract
from tests.gtts_server import gtts_server


@pytest.fixture(scope="module")
def server():
    with gtts_server() as server:
        yield server


class TestGtts(TextToSpeechContract):
    vendors = ("gtts", "requests", "av")

    @pytest.fixture
    def engine(self, server):
        return Gtts(endpoint=server.url)
