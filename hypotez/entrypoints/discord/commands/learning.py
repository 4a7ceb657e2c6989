"""Training and testing: the commands are known, and say that learning is not there yet."""

from typing import Any

from discord.ext import commands

from hypotez.entrypoints.discord import rights
from hypotez.entrypoints.discord.asking import Asking
from hypotez.entrypoints.discord.command import command
from hypotez.entrypoints.discord.messages import Reply
from hypotez.entrypoints.discord.shared import Shared

__all__ = ["Learning"]


class Learning(commands.Cog):
    """What comes with learning."""

    def __init__(self, shared: Shared) -> None:
        self.shared = shared

    @command("train", group=rights.TRAINERS)
    async def train(self, context: commands.Context[Any]) -> None:
        """Train a model."""
        await self._not_yet(context)

    @command("test", group=rights.TRAINERS)
    async def test(self, context: commands.Context[Any]) -> None:
        """Test a model."""
        await self._not_yet(context)

    @command("select_dataset", group=rights.TRAINERS)
    async def select_dataset(self, context: commands.Context[Any]) -> None:
        """Choose what is trained on."""
        await self._not_yet(context)

    async def _not_yet(self, context: commands.Context[Any]) -> None:
        asking = Asking.of(context)
        await asking.answer(Reply((await self.shared.texts(asking))("learning-not-yet")))
