"""How a vocabulary reaches the engines: as a language model, as pronunciations, as words that Whisper is told."""

import math

import pytest

from hypotez.adapters.compose.messages import hearing_from, transcribe_event
from hypotez.adapters.stt.ngrams import arpa
from hypotez.adapters.stt.phonemes import arpabet, pronounced
from hypotez.adapters.stt.pocketsphinx import PocketSphinx
from hypotez.adapters.stt.vocabulary_decoding import with_room_noise
from hypotez.adapters.stt.whisper_listening import told
from hypotez.ports.speech import Hearing, Vocabulary
from tests.speech import say

SAID = {("heal", "the", "mage"): 2, ("heal", "the", "tank"): 1}


def _entries(model: str) -> dict[tuple[str, ...], float]:
    lines = [line.split() for line in model.splitlines() if line.startswith("-")]
    return {tuple(words[1:-1] if _number(words[-1]) else words[1:]): 10 ** float(words[0]) for words in lines}


def _number(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False


def test_the_chances_of_all_single_words_add_up_to_one() -> None:
    chances = _entries(arpa(SAID, {"hello": 0.5, "world": 0.1, "tank": 0.2}))
    assert sum(chance for words, chance in chances.items() if len(words) == 1) == pytest.approx(1, abs=1e-3)


def test_what_followed_twice_is_likelier_than_what_followed_once() -> None:
    chances = _entries(arpa(SAID, {}))
    assert chances["heal", "the", "mage"] > chances["heal", "the", "tank"] > 0


def test_words_that_were_never_said_here_are_as_likely_to_each_other_as_elsewhere() -> None:
    chances = _entries(arpa(SAID, {"hello": 0.5, "world": 0.1}))
    assert chances["hello",] == pytest.approx(5 * chances["world",], rel=1e-2)


def test_a_new_word_is_pronounced_as_espeak_says_it() -> None:
    assert pronounced("kubernetes") == "K UW B ER N EH T IY Z"
    assert pronounced("nephrologist") == "N EH F R AA L AH JH IH S T"


def test_a_sound_that_english_lacks_makes_no_pronunciation() -> None:
    assert arpabet(["k", "ʁ", "a"]) == ""


def test_a_vocabulary_crosses_to_another_process() -> None:
    hearing = Hearing("en", vocabulary=Vocabulary(("heal the mage", "heal the mage"), ("mage",), ("whisper",)))
    assert hearing_from(transcribe_event(hearing).data) == hearing


def test_whisper_is_told_the_phrases_and_the_words_that_were_missed_once_each() -> None:
    assert told(Hearing(phrases=("mage",), vocabulary=Vocabulary(words=("mage", "paladin")))) == ("mage", "paladin")


def test_sound_with_silence_between_words_gets_the_same_noise_each_time_and_other_sound_none() -> None:
    loud = b"\x00\x10\x00\xf0" * 16_000
    gapped = loud + bytes(len(loud))
    assert with_room_noise(gapped) == with_room_noise(gapped) != gapped
    assert with_room_noise(loud) == loud
    assert with_room_noise(b"") == b""


def test_pocketsphinx_hears_a_new_word_in_a_sentence_that_was_never_said_before() -> None:
    said = "restart the grafana pod in production|scale the redis service in staging|inspect the kafka pod right now"
    engine = PocketSphinx()
    blocks = [say("inspect the grafana pod in staging")]
    without = engine.transcribe(blocks, Hearing("en")).text
    taught = engine.transcribe(blocks, Hearing("en", vocabulary=Vocabulary(tuple(said.split("|"))))).text
    engine.close()
    assert "grafana" not in without
    assert {"grafana", "pod"} <= set(taught.split()), taught
