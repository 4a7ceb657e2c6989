"""Whoever presses a button under a transcript. The client finds these classes by the ids, after a restart too."""

import re
from typing import Any, Self

import discord

from hypotez.entrypoints.discord.asking import Asking
from hypotez.entrypoints.discord.controls import ENGINES, FORM, correction_form, editable
from hypotez.entrypoints.discord.correcting import check_may_change, correct, reads_now
from hypotez.entrypoints.discord.deeds import carry_out
from hypotez.entrypoints.discord.finding import Pointer, message_by, transcript_in
from hypotez.entrypoints.discord.forms import filled_in, typed
from hypotez.entrypoints.discord.rating import RATINGS, rate
from hypotez.entrypoints.discord.redoing import Redoing
from hypotez.entrypoints.discord.shared import Shared
from hypotez.entrypoints.discord.subject import BUTTON, Subject
from hypotez.entrypoints.texts import Texts

__all__ = ["EngineMenu", "TranscriptButton", "open_form", "submitted"]


class TranscriptButton(discord.ui.DynamicItem[discord.ui.Button[Any]], template=BUTTON):
    """One of the buttons under a transcript."""

    def __init__(self, item: discord.ui.Button[Any], deed: str, subject: Subject) -> None:
        super().__init__(item)
        self.deed, self.subject = deed, subject

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Know what it is about."""
        assert isinstance(item, discord.ui.Button)
        return cls(item, match["deed"], Subject.of(match))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Do what it says."""

        async def deed(asking: Asking, texts: Texts) -> None:
            bot, message = interaction.client, interaction.message
            assert message
            if self.deed in RATINGS:
                await rate(bot.shared, asking, texts, self.subject, self.deed)
            elif self.deed == "redo":
                await Redoing(bot.shared, bot.listener).offer(asking, texts, message)
            else:
                await open_form(bot.shared, interaction, asking, texts, message)

        await carry_out(interaction, f"button {self.deed}", deed)


class EngineMenu(discord.ui.DynamicItem[discord.ui.Select[Any]], template=ENGINES):
    """The choice of another engine."""

    def __init__(self, item: discord.ui.Select[Any], message: int) -> None:
        super().__init__(item)
        self.message = message

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Know which message it is about."""
        assert isinstance(item, discord.ui.Select)
        return cls(item, int(match["message"]))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Make the transcript anew."""

        async def deed(asking: Asking, texts: Texts) -> None:
            bot = interaction.client
            message = await message_by(asking, Pointer(self.message))
            await Redoing(bot.shared, bot.listener).redo(asking, texts, message, self.item.values[0])

        await carry_out(interaction, "menu redo", deed)


async def open_form(
    shared: Shared, interaction: discord.Interaction[Any], asking: Asking, texts: Texts, message: discord.Message
) -> None:
    """Open the form that corrects the transcript in `message`.

    Raises:
        Refusal: it shows none, or the person may not correct it.
    """
    record = await check_may_change(shared, asking, transcript_in(asking, message))
    text = await reads_now(shared, record)
    await interaction.response.send_modal(correction_form(message.id, text, texts))


async def submitted(interaction: discord.Interaction[Any]) -> None:
    """Correct a transcript as a form says; other interactions are none of this function's business."""
    found = filled_in(interaction, FORM)
    if found is None:
        return

    async def deed(asking: Asking, texts: Texts) -> None:
        shared = interaction.client.shared
        message = await message_by(asking, Pointer(int(found["message"])))
        record = await check_may_change(shared, asking, transcript_in(asking, message))
        _, rest = editable(await reads_now(shared, record))
        await correct(shared, asking, texts, message, typed(interaction) + rest)

    await carry_out(interaction, "form correct", deed)
