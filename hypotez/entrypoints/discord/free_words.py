"""What free words say beside the command that they mean: little of it is understood, and nothing that could do harm."""

import re
from typing import Any, Final, NamedTuple

from discord.ext import commands

__all__ = ["TAKES_WORDS", "Meant", "before_colon", "lacks_more", "with_more"]

TAKES_WORDS: Final = frozenset({"archive", "feedback", "getfile", "instruction", "language", "say", "voice"})
"""Commands that are given what follows a colon, as it is: none that deletes, agrees, or changes what is learned."""
CHANGES: Final = frozenset({"feedback", "language", "select_dataset", "voice", "volume"})
"""Commands that do what is asked only with something after them, though it may be left out: else they tell or ask."""


COLON: Final = re.compile(r":\s+")
"""What stands between a command and its words; none that is in an address, or in a time of day."""


class Meant(NamedTuple):
    """A command by its name, and what is to be written after it."""

    name: str
    more: str = ""


def before_colon(text: str) -> str:
    """The words that name the command, where others follow a colon; empty where there is none."""
    words, *others = COLON.split(text, maxsplit=1)
    return words if others else ""


def with_more(name: str, text: str) -> Meant:
    """The command, with what `text` says after a colon, or with its only number, where the command may be given it."""
    if name in TAKES_WORDS:
        return Meant(name, "".join(COLON.split(text, maxsplit=1)[1:]))
    numbers = re.findall(r"\d+", text) if name == "volume" else []
    return Meant(name, numbers[0] if len(numbers) == 1 else "")


def lacks_more(command: commands.Command[Any, ..., Any]) -> bool:
    """Whether the command, with nothing after it, would not do what somebody asks who means it."""
    return command.qualified_name in CHANGES or any(option.required for option in command.clean_params.values())
