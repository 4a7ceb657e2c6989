"""Words after a command that mean something other than data."""

from collections.abc import Sequence
from typing import Any

from discord.ext import commands

from hypotez.entrypoints.discord.asking import Asking
from hypotez.entrypoints.discord.named import OneOf
from hypotez.ports.datasets import dataset_name
from hypotez.ports.errors import HypotezError

__all__ = ["DatasetName", "Learner", "VersionId"]


class Learner(OneOf):
    """The name of a learner."""

    kind = "learner"

    async def known(self, context: commands.Context[Any]) -> Sequence[str]:
        """Those that the config allows."""
        learners: Sequence[str] = await context.bot.shared.learn(lambda learning: learning.learners)
        return learners


class VersionId(commands.Converter[str]):
    """The id of a version."""

    async def convert(self, context: commands.Context[Any], argument: str) -> str:
        """Take it if there is such a version here; of a slash option that is said when it is looked for."""
        if context.interaction:
            return argument
        scope = Asking.of(context).scope
        try:
            version = await context.bot.shared.learn(lambda learning: learning.models.get(argument, scope))
        except HypotezError:
            raise commands.BadArgument from None
        return str(version.id)


class DatasetName(commands.Converter[str]):
    """The name of a dataset, which may be a new one: the only word on the line of the command."""

    async def convert(self, context: commands.Context[Any], argument: str) -> str:
        """Take it if it can be one, and the line ends after it."""
        if not context.interaction:
            rest = context.view.buffer[context.view.index :].lstrip(" ")
            if rest and not rest.startswith("\n"):
                raise commands.BadArgument
        try:
            return dataset_name(argument)
        except HypotezError:
            if context.interaction:
                raise
            raise commands.BadArgument from None
