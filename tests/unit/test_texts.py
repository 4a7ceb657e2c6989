"""The message catalogues: complete in every language, and safe to call."""

import ast
import re
from importlib.resources import files
from pathlib import Path

import pytest

from hypotez.entrypoints import texts
from hypotez.entrypoints.texts import Texts, catalogues, languages
from hypotez.ports import errors

LINE = re.compile(r"^([a-z][a-z0-9-]*) = (.+(?:\n[ ]+.+)*)", re.MULTILINE)
VARIABLE = re.compile(r"\$([a-z_]+)")


def sentences(language: str) -> dict[str, frozenset[str]]:
    """Every key with the variables that its sentence uses."""
    found = [pair for catalogue in catalogues(language) for pair in LINE.findall(catalogue)]
    keys = [key for key, _ in found]
    assert len(keys) == len(set(keys)), "a key is there twice"
    return {key: frozenset(VARIABLE.findall(sentence)) for key, sentence in found}


def test_there_is_english_and_russian() -> None:
    assert languages() == {"en", "ru"}


def test_both_languages_have_the_same_sentences_with_the_same_variables() -> None:
    assert sentences("en") == sentences("ru")


def test_both_languages_have_the_same_files() -> None:
    folders = [files(texts.__name__) / language for language in sorted(languages())]
    names = [sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".ftl")) for folder in folders]
    assert names[0] == names[1]


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_sentence_can_be_filled_in(language: str) -> None:
    speak = Texts.for_language(language)
    for key, variables in sentences(language).items():
        text = speak(key, **dict.fromkeys(variables, "filling"))
        assert text.strip()
        assert text.count("filling") >= len(variables)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_kind_of_error_has_a_sentence(language: str) -> None:
    kinds = [getattr(errors, name) for name in errors.__all__]
    speak = Texts.for_language(language)
    said = {kind.code: speak(f"error-{kind.code}") for kind in kinds}
    assert len(set(said.values())) == len(kinds), "two kinds of errors say the same"


def test_every_sentence_that_the_code_asks_for_exists() -> None:
    asked = set()
    for source in Path(texts.__file__).parent.parent.rglob("*.py"):
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1].strip("_") in {"texts", "Refusal"}:
                asked |= {argument.value for argument in node.args[:1] if isinstance(argument, ast.Constant)}
    assert {"transcript-silent", "attachment-gone"} <= asked
    assert asked <= sentences("en").keys()


@pytest.mark.parametrize(
    ("code", "language"),
    [
        ("ru", "ru"),
        ("RU", "ru"),
        ("ru_RU", "ru"),
        ("ru-RU", "ru"),
        ("en-GB", "en"),
        ("ja", "en"),
        ("", "en"),
        (None, "en"),
    ],
)
def test_a_language_is_found_by_its_code_and_english_serves_the_others(code: str | None, language: str) -> None:
    assert Texts.for_language(code).language == language


def test_russian_is_russian() -> None:
    assert Texts.for_language("ru")("hi").startswith("Привет")


@pytest.mark.parametrize("language", ["en", "ru"])
def test_whoever_is_greeted_hears_of_learning_and_of_help(language: str) -> None:
    hi = Texts.for_language(language)("hi")
    assert "help" in hi
    assert {"en": "learn", "ru": "учусь"}[language] in hi
    assert len(hi) < 250


def test_values_come_without_invisible_marks() -> None:
    assert Texts.for_language("ru")("error-numbered", sentence="Так.", id="ab") == "Так. (ошибка ab)"


EN = Texts.for_language("en")


def test_values_of_any_length_are_filled_in_whole() -> None:
    long, longer = "word " * 500, "\ue000id\ue000 " * 40_000
    assert EN("error-numbered", sentence=long, id="ab") == f"{long} (error ab)"
    assert EN("error-numbered", sentence=long, id=longer) == f"{long} (error {longer})"


def test_an_unknown_sentence_is_a_mistake_in_the_code() -> None:
    with pytest.raises(LookupError, match="no-such-key"):
        Texts.for_language("en")("no-such-key")


def test_a_missing_value_is_a_mistake_in_the_code() -> None:
    with pytest.raises(LookupError, match="error-numbered"):
        Texts.for_language("en")("error-numbered", sentence="So.")
