"""The ready-made dataset `commands`: what people say when they mean a command, in two languages."""

import json
import re
from collections import Counter
from itertools import combinations
from pathlib import Path

import pytest

from hypotez.adapters.datasets.reader import FileReader
from hypotez.adapters.datasets.shared import READY_MADE, SharedFolders
from hypotez.domain.problems import problems
from hypotez.domain.same_text import normalised
from hypotez.domain.statistics import statistics

COMMANDS = READY_MADE / "commands"
NONE = "none"
"""Small talk, and whatever else is no command."""
PAGE = (Path(__file__).parents[2] / "docs/discord.md").read_text("utf-8")
DECLARED = set(re.findall(r"^\| `!(\w+)` \|", PAGE, re.MULTILINE))
UNGUESSED = {"learning", "dataset", "models", "review", "vocabulary"}
"""Nobody agrees by a guess at what they mean, and what looks after data and models is asked for exactly."""
LANGUAGES = {"en": "Latin", "ru": "Cyrillic"}


def phrasings(language: str) -> dict[str, list[str]]:
    return json.loads((COMMANDS / f"{language}.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def examples():
    shared = SharedFolders([READY_MADE], FileReader())
    assert shared.names() == ("commands",)
    return [kept.example for kept in shared.examples("commands", "1")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_is_said_in_at_least_forty_ways(language):
    said = phrasings(language)
    assert set(said) == DECLARED - UNGUESSED | {NONE}
    assert {label: len(texts) for label, texts in said.items() if len(texts) < 40} == {}


@pytest.mark.parametrize(("language", "script"), LANGUAGES.items())
def test_each_file_is_in_its_language(language, script):
    for texts in phrasings(language).values():
        other = [text for text in texts if bool(re.search("[а-яё]", text.lower())) != (script == "Cyrillic")]
        assert len(other) <= 2


def test_every_phrasing_is_read_and_is_there_once(examples):
    assert len(examples) == sum(len(texts) for language in LANGUAGES for texts in phrasings(language).values())
    counted = Counter(normalised(example.text) for example in examples)
    assert [text for text, times in counted.items() if times > 1] == []


def test_no_phrasing_is_another_one_but_for_a_word(examples):
    words = [(example.label, example.text, set(normalised(example.text).split())) for example in examples]
    near = [
        (one, other)
        for (label, one, these), (other_label, other, those) in combinations(words, 2)
        if label == other_label and 2 < len(these | those) <= len(these & those) / 0.75
    ]
    assert near == []


def test_nothing_is_wrong_with_it(examples):
    assert problems(examples) == ()
    found = statistics(examples)
    assert found.balance > 0.95
    assert found.conflicts == ()
    assert list(found.scripts) == ["Cyrillic", "Latin"]
