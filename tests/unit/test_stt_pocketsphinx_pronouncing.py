"""Phrases as grammars, and words that no dictionary has."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hypotez.adapters.stt.grammar import jsgf, spoken_words
from hypotez.adapters.stt.pronouncing import sounds

ARPABET = set(
    "AA AE AH AO AW AY B CH D DH EH ER EY F G HH IH IY JH K L M N NG OW OY P R S SH T TH UH UW V W Y Z ZH".split()
)


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("zake", "Z EY K"),
        ("discord", "D IH S K AO R D"),
        ("queue", "K W Y UW"),
        ("spotify", "S P AA T IH F IY"),
        ("kubb", "K AH B"),
        ("ж42", ""),
    ],
)
def test_letters_become_sounds(word, said):
    assert sounds(word) == said


@given(st.text())
def test_every_sound_is_one_that_the_acoustic_model_knows(word):
    assert set(sounds(word).split()) <= ARPABET


@given(st.text())
def test_words_of_a_phrase_cannot_leave_the_grammar(phrase):
    for word in spoken_words(phrase):
        assert word.replace("'", "").isalpha()


def test_words_are_lower_case_without_punctuation_and_digits_are_spelled():
    assert spoken_words("Turn on Channel-42, don't wait!") == ("turn", "on", "channel", "four", "two", "don't", "wait")


def test_the_grammar_repeats_its_phrases():
    assert "( volume up | stop )+" in jsgf([("volume", "up"), ("stop",)])
