"""A question that only the person who is asked can say yes to.

The client knows the button by its id before it is shown, so that no press is lost.
"""

import asyncio
import re
import secrets
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, Final, Self

import discord

from hypotez.entrypoints.discord.asking import Asking
from hypotez.entrypoints.discord.deeds import carry_out
from hypotez.entrypoints.discord.messages import Reply
from hypotez.entrypoints.discord.refusal import Refusal
from hypotez.entrypoints.texts import Texts

__all__ = ["Confirm", "ConfirmButton"]

PATIENCE: Final = 120.0
"""Seconds that an answer is waited for."""
CONFIRM: Final = r"hypotez:confirm:(?P<question>[0-9a-f]{16})"


class Confirm:
    """A question with a red button; pressing it calls `deed`, whose sentence takes the question's place.

    While it is open it is in `questions`, by its id, where the button finds it.
    """

    def __init__(
        self,
        questions: dict[str, "Confirm"],
        person: discord.abc.User,
        texts: Texts,
        label: str,
        deed: Callable[[], Awaitable[str]],
    ) -> None:
        self._id, self._questions = secrets.token_hex(8), questions
        self._person, self._texts, self._label, self._deed = person, texts, label, deed
        self._closing: asyncio.Task[None] | None = None

    async def ask(self, asking: Asking, question: str) -> None:
        """Put the question."""
        view = discord.ui.View(timeout=None)
        view.add_item(
            discord.ui.Button(
                label=self._label, style=discord.ButtonStyle.danger, custom_id=f"hypotez:confirm:{self._id}"
            )
        )
        view.stop()
        self._questions[self._id] = self
        shown = await asking.answer(Reply(question, view=view), private=True)
        self._closing = asyncio.create_task(self._close(shown))

    async def answered(self, interaction: discord.Interaction[Any]) -> None:
        """Do what was asked for, once.

        Raises:
            Refusal: somebody else has pressed.
            Whatever `deed` raises; the question is open again then.
        """
        if interaction.user.id != self._person.id:
            raise Refusal("confirm-not-yours")
        del self._questions[self._id]
        try:
            await interaction.response.defer()
            sentence = await self._deed()
        except Exception:
            self._questions[self._id] = self
            raise
        await interaction.edit_original_response(content=sentence, view=None)

    async def _close(self, shown: discord.Message | None) -> None:
        """Take the button away when nobody has pressed it for too long."""
        await asyncio.sleep(PATIENCE)
        if self._questions.pop(self._id, None) and shown:
            with suppress(discord.HTTPException):
                await shown.edit(content=self._texts("confirm-too-late"), view=None)


class ConfirmButton(discord.ui.DynamicItem[discord.ui.Button[Any]], template=CONFIRM):
    """The button that somebody has pressed."""

    def __init__(self, item: discord.ui.Button[Any], question: str) -> None:
        super().__init__(item)
        self.question = question

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Know which question it is about."""
        assert isinstance(item, discord.ui.Button)
        return cls(item, match["question"])

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Do what was asked for, if the question is open and the person is the one who was asked."""

        async def deed(_: Asking, __: Texts) -> None:
            question = interaction.client.shared.questions.get(self.question)
            if question is None:
                raise Refusal("confirm-over")
            await question.answered(interaction)

        await carry_out(interaction, "button confirm", deed)
