import pytest

from hypotez.adapters.audio.pydub import Pydub
from hypotez.ports.testing.codec import AudioCodecContract
from tests.sounds import RECIPES
from tests.sounds import sample as made


class TestPydub(AudioCodecContract):
    reads = tuple(RECIPES)
    mutations = 3  # each is a process

    @pytest.fixture
    def codec(self):
        return Pydub()

    @pytest.fixture
    def sample(self):
        return made
