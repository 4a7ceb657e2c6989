"""Google Web Speech obeys the port, in front of a local server."""

import pytest

from hypotez.adapters.stt.google import Google
from hypotez.ports.testing.stt import SpeechToTextContract
from tests.google_server import google_server
from tests.speech import blocks, say


class TestGoogle(SpeechToTextContract):
    vendors = ("speech_recognition", "av", "numpy")
    languages = pytest.fixture(lambda _self: ("en", "ru"))

    @pytest.fixture
    def speech(self):
        said = {"en": "zero one two three", "ru": "играй громче"}
        return lambda language: (list(blocks(say(said[language], language))), said[language].split())

    @pytest.fixture
    def engine(self, speech):
        with google_server() as server:
            for language in ("en", "ru"):
                server.learn(say(" ".join(speech(language)[1]), language), language, " ".join(speech(language)[1]))
            yield Google(endpoint=server.url)
