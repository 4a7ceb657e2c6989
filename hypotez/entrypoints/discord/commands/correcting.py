"""Saying how a transcript should read."""

from typing import Any

import discord
from discord.ext import commands

from hypotez.entrypoints.discord.asking import Asking
from hypotez.entrypoints.discord.buttons import submitted
from hypotez.entrypoints.discord.command import command
from hypotez.entrypoints.discord.correcting import correct
from hypotez.entrypoints.discord.finding import Pointer, message_by, replied_to, transcript_here
from hypotez.entrypoints.discord.shared import Shared

__all__ = ["Correcting"]


class Correcting(commands.Cog):
    """Corrects what the bot has written down."""

    def __init__(self, shared: Shared) -> None:
        self.shared = shared

    @command("correct", private=True, options=("message", "text"))
    async def correct(self, context: commands.Context[Any], message: Pointer | None = None, *, text: str) -> None:
        """Correct the transcript that is replied to, or pointed at, or the latest one here."""
        asking = Asking.of(context)
        async with asking.working():
            texts = await self.shared.texts(asking)
            if message:
                meant = await message_by(asking, message)
            else:
                meant = await replied_to(asking) or await transcript_here(asking)
            await correct(self.shared, asking, texts, meant, text)

    @commands.Cog.listener()
    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Take a form that somebody has filled in, perhaps since before a restart."""
        await submitted(interaction)
