"""A speaker behind the cache obeys the port, on the first hearing and on the next."""

import pytest

from hypotez.adapters.compose.cached import Cached
from hypotez.adapters.tts.espeak import Espeak
from hypotez.ports.testing.fakes_tts import FakeTextToSpeech
from hypotez.ports.testing.tts import TextToSpeechContract


class TestCached(TextToSpeechContract):
    @pytest.fixture(params=[FakeTextToSpeech, Espeak])
    def engine(self, request, tmp_path):
        return Cached(request.param(), folder=str(tmp_path))
