"""docs/discord.md explains every intent and right that the bot asks for, and quotes what the program really says."""

import ast
import re
from pathlib import Path

import pytest

from hypotez.entrypoints.discord.permissions import NEEDED, SCOPES

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/discord.md").read_text("utf-8")
SECTIONS = dict(re.findall(r"^## ([^\n]+)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL))


def rows(section):
    """The cells of each line of the section's table, but for its head."""
    lines = re.findall(r"^\| (.+) \|$", SECTIONS[section], re.MULTILINE)
    return [line.split(" | ") for line in lines[1:]]


def constants(path):
    return [node.value for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Constant)]


def said():
    """Everything that the program may say, the values in it left out."""
    texts = [text for path in (ROOT / "hypotez").rglob("*.py") for text in constants(path) if isinstance(text, str)]
    texts += [path.read_text("utf-8") for path in (ROOT / "hypotez").rglob("en/*.ftl")]
    return "\n".join(texts)


def test_each_right_is_told_with_what_it_is_for():
    told = [(name, purpose) for name, purpose, _ in rows("Rights")]
    assert told == [(right.name, right.purpose) for right in NEEDED]
    text = " ".join(SECTIONS["Rights"].split())
    for scope, purpose in SCOPES.items():
        assert f"`{scope}` {purpose}" in text


def test_each_intent_that_the_bot_has_is_told():
    bot = ast.parse((ROOT / "hypotez/entrypoints/discord/bot.py").read_text("utf-8"))
    calls = [
        node for node in ast.walk(bot) if isinstance(node, ast.Call) and ast.unparse(node.func) == "discord.Intents"
    ]
    used = {keyword.arg for call in calls for keyword in call.keywords}
    told = {name.strip("`"): privileged for name, privileged, *_ in rows("Intents")}
    assert used
    assert used <= set(told)
    assert {name for name, privileged in told.items() if privileged == "yes"} == {"message_content"}


@pytest.mark.parametrize("row", rows("When something does not work"), ids=lambda row: row[0])
def test_what_the_program_says_is_quoted(row):
    _, quoted, remedy = row
    sentences = [text for text in re.findall(r"`([^`]+)`", quoted) if text != "--check"]
    assert sentences or quoted == "nothing"
    assert remedy
    everything = said()
    for sentence in sentences:
        for part in sentence.split("..."):
            assert part.strip() in everything, part


def test_each_command_is_told_with_the_group_that_may_use_it():
    declared = {}
    for path in (ROOT / "hypotez/entrypoints/discord/commands").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in {"command", "command_group"}:
                options = {keyword.arg: ast.unparse(keyword.value) for keyword in node.keywords}
                if "under" not in options:
                    group = options.get("group", "rights.EVERYONE").removeprefix("rights.").lower()
                    declared[f"`!{node.args[0].value}`"] = group
    assert {name: group for name, group, _ in rows("Commands")} == declared
