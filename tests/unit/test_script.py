"""The script of a text says in which languages it may be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hypotez.domain.script import LANGUAGES, languages_of


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("привет", "ru"),
        ("Привіт, як справи?", "ru"),
        ("καλημέρα", "el"),
        ("שלום", "he"),
        ("مرحبا", "ar"),
        ("你好", "zh"),
        ("日本語のテキスト", "ja"),
        ("漢字漢字漢字の", "ja"),
        ("안녕하세요", "ko"),
        ("नमस्ते", "hi"),
        ("смотри: example.org 2026 🎉", "ru"),
    ],
)
def test_a_text_may_be_in_the_languages_of_its_script(text, first):
    assert languages_of(text)[0] == first


@pytest.mark.parametrize("text", ["", "hello", "123 🎉 !", "naïve Ångström", "I met Пётр in the evening", "Tiếng Việt"])
def test_latin_letters_and_what_has_none_are_for_any_voice(text):
    assert languages_of(text) == ()


@given(st.text())
def test_any_text_has_the_languages_of_one_script_or_none(text):
    assert languages_of(text) in {(), *LANGUAGES.values()}
