"""The log's line on each thing that somebody had the bot do: which, in which server, for how long."""

import time
from typing import Any

import structlog
from discord.ext import commands

__all__ = ["Call", "note"]

log = structlog.get_logger(__name__)


def note(command: str, server: int | None, began: float, *, failed: bool) -> None:
    """Write the line; `began` is a time of `time.monotonic`, `server` is None in private messages."""
    log.info("command", command=command, server=server, seconds=round(time.monotonic() - began, 3), failed=failed)


class Call(commands.Context[Any]):
    """A command as somebody gave it. `leaving_out`: without the rows that cannot be used, as a button says."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self._began, self._noted = time.monotonic(), False
        self.leaving_out = False

    def note(self) -> None:
        """Write its line, once: the client has several ways to say that a command is over."""
        if self.command and not self._noted:
            self._noted = True
            server = self.guild.id if self.guild else None
            note(self.command.qualified_name, server, self._began, failed=self.command_failed)
