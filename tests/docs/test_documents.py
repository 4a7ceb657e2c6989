"""The documents keep their word: their Python runs, their TOML is a config, their commands are there."""

import io
import re
from contextlib import redirect_stdout
from pathlib import Path

import pytest
from sybil import Sybil
from sybil.evaluators.python import PythonEvaluator
from sybil.parsers.markdown import CodeBlockParser

from hypotez.entrypoints.config import load_config
from hypotez.entrypoints.engines import Kind, recipe
from tests.docs import console

ROOT = Path(__file__).parents[2]
OWN = {"write-an-engine.md"}
"""Is followed to the letter by a test of its own."""
DOCUMENTS = sorted(
    path.relative_to(ROOT)
    for path in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    if path.name not in OWN and "```" in path.read_text("utf-8")
)


def is_a_config(example):
    """The block is a config, and its engines have these options."""
    path = Path("example.toml")
    path.write_text(example.parsed, "utf-8")
    config = load_config(path, {})
    for kind, table in ((Kind.STT, config.stt), (Kind.TTS, config.tts), (Kind.AUDIO, config.audio)):
        for name in {*table.engines, *([table.use] if isinstance(table.use, str) else table.use or ())}:
            recipe(kind, name, config)


def does_what_it_shows(example):
    commands = console.spoken(example.parsed)
    for command, _ in commands:
        console.check(command)
    if any(said for _, said in commands):
        console.run(example.parsed)


def prints_what_its_comments_say(example):
    """Where calls of `print` are followed by comments, these are what is printed."""
    with redirect_stdout(io.StringIO()) as printed:
        PythonEvaluator()(example)
    told = re.findall(r"print\(.*\)  # (.+)$", example.parsed, re.MULTILINE)
    assert not told or printed.getvalue().splitlines() == told


PARSERS = [
    CodeBlockParser(language="python", evaluator=prints_what_its_comments_say),
    CodeBlockParser(language="toml", evaluator=is_a_config),
    CodeBlockParser(language="console", evaluator=does_what_it_shows),
]


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_its_examples_work_one_after_another(document, at_home, request):
    if document.name == "discord.md":
        request.getfixturevalue("at_discord")
    examples = list(Sybil(PARSERS).parse(ROOT / document).examples())
    assert examples
    for example in examples:
        example.evaluate()


def test_every_block_is_of_a_kind_that_is_tested():
    for document in DOCUMENTS:
        lines = (ROOT / document).read_text("utf-8").splitlines()
        opened = [line for line in lines if line.startswith("```")][::2]
        assert set(opened) <= {"```python", "```toml", "```console"}, document


@pytest.mark.parametrize("part", [r"^(#+) ", r"^```\w*\n.*?^```$", r"\]\(([^)]+)\)", r"^(\d\.) "])
def test_the_russian_readme_keeps_in_step(part):
    """The same levels of headings, the same blocks, links and steps; only each one's link to the other differs."""
    english, russian = (
        re.findall(part, (ROOT / name).read_text("utf-8"), re.MULTILINE | re.DOTALL)
        for name in ("README.md", "README.ru.md")
    )
    assert english
    assert [found.replace("README.ru.md", "README.md") for found in english] == russian


def test_links_lead_to_files_that_are_there():
    for document in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]:
        for link in re.findall(r"\]\((?!https?:)([^)#]+)[^)]*\)", document.read_text("utf-8")):
            assert (document.parent / link).exists(), f"{document.name}: {link}"
