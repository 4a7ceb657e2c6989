"""In which order engines are wrapped, and which wrappers the config leaves out."""

import pytest

from hypotez.adapters.compose.cached import Cached
from hypotez.adapters.compose.chunked import Chunked
from hypotez.adapters.compose.fallback import FallbackSpeechToText, FallbackTextToSpeech
from hypotez.adapters.compose.isolated import IsolatedCodec, IsolatedSpeechToText, IsolatedTextToSpeech
from hypotez.adapters.compose.retrying import RetryingSpeechToText, RetryingTextToSpeech
from hypotez.adapters.compose.sentences import Sentences
from hypotez.entrypoints.composition import Composition
from hypotez.entrypoints.config import Config
from hypotez.ports.speech import Hearing, Voicing
from tests.speech import blocks, say


@pytest.fixture
def composed(tmp_path):
    made = []

    def compose(**tables):
        storage = {"data": str(tmp_path / "data"), "cache": str(tmp_path / "cache")}
        composition = Composition(Config.model_validate({"storage": storage, **tables}))
        made.append(composition)
        return composition

    yield compose
    for composition in made:
        composition.close()


def layers(engine):
    """The classes from the outside in, down to the first that wraps nothing."""
    found = [type(engine)]
    if isinstance(engine, FallbackSpeechToText | FallbackTextToSpeech):
        return found + layers(engine._engines[0])
    inner = getattr(engine, "_engine", None)
    isolated = isinstance(engine, IsolatedSpeechToText | IsolatedTextToSpeech)
    return found if inner is None or isolated else found + layers(inner)


def test_a_local_recogniser_is_chunked_around_a_process_of_its_own(composed):
    assert layers(composed(stt={"use": ["pocketsphinx"]}).stt()) == [
        FallbackSpeechToText,
        Chunked,
        IsolatedSpeechToText,
    ]


def test_a_recogniser_in_the_network_is_asked_again_around_the_chunks(composed):
    names = [kind.__name__ for kind in layers(composed(stt={"use": ["google"]}).stt())]
    assert names == ["FallbackSpeechToText", "RetryingSpeechToText", "Chunked", "Google"]


def test_a_table_of_another_name_answers_under_that_name(composed):
    made = composed(stt={"use": ["ears"], "ears": {"engine": "pocketsphinx"}})
    heard = made.stt().transcribe(blocks(say("hello world")), Hearing("en"))
    assert (heard.engine, bool(heard.text)) == ("ears", True)


def test_two_engines_that_had_the_same_name_one_after_the_other_share_no_cache(composed):
    caches = []
    for engine in ("gtts", "wyoming"):
        made = composed(tts={"use": ["mouth"], "mouth": {"engine": engine}})
        caches.append(made.tts()._engines[0]._engine._key("hello", Voicing()))
    assert caches[0] != caches[1]


def test_a_local_speaker_that_streams_is_not_cached(composed):
    assert layers(composed().tts()) == [FallbackTextToSpeech, Sentences, IsolatedTextToSpeech]


def test_a_speaker_in_the_cloud_is_asked_again_sentence_by_sentence_behind_the_cache(composed):
    names = [kind.__name__ for kind in layers(composed(tts={"use": ["gtts"]}).tts())]
    assert names == ["FallbackTextToSpeech", "Sentences", "Cached", "RetryingTextToSpeech", "Gtts"]


def test_the_config_leaves_wrappers_out(composed):
    bare = composed(
        isolation={"on": False},
        chunking={"on": False},
        retry={"on": False},
        stt={"use": ["pocketsphinx", "google"]},
        tts={"use": ["gtts"], "cache": False},
    )
    assert [kind.__name__ for kind in layers(bare.stt())] == ["FallbackSpeechToText", "PocketSphinx"]
    assert not {Cached, RetryingTextToSpeech} & set(layers(bare.tts()))
    assert RetryingSpeechToText not in layers(bare.stt()._engines[1])
    assert type(bare.codec()).__name__ == "PyAv"


def test_the_codec_runs_in_a_process_of_its_own(composed):
    assert isinstance(composed().codec(), IsolatedCodec)


def test_a_server_orders_the_recognisers_that_the_config_allows_and_adds_none(composed):
    composition = composed(stt={"use": ["pocketsphinx", "google"]})

    def names(*wished):
        return [engine.name for engine in composition.stt(wished)._engines]

    assert names("google", "pocketsphinx", "google") == ["google", "pocketsphinx"]
    assert names("google") == ["google"]
    assert names("faster-whisper", "no-longer-there", "pocketsphinx") == ["pocketsphinx"]
    assert names("faster-whisper") == ["pocketsphinx", "google"]


def test_an_engine_is_built_once_whoever_asks(composed):
    composition = composed(stt={"use": ["pocketsphinx"]})
    assert composition.stt()._engines[0] is composition.stt("pocketsphinx")._engines[0]
    assert composition.codec() is composition.codec()
    assert composition._database() is composition._database()
