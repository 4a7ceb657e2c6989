"""The fake recogniser obeys the port."""

import pytest

from hypotez.ports.testing.codec import tone
from hypotez.ports.testing.fakes_stt import FakeSpeechToText
from hypotez.ports.testing.stt import SpeechToTextContract


class TestFake(SpeechToTextContract):
    @pytest.fixture
    def engine(self):
        return FakeSpeechToText()

    @pytest.fixture
    def speech(self):
        return lambda _language: (tone(), "one two three".split())
