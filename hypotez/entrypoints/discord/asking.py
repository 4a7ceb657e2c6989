"""Somebody who asks, by a message, a slash command, a menu or a button, and the one way to answer them."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import Any

import discord
from discord.ext import commands

from hypotez.entrypoints.discord.messages import Reply, respond, send
from hypotez.ports.storage import Origin

__all__ = ["Asking"]


class Asking:
    """Who asks, where, and in which language their client speaks."""

    def __init__(self, source: discord.Message | discord.Interaction[Any]) -> None:
        self._source = source

    @classmethod
    def of(cls, context: commands.Context[Any]) -> "Asking":
        """What a command was called by."""
        return cls(context.interaction or context.message)

    @property
    def author(self) -> discord.User | discord.Member:
        """The person."""
        return self._source.user if isinstance(self._source, discord.Interaction) else self._source.author

    @property
    def guild(self) -> discord.Guild | None:
        """The server; None in private messages."""
        return self._source.guild

    @property
    def channel(self) -> Any:
        """The text channel."""
        return self._source.channel

    @property
    def message(self) -> discord.Message | None:
        """The message that asks, where it is one."""
        return None if isinstance(self._source, discord.Interaction) else self._source

    @property
    def locale(self) -> str | None:
        """The language of the person's client, which only interactions tell."""
        return str(self._source.locale) if isinstance(self._source, discord.Interaction) else None

    @property
    def late(self) -> bool:
        """Discord takes no more answers to it: a quarter of an hour has gone by since a command or a button."""
        return isinstance(self._source, discord.Interaction) and self._source.is_expired()

    @property
    def scope(self) -> str:
        """What bounds the records of this place: the server, or the private channel."""
        return str(self.guild.id) if self.guild else f"dm:{self._source.channel.id if self._source.channel else 0}"

    @property
    def origin(self) -> Origin:
        """Who and where, as records keep it."""
        return Origin(self.scope, str(self.author.id), str(self._source.channel.id) if self._source.channel else "")

    @asynccontextmanager
    async def working(self, *, private: bool = False) -> AsyncIterator[None]:
        """Show that the bot is at work, as far as Discord lets it: the work is done in any case.

        An interaction must be answered within 3 seconds, which this does; `private` says who will see the answer.
        """
        async with AsyncExitStack() as shown:
            with suppress(discord.HTTPException):
                if isinstance(self._source, discord.Interaction):
                    if not self._source.response.is_done():
                        await self._source.response.defer(ephemeral=private, thinking=True)
                else:
                    await shown.enter_async_context(self._source.channel.typing())
            yield

    async def answer(self, reply: Reply, *, private: bool = False) -> discord.Message | None:
        """Send `reply`; None where Discord did not take it, which is logged. Only interactions can be `private`."""
        if isinstance(self._source, discord.Interaction):
            return await respond(reply, self._source, private=private)
        return await send(reply, self._source)
