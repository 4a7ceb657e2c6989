"""The Silero model, and what becomes of its vendor's errors."""

import onnxruntime
import pytest

from hypotez.adapters.audio import voice_activity
from hypotez.adapters.audio.voice_activity import FRAME, VoiceActivity
from hypotez.adapters.compose.chunked import Chunked
from hypotez.ports.audio import Pcm
from hypotez.ports.errors import EngineFailed, EngineUnavailable
from hypotez.ports.testing.fakes_stt import FakeSpeechToText
from tests.speech import blocks, say

STATES = vars(onnxruntime.capi.onnxruntime_pybind11_state).values()
ERRORS = sorted(
    {kind for kind in STATES if isinstance(kind, type) and issubclass(kind, Exception)}, key=lambda kind: kind.__name__
)


def probabilities(data: bytes, batch: int) -> list[float]:
    listen, size = VoiceActivity(), 2 * FRAME * batch
    return [p for at in range(0, len(data), size) for p in listen(data[at : at + size])]


def test_speech_is_likely_where_somebody_speaks_and_nowhere_in_silence():
    data = say("the quick brown fox jumps over the lazy dog").data
    data = data[: len(data) // (2 * FRAME) * 2 * FRAME]
    assert max(probabilities(data, 16)) > 0.9
    assert max(probabilities(bytes(2 * FRAME * 64), 16)) < 0.2


def test_what_is_heard_does_not_depend_on_the_size_of_the_pieces():
    data = say("one two three").data
    data = data[: len(data) // (2 * FRAME) * 2 * FRAME]
    assert probabilities(data, 1) == pytest.approx(probabilities(data, 16), abs=1e-4)


@pytest.mark.parametrize("kind", [*ERRORS, RuntimeError, OSError, TimeoutError], ids=lambda kind: kind.__name__)
def test_a_failure_while_it_listens_is_an_engine_that_failed(monkeypatch, kind):
    class Broken:
        def run(self, *_):
            raise kind("vendor text")

    monkeypatch.setattr(voice_activity, "_session", Broken)
    with pytest.raises(EngineFailed, match="Voice activity detection failed"):
        Chunked(FakeSpeechToText()).transcribe(blocks(Pcm(bytes(64_000))))


@pytest.mark.parametrize(
    ("kind", "becomes"), [(ImportError, EngineUnavailable), (RuntimeError, EngineFailed), (OSError, EngineFailed)]
)
def test_a_model_that_cannot_be_loaded_is_an_engine_error(monkeypatch, kind, becomes):
    def broken():
        raise kind("vendor text")

    monkeypatch.setattr(voice_activity, "_loaded", broken)
    voice_activity._session.cache_clear()
    with pytest.raises(becomes):
        VoiceActivity()
