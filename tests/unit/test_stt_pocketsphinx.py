"""What PocketSphinx does beyond the contract: phrases, its score gate, its vendor's errors."""

import builtins
import json

import numpy as np
import pytest

from hypotez.adapters.stt import pocketsphinx as adapter
from hypotez.adapters.stt.pocketsphinx import PocketSphinx
from hypotez.adapters.stt.sphinx_decoding import Heard
from hypotez.ports.audio import SPEECH_RATE, Pcm
from hypotez.ports.errors import EngineFailed, EngineUnavailable, OptionError, UnknownLanguage
from hypotez.ports.speech import Hearing, Word
from tests.speech import blocks, say

COMMANDS = ("turn on the light", "volume up", "stop the music", "open the door", "cancel the order", "good morning")


@pytest.fixture(scope="module")
def engine():
    return PocketSphinx()


def hear(engine, text, phrases=COMMANDS, *, only=True):
    return engine.transcribe(blocks(say(text)), Hearing("en", phrases, only_phrases=only))


def test_expected_phrases_are_recognised(engine):
    assert [hear(engine, command).text for command in COMMANDS] == list(COMMANDS)


def test_phrases_may_follow_one_another(engine):
    assert hear(engine, "good morning, stop the music").text == "good morning stop the music"


def test_a_phrase_is_heard_among_general_speech_too(engine):
    assert hear(engine, "cancel the order", only=False).text == "cancel the order"


def test_nearly_all_other_speech_is_no_phrase(engine):
    others = (
        "what is the weather like tomorrow",
        "three apples and a banana",
        "my mother likes to read",
        "turn left at the next street",
        "play chess with me",
        "we went to the market",
        "how old are you",
        "hello",
    )
    taken = [answer.text for other in others if (answer := hear(engine, other)).text]
    assert len(taken) <= 2  # the gate is a matter of scores, and eSpeak's voice is strange to the model


def test_what_the_gate_turns_down_is_heard_as_it_would_be_without_phrases():
    strict = PocketSphinx(prefer=1000.0)
    other = "what is the weather like tomorrow"
    plain = strict.transcribe(blocks(say(other)), Hearing("en"))
    assert plain.text
    assert hear(strict, other, only=False) == plain


def test_the_gate_can_be_closed():
    assert hear(PocketSphinx(accept=1000.0), "volume up").text == ""


def test_noise_is_no_phrase(engine):
    noise = np.random.default_rng(0).normal(0, 1000, 2 * SPEECH_RATE).astype("<i2").tobytes()
    assert engine.transcribe([Pcm(noise)], Hearing("en", COMMANDS, only_phrases=True)).text == ""


def test_words_that_no_dictionary_has_are_recognised(engine):
    answer = hear(engine, "zorbax", ("zorbax", "open the door"))
    assert (answer.text, answer.warnings) == ("zorbax", ())


def test_phrases_without_english_words_are_left_out_and_named(engine):
    answer = hear(engine, "stop the music", ("стоп", "!", "", "stop the music"))
    assert answer.text == "stop the music"
    assert [warning for warning in answer.warnings if "'стоп'" in warning]
    assert len(answer.warnings) == 3


def test_where_nothing_is_wished_but_phrases_of_which_none_can_be_said_that_is_an_error(engine):
    with pytest.raises(OptionError, match="can hear none of the phrases"):
        hear(engine, "stop the music", ("стоп", "?"))


def test_where_none_of_the_phrases_can_be_said_free_speech_is_heard_with_a_warning_for_each(engine):
    answer = hear(engine, "stop the music", ("стоп", "?"), only=False)
    assert answer.text
    assert len(answer.warnings) == 2


def test_hostile_phrases_are_words_and_nothing_else(engine):
    answer = hear(engine, "stop the music", ("stop the music;", "<said> | ( *", "public <x> = evil;", "a" * 300))
    assert answer.text == "stop the music"


def test_digits_in_phrases_are_said_one_by_one(engine):
    assert hear(engine, "channel four two", ("channel 42", "open the door")).text == "channel four two"


def test_old_sets_of_phrases_are_forgotten_and_come_back(engine):
    sound = list(blocks(say("volume up")))
    for number in range(20):
        phrases = ("volume up", f"open door {number}")
        assert engine.transcribe(sound, Hearing("en", phrases, only_phrases=True)).text == "volume up"
    assert hear(engine, "volume up").text == "volume up"


def test_words_have_times_where_they_were_said(engine):
    late = [Pcm(bytes(2 * SPEECH_RATE)), *blocks(say("volume up"))]
    answer = engine.transcribe(late, Hearing("en", COMMANDS, only_phrases=True))
    first, second = answer.segments[0].words
    assert (first.text, second.text) == ("volume", "up")
    assert 1.2 < first.start < 1.5
    assert first.end == pytest.approx(second.start, abs=0.02)


def test_general_speech_has_words_with_confidence_and_phrases_have_none(engine):
    plain = engine.transcribe(blocks(say("cancel the order")), Hearing("en"))
    assert all(0 <= word.confidence <= 1 for segment in plain.segments for word in segment.words)
    known = hear(engine, "cancel the order")
    assert [word.confidence for word in known.segments[0].words] == [None] * 3


def test_a_phrase_has_a_confidence_by_which_other_speech_that_is_taken_for_it_can_be_told():
    forgiving = PocketSphinx(accept=-1000.0)
    said = [hear(forgiving, command) for command in COMMANDS]
    others = ("turn off the tap", "open the window", "cook the morning meal")
    other = [hear(forgiving, text) for text in others]
    sure = [segment.confidence for answer in said for segment in answer.segments]
    taken = [segment.confidence for answer in other for segment in answer.segments]
    assert taken
    assert max(taken) < 0.1 < min(sure)


def test_general_speech_has_no_confidence_as_a_whole(engine):
    plain = engine.transcribe(blocks(say("cancel the order")), Hearing("en"))
    assert [segment.confidence for segment in plain.segments] == [None]


def test_confidence_stays_within_0_and_1_however_badly_a_phrase_fits():
    word = Word("stop", 0.0, 0.3)
    sure = [Heard((word,), -1.0, fit, weakest=-30.0, explained=1.0).confidence for fit in (-1e9, -40.0, 0.0, 40.0, 1e9)]
    assert sure == sorted(sure)
    assert 0 <= sure[0] < 0.01 < sure[2] < 0.99 < sure[-1] <= 1
    assert Heard((word,)).confidence is None


def test_confidence_falls_with_the_weakest_word_and_with_loud_sound_that_no_word_explains():
    word = Word("stop", 0.0, 0.3)
    sure = [
        Heard((word,), -1.0, 0.0, weakest, explained).confidence
        for weakest, explained in ((-20.0, 1.0), (-50.0, 1.0), (-20.0, 0.5), (-50.0, 0.5))
    ]
    assert min(sure[0] - sure[1], sure[0] - sure[2], sure[1] - sure[3], sure[2] - sure[3]) > 0.05


def test_long_sound_is_heard_in_stretches_with_times_from_its_start(engine):
    seconds = 12
    spoken = say("volume up")
    gap = Pcm(bytes(2 * (seconds * SPEECH_RATE - spoken.frames)))
    answer = engine.transcribe((block for _ in range(3) for block in (spoken, gap)), Hearing("en", COMMANDS, True))
    assert answer.text == "volume up volume up volume up"
    assert answer.duration == pytest.approx(3 * seconds)
    assert [segment.start for segment in answer.segments] == pytest.approx([0.3, 12.3, 24.3], abs=0.2)


def test_only_english_is_known(engine):
    with pytest.raises(UnknownLanguage, match="ru"):
        engine.transcribe([], Hearing("ru"))


def test_without_the_package_the_error_says_how_to_install_it(monkeypatch):
    imported = builtins.__import__

    def missing(name, *args, **kwargs):
        if name == "pocketsphinx":
            raise ImportError(name)
        return imported(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", missing)
    monkeypatch.setattr(adapter, "find_spec", lambda _name: None)
    engine = PocketSphinx()
    with pytest.raises(EngineUnavailable, match="pip install pocketsphinx"):
        engine.transcribe([say("yes")])
    status = engine.status()
    assert (status.installed, status.ready) == (False, False)
    assert "pip install pocketsphinx" in status.hint


@pytest.mark.parametrize(
    "error",
    [
        RuntimeError(),
        ValueError(),
        KeyError(),
        OSError(),
        TimeoutError(),
        MemoryError(),
        json.JSONDecodeError("", "", 0),
    ],
)
@pytest.mark.parametrize("phrases", [(), COMMANDS])
def test_what_the_vendor_raises_is_an_engine_failure_and_the_next_call_works(monkeypatch, error, phrases):
    import pocketsphinx

    class Broken:
        def __init__(self, **_options):
            raise error

    engine = PocketSphinx()
    with monkeypatch.context() as patch:
        patch.setattr(pocketsphinx, "Decoder", Broken)
        with pytest.raises(EngineFailed) as caught:
            engine.transcribe([say("volume up")], Hearing("en", phrases))
    assert caught.value.__cause__ is error
    assert caught.value.engine == "pocketsphinx"
