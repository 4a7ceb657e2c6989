"""Saying how a transcript should read."""

from typing import Any

import discord
from discord.ext import commands

from hypotez.entrypoints.discord.asking import Asking
from hypotez.entrypoints.discord.buttons import submitted
from hypotez.entrypoints.discord.command import command
from hypotez.entrypoints.discord.correcting import correct
from hypotez.entrypoints.discord.finding import Pointer, message_by, own_id, replied_to, transcript_here
from hypotez.entrypoints.discord.learning import teaching
from hypotez.entrypoints.discord.learning.answers import said_in
from hypotez.entrypoints.discord.learning.buttons import submitted as answer_submitted
from hypotez.entrypoints.discord.shared import Shared

__all__ = ["Correcting"]


class Correcting(commands.Cog):
    """Corrects what the bot has written down."""

    def __init__(self, shared: Shared) -> None:
        self.shared = shared

    @command("correct", private=True, options=("message", "text"))
    async def correct(self, context: commands.Context[Any], message: Pointer | None = None, *, text: str) -> None:
        """Correct the transcript, or the answer, that is replied to or pointed at, or the latest transcript here."""
        asking = Asking.of(context)
        async with asking.working():
            texts = await self.shared.texts(asking)
            if message:
                meant = await message_by(asking, message)
            else:
                meant = await replied_to(asking) or await transcript_here(asking)
            if said := said_in(meant, own_id(asking)):
                await teaching.correct(self.shared, asking, texts, said, text)
            else:
                await correct(self.shared, asking, texts, meant, text)

    @commands.Cog.listener()
    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Take a form that somebody has filled in, perhaps since before a restart."""
        await submitted(interaction)
        await answer_submitted(interaction)
