"""A real recogniser behind the pipe and behind TCP."""

import pytest

from hypotez.adapters.compose.isolated import IsolatedSpeechToText
from hypotez.adapters.compose.recipe import Recipe
from hypotez.adapters.stt.wyoming import WyomingSpeechToText
from hypotez.ports.speech import Hearing
from tests.speech import say
from tests.wyoming_server import serving

RECIPE = Recipe("hypotez.stt", "pocketsphinx")
HEARING = Hearing("en", ("turn on the light", "open the window", "play some music"), only_phrases=True)


@pytest.mark.parametrize("place", ["process", "server"])
def test_pocketsphinx_hears_a_command(place):
    with serving(RECIPE) as address:
        engine = IsolatedSpeechToText(RECIPE) if place == "process" else WyomingSpeechToText(address=address)
        transcript = engine.transcribe([say("open the window")], HEARING)
        engine.close()
    assert transcript.text == "open the window"
    assert transcript.language == "en"
    assert [word.text for segment in transcript.segments for word in segment.words] == ["open", "the", "window"]
