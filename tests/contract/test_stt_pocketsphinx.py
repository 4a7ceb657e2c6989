"""PocketSphinx obeys the port."""

import pytest

from hypotez.adapters.stt.pocketsphinx import PocketSphinx
from hypotez.ports.speech import Hearing
from hypotez.ports.testing.stt import SpeechToTextContract
from tests.speech import blocks, say

_PHRASES = ("good morning", "cancel the order", "stop the music")


@pytest.fixture(scope="module")
def warm():
    return PocketSphinx()


class TestPocketSphinx(SpeechToTextContract):
    vendors = ("pocketsphinx",)
    speech = pytest.fixture(lambda _self: lambda _language: (list(blocks(say("good morning"))), ("good", "morning")))
    hearing = pytest.fixture(lambda _self: lambda language: Hearing(language, _PHRASES, only_phrases=True))

    @pytest.fixture
    def engine(self, warm):
        return warm
