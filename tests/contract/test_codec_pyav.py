import pytest

from hypotez.adapters.audio.pyav import PyAv
from hypotez.ports.testing.codec import AudioCodecContract
from tests.sounds import RECIPES
from tests.sounds import sample as made


class TestPyAv(AudioCodecContract):
    reads = tuple(RECIPES)

    @pytest.fixture
    def codec(self):
        return PyAv()

    @pytest.fixture
    def sample(self):
        return made
