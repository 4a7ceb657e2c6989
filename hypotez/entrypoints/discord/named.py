"""Options that are one of a few names, which depend on the config and on the server."""

from collections.abc import Sequence
from typing import Any, ClassVar

from discord.ext import commands

from hypotez.entrypoints.discord.asking import Asking
from hypotez.entrypoints.discord.refusal import Refusal

__all__ = ["Engine", "OneOf"]


class OneOf(commands.Converter[str]):
    """One of the names that are `known`. Another word may be the next option, or the data, so it is none."""

    kind: ClassVar[str]
    """The sentence `KIND-unknown` of the catalogues says which KINDs there are."""

    async def known(self, context: commands.Context[Any]) -> Sequence[str]:
        """The names that there are where the command is given."""
        raise NotImplementedError

    async def convert(self, context: commands.Context[Any], argument: str) -> str:
        """Take it if it is known; a slash option can be nothing else, and is told so."""
        known = await self.known(context)
        if argument.lower() in known:
            return argument.lower()
        if context.interaction:
            raise Refusal(f"{self.kind}-unknown", **{f"{self.kind}s": ", ".join(known)})
        raise commands.BadArgument


class Engine(OneOf):
    """The name of an engine that may be asked for here."""

    kind = "engine"

    async def known(self, context: commands.Context[Any]) -> Sequence[str]:
        """Those that listen here."""
        allowed: Sequence[str] = await context.bot.listener.engines(Asking.of(context))
        return allowed
