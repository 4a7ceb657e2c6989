"""A codec in a process of its own obeys the port."""

import pytest

from hypotez.adapters.compose.isolated import IsolatedCodec
from hypotez.adapters.compose.recipe import Recipe
from hypotez.ports.testing.codec import AudioCodecContract
from tests.sounds import RECIPES
from tests.sounds import sample as made


@pytest.fixture(scope="module")
def warm():
    codec = IsolatedCodec(Recipe("hypotez.audio", "pyav"))
    yield codec
    codec.close()


class TestIsolated(AudioCodecContract):
    reads = tuple(RECIPES)
    mutations = 60

    @pytest.fixture
    def codec(self, warm):
        return warm

    @pytest.fixture
    def sample(self):
        return made
