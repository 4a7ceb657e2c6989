"""What every speaker checks first."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hypotez.adapters.tts.choosing import check_factors, choose, speakable
from hypotez.ports.errors import OptionError, TextError, UnknownLanguage, UnknownVoice
from hypotez.ports.speech import TtsCan, Voice, Voicing

VOICES = (
    Voice("anna", ("en-US", "en")),
    Voice("bert", ("en-GB", "en")),
    Voice("vera", ("ru",)),
    Voice("luís", ("pt-BR", "pt")),
)


@pytest.mark.parametrize(
    ("language", "name"),
    [("en", "anna"), ("en-GB", "bert"), ("EN_gb", "bert"), ("en-AU", "anna"), ("ru-RU", "vera"), (None, "anna")],
)
def test_a_language_takes_its_region_then_any_region(language, name):
    assert choose(VOICES, Voicing(language=language), "x").name == name


def test_a_name_goes_before_a_language():
    assert choose(VOICES, Voicing(language="ru", voice="Bert"), "x").name == "bert"


def test_unknown_names_come_with_some_that_are_near():
    with pytest.raises(UnknownVoice, match=r"try vera\.$"):
        choose(VOICES, Voicing(voice="verra"), "x")
    with pytest.raises(UnknownLanguage, match=r"try en-GB, en-US, pt-BR, ru\.$"):
        choose(VOICES, Voicing(language="xq"), "x")


@given(st.text())
def test_spoken_text_has_no_control_characters(text):
    try:
        clean = speakable(text)
    except TextError:
        return
    assert not any((ord(c) < 32 and c != "\n") or 0x7F <= ord(c) < 0xA0 for c in clean)
    clean.encode()


@pytest.mark.parametrize("text", ["7", "да", "日", "😀", "½"])
def test_one_character_may_be_enough(text):
    assert speakable(f" {text}\t") == text


@pytest.mark.parametrize("text", ["", " ", "\u200d", "%$#!", "\u0301", "\ud83d", "\u2028"])
def test_a_text_without_words_is_refused(text):
    with pytest.raises(TextError):
        speakable(text)


@given(st.floats())
def test_only_factors_in_range_pass(factor):
    can = TtsCan(rates=(0.5, 2.0))
    if math.isfinite(factor) and 0.5 <= factor <= 2.0:
        check_factors(Voicing(rate=factor), can, "x")
    else:
        with pytest.raises(OptionError):
            check_factors(Voicing(rate=factor), can, "x")


def test_a_factor_that_the_engine_lacks_must_be_one():
    check_factors(Voicing(), TtsCan(), "x")
    with pytest.raises(OptionError, match="cannot change the pitch"):
        check_factors(Voicing(pitch=1.01), TtsCan(), "x")
