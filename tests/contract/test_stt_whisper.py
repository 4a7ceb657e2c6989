"""openai-whisper obeys the port."""

import pytest

from hypotez.adapters.stt.whisper import Whisper
from hypotez.ports.testing.stt import SpeechToTextContract
from tests import whisper_models


@pytest.fixture(scope="module")
def warm():
    return Whisper(model=str(whisper_models.pt_file()), threads=1, beam=1)


class TestWhisper(SpeechToTextContract):
    vendors = ("whisper", "torch", "numpy")
    languages = pytest.fixture(lambda _self: ("en", "ru"))
    speech = pytest.fixture(lambda _self: whisper_models.speech)

    @pytest.fixture
    def engine(self, warm):
        return warm
