"""faster-whisper obeys the port."""

import pytest

from hypotez.adapters.stt.faster_whisper import FasterWhisper
from hypotez.ports.testing.stt import SpeechToTextContract
from tests import whisper_models


@pytest.fixture(scope="module")
def warm():
    return FasterWhisper(model=str(whisper_models.ctranslate2_folder()), threads=1)


class TestFasterWhisper(SpeechToTextContract):
    vendors = ("faster_whisper", "ctranslate2", "numpy", "huggingface_hub")
    languages = pytest.fixture(lambda _self: ("en", "ru"))
    speech = pytest.fixture(lambda _self: whisper_models.speech)

    @pytest.fixture
    def engine(self, warm):
        return warm
