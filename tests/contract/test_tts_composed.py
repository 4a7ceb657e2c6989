"""Speakers as users get them, every wrapper around them, obey the port."""

import pytest

from hypotez.entrypoints.composition import Composition
from hypotez.entrypoints.config import Config
from hypotez.ports.testing.tts import TextToSpeechContract
from tests.gtts_server import gtts_server


@pytest.fixture(scope="module")
def compose(tmp_path_factory):
    made = []

    def composed(**tts):
        folder = tmp_path_factory.mktemp("storage")
        storage = {"data": str(folder / "data"), "cache": str(folder / "cache")}
        made.append(Composition(Config.model_validate({"storage": storage, "tts": tts})))
        return made[-1].tts()

    yield composed
    for composition in made:
        composition.close()


@pytest.fixture(scope="module")
def espeak(compose):
    speaker = compose(use=["espeak"])
    speaker.voices()  # its process is there before threads are counted
    return speaker


@pytest.fixture(scope="module")
def gtts(compose):
    with gtts_server() as server:
        yield compose(use=["gtts"], gtts={"endpoint": server.url})


class TestEspeak(TextToSpeechContract):
    @pytest.fixture
    def engine(self, espeak):
        return espeak


class TestGttsCached(TextToSpeechContract):
    @pytest.fixture
    def engine(self, gtts):
        return gtts
