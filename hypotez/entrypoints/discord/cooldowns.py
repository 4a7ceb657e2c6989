"""How often one person may use one command, menu or button."""

import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, Final

from discord.ext import commands

from hypotez.entrypoints.discord.refusal import Refusal

__all__ = ["SECONDS", "USES", "Cooldowns", "cooled", "too_often"]

USES: Final = 5
SECONDS: Final = 10.0
"""So many uses of one of them does one person have in so many seconds."""


class Uses(commands.CooldownMapping[Any]):
    """What the client library counts uses with, by a key that `key` makes of each.

    Its own looks at each use through all that were counted lately; here the one that was unused for longest is first.
    """

    def __init__(self, key: Callable[[Any], Any]) -> None:
        super().__init__(commands.Cooldown(USES, SECONDS), key)
        self._lately: OrderedDict[Any, tuple[float, commands.Cooldown]] = OrderedDict()

    def get_bucket(self, message: Any, current: float | None = None) -> commands.Cooldown:
        """The count of one key, from now on the latest; those whose time is over are dropped."""
        now = current or time.time()
        while self._lately and now > next(iter(self._lately.values()))[0] + SECONDS:
            self._lately.popitem(last=False)
        key = self.type(message)
        count = self._lately.pop(key)[1] if key in self._lately else commands.Cooldown(USES, SECONDS)
        self._lately[key] = now, count
        return count


def cooled(method: Any) -> None:
    """Let the client library hold a command to that, by prefix and by slash together."""
    method.__commands_cooldown__ = Uses(commands.BucketType.user)  # where the library's own `cooldown` leaves its


def too_often(seconds: float) -> Refusal:
    """The refusal of what may be tried again in so many seconds."""
    return Refusal("command-cooldown", seconds=max(1, round(seconds)))


class Cooldowns:
    """The same for menus and buttons, which the client library does not hold to anything."""

    def __init__(self) -> None:
        self._uses = Uses(lambda use: use)

    def count(self, name: str, person: int) -> None:
        """Count that somebody, by id, uses the menu or button `name`.

        Raises:
            Refusal: that is too often.
        """
        if wait := self._uses.update_rate_limit((name, person)):
            raise too_often(wait)
