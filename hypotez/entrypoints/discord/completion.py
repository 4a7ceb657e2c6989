"""What Discord offers while somebody types an option of a slash command."""

from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any, Final

import discord
from discord import app_commands

from hypotez.entrypoints.discord.asking import Asking
from hypotez.entrypoints.discord.refusal import Refusal
from hypotez.entrypoints.discord.shared import Shared
from hypotez.ports.errors import HypotezError

__all__ = ["Choices", "completed", "fitting"]

MOST: Final = 25
LONGEST: Final = 100
"""How many choices Discord shows, and the characters of one."""

Choices = list[app_commands.Choice[str]]


async def completed(
    shared: Shared,
    interaction: discord.Interaction[Any],
    typed: str,
    values: Callable[[Asking], Iterable[str]],
    *,
    group: str,
) -> Choices:
    """Choose from `values`, which may block; nothing for those who may not use the commands of `group`.

    Discord asks for this without looking at anybody's rights, and shows nothing of what goes wrong.
    """
    asking = Asking(interaction)
    try:
        await shared.check(asking, group)
        found = await shared.quick.run(lambda _: fitting(values(asking), typed))
    except (Refusal, HypotezError):
        return []
    return [app_commands.Choice(name=value, value=value) for value in found]


def fitting(values: Iterable[str], typed: str) -> list[str]:
    """Those of `values` that contain what was typed so far, each once, as many and as long as Discord takes."""
    wanted = typed.strip().casefold()
    right = (value for value in values if wanted in value.casefold() and 0 < len(value) <= LONGEST)
    return list(islice(_unique(right), MOST))


def _unique(values: Iterable[str]) -> Iterable[str]:
    seen: set[str] = set()
    for value in values:
        if value not in seen:
            seen.add(value)
            yield value
