"""Words after a command that mean something other than data."""

import re
from collections.abc import Sequence
from typing import Any, Final

from discord.ext import commands

from hypotez.entrypoints.discord.asking import Asking
from hypotez.entrypoints.discord.named import OneOf
from hypotez.ports.datasets import dataset_name
from hypotez.ports.errors import HypotezError

__all__ = ["LEAVE_OUT", "DatasetName", "Learner", "Unplaced", "VersionId"]

LEAVE_OUT: Final = "leave-out"
ENDS: Final = re.compile(rf"[^\S\n]*({LEAVE_OUT}[^\S\n]*)?(\n|```|\Z)")
"""What may follow a dataset's name: the other option, the next line, or a block of code."""
ID: Final = re.compile(r"(?=.*\d)[0-9a-hjkmnp-tv-z]{12}", re.IGNORECASE)
"""An id, there or not: no text is a single word of that kind."""


class Unplaced(commands.UserInputError):
    """Words beside the data that are none of the options. They may have been meant as one, so nothing is done."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self.words = words


class Learner(OneOf):
    """The name of a learner."""

    kind = "learner"

    async def known(self, context: commands.Context[Any]) -> Sequence[str]:
        """Those that the config allows."""
        learners: Sequence[str] = await context.bot.shared.learn(lambda learning: learning.learners)
        return learners

    async def convert(self, context: commands.Context[Any], argument: str) -> str:
        """Take it if it stands on the line of the command: below it are the data."""
        if not _on_the_line(context):
            raise commands.BadArgument
        return await super().convert(context, argument)


class VersionId(commands.Converter[str]):
    """The id of a version."""

    async def convert(self, context: commands.Context[Any], argument: str) -> str:
        """Take it if there is such a version here, or could be: that there is none is said when it is looked for."""
        if not _on_the_line(context):
            raise commands.BadArgument
        if context.interaction or ID.fullmatch(argument):
            return argument
        scope = Asking.of(context).scope
        try:
            version = await context.bot.shared.learn(lambda learning: learning.models.get(argument, scope))
        except HypotezError:
            raise commands.BadArgument from None
        return str(version.id)


class DatasetName(commands.Converter[str]):
    """The name of a dataset, which may be a new one: on the line of the command no data stand beside it."""

    async def convert(self, context: commands.Context[Any], argument: str) -> str:
        """Take it if it can be one, and nothing follows that makes it a part of a row."""
        if not context.interaction:
            ends = ENDS.match(context.view.buffer, context.view.index)
            if argument == LEAVE_OUT or not ends or not _on_the_line(context):
                raise commands.BadArgument
        try:
            return dataset_name(argument)
        except HypotezError:
            if context.interaction:
                raise
            raise commands.BadArgument from None


def _on_the_line(context: commands.Context[Any]) -> bool:
    """Whether the word that was read stands on the line of the command, as all that a slash command has does."""
    return context.interaction is not None or "\n" not in context.view.buffer[: context.view.index]
