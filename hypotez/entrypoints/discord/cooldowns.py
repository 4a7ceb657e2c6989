"""How often one person may use one command, menu or button."""

from typing import Any, Final

from discord.ext import commands

from hypotez.entrypoints.discord.refusal import Refusal

__all__ = ["SECONDS", "USES", "Cooldowns", "cooled", "too_often"]

USES: Final = 5
SECONDS: Final = 10.0
"""So many uses of one of them does one person have in so many seconds."""


def cooled(method: Any) -> None:
    """Let the client library hold a command to that, by prefix and by slash together."""
    commands.cooldown(USES, SECONDS, commands.BucketType.user)(method)


def too_often(seconds: float) -> Refusal:
    """The refusal of what may be tried again in so many seconds."""
    return Refusal("command-cooldown", seconds=max(1, round(seconds)))


class Cooldowns:
    """The same for menus and buttons, which the client library does not hold to anything."""

    def __init__(self) -> None:
        self._uses = commands.CooldownMapping[tuple[str, int]].from_cooldown(USES, SECONDS, lambda use: use)

    def count(self, name: str, person: int) -> None:
        """Count that somebody, by id, uses the menu or button `name`.

        Raises:
            Refusal: that is too often.
        """
        if wait := self._uses.update_rate_limit((name, person)):
            raise too_often(wait)
