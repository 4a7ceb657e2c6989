"""A question that only the person who is asked can say yes to."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, Final, Self

import discord

from hypotez.entrypoints.discord.asking import Asking
from hypotez.entrypoints.discord.deeds import carry_out
from hypotez.entrypoints.discord.messages import Reply
from hypotez.entrypoints.discord.shared import Shared
from hypotez.entrypoints.texts import Texts

__all__ = ["Confirm"]

PATIENCE: Final = 120.0
"""Seconds that an answer is waited for."""


class Confirm(discord.ui.View):
    """A red button; pressing it calls `deed`, whose sentence takes the question's place."""

    def __init__(
        self, shared: Shared, person: discord.abc.User, texts: Texts, label: str, deed: Callable[[], Awaitable[str]]
    ) -> None:
        super().__init__(timeout=PATIENCE)
        self._shared, self._person, self._texts, self._deed = shared, person, texts, deed
        self._question: discord.Message | None = None
        button: discord.ui.Button[Self] = discord.ui.Button(label=label, style=discord.ButtonStyle.danger)
        button.callback = self._pressed  # type: ignore[method-assign]
        self.add_item(button)

    async def ask(self, asking: Asking, question: str) -> None:
        """Put the question."""
        self._question = await asking.answer(Reply(question, view=self), private=True)

    async def interaction_check(self, interaction: discord.Interaction[Any], /) -> bool:
        """Let only the person press."""
        if interaction.user.id == self._person.id:
            return True
        asking = Asking(interaction)
        await asking.answer(Reply((await self._shared.texts(asking))("confirm-not-yours")), private=True)
        return False

    async def on_timeout(self) -> None:
        """Take the button away."""
        if self._question:
            with suppress(discord.HTTPException):
                await self._question.edit(content=self._texts("confirm-too-late"), view=None)

    async def _pressed(self, interaction: discord.Interaction[Any]) -> None:
        async def deed(_: Asking, __: Texts) -> None:
            self.stop()
            await interaction.response.defer()
            sentence = await self._deed()
            await interaction.edit_original_response(content=sentence, view=None)

        await carry_out(interaction, "button confirm", deed)
