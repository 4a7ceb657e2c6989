"""Whoever presses a button under an answer of the model, or fills in its form, perhaps since before a restart."""

import re
from typing import Any, Final, Self

import discord

from hypotez.entrypoints.discord.asking import Asking
from hypotez.entrypoints.discord.deeds import carry_out
from hypotez.entrypoints.discord.finding import Pointer, message_by, own_id
from hypotez.entrypoints.discord.forms import filled_in, typed
from hypotez.entrypoints.discord.learning.answers import ANSWER, Said, answer_form, said_in
from hypotez.entrypoints.discord.learning.teaching import confirm, correct, labels_of
from hypotez.entrypoints.discord.refusal import Refusal
from hypotez.entrypoints.discord.shared import Shared
from hypotez.entrypoints.texts import Texts

__all__ = ["AnswerButton", "open_answer_form", "submitted"]

FORM: Final = r"hypotez:teach:(?P<message>\d{1,20})"
"""The id of the form. The message is the answer that is corrected."""


class AnswerButton(discord.ui.DynamicItem[discord.ui.Button[Any]], template=ANSWER):
    """One of the buttons under an answer."""

    def __init__(self, item: discord.ui.Button[Any], deed: str, said: Said) -> None:
        super().__init__(item)
        self.deed, self.said = deed, said

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Know what it is about."""
        assert isinstance(item, discord.ui.Button)
        return cls(item, match["deed"], Said.of(match))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Do what it says."""

        async def deed(asking: Asking, texts: Texts) -> None:
            shared, message = interaction.client.shared, interaction.message
            assert message
            if self.deed == "right":
                async with asking.working(private=True):
                    await confirm(shared, asking, texts, self.said)
            else:
                await open_answer_form(shared, interaction, asking, texts, self.said, message.id)

        await carry_out(interaction, f"button {self.deed} answer", deed)


async def open_answer_form(  # noqa: PLR0917 - whose form it is, and about what
    shared: Shared, interaction: discord.Interaction[Any], asking: Asking, texts: Texts, said: Said, message: int
) -> None:
    """Open the form that corrects the answer in `message`.

    Raises:
        Refusal: as for `confirm`.
    """
    labels = await labels_of(shared, asking, said)
    await interaction.response.send_modal(answer_form(f"hypotez:teach:{message}", labels, texts))


async def submitted(interaction: discord.Interaction[Any]) -> None:
    """Correct an answer as a form says; other interactions are none of this function's business."""
    found = filled_in(interaction, FORM)
    if found is None:
        return

    async def deed(asking: Asking, texts: Texts) -> None:
        async with asking.working(private=True):
            message = await message_by(asking, Pointer(int(found["message"])))
            said = said_in(message, own_id(asking))
            if said is None:
                raise Refusal("message-gone")
            await correct(interaction.client.shared, asking, texts, said, typed(interaction))

    await carry_out(interaction, "form teach", deed)
