"""The commands that start with the prefix."""

from typing import Any

from discord.ext import commands

from hypotez.entrypoints.discord.messages import Reply, reader, send

__all__ = ["Greeting"]


class Greeting(commands.Cog):
    """Says what the bot can do. `language` is the config's."""

    def __init__(self, language: str) -> None:
        self.language = language

    @commands.command()
    async def hi(self, context: commands.Context[Any]) -> None:
        """Say hello, in one line."""
        await send(Reply(reader(context.guild, self.language)("hi")), context.message)
