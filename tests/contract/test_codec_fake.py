import pytest

from hypotez.ports.testing.codec import AudioCodecContract
from hypotez.ports.testing.fakes_audio import FakeCodec
from tests.sounds import sample as made


class TestFakeCodec(AudioCodecContract):
    reads = ("wav",)

    @pytest.fixture
    def codec(self):
        return FakeCodec()

    @pytest.fixture
    def sample(self):
        return made
