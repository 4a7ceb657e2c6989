"""Adding to a dataset what somebody gives, or telling which rows cannot be used."""

import re
from dataclasses import replace
from functools import partial
from typing import Any, Final, Self

import discord

from hypotez.domain.add_examples import Added, RowsRefused
from hypotez.entrypoints.discord.asking import Asking
from hypotez.entrypoints.discord.deeds import carry_out
from hypotez.entrypoints.discord.finding import Pointer, message_by
from hypotez.entrypoints.discord.learning.given import Given
from hypotez.entrypoints.discord.messages import Reply, plain
from hypotez.entrypoints.discord.refusal import Refusal
from hypotez.entrypoints.discord.shared import Shared
from hypotez.entrypoints.learning.telling import told_added, told_refused
from hypotez.entrypoints.texts import Texts
from hypotez.ports.progress import Report

__all__ = ["LeaveOutButton", "add"]

LEAVE_OUT: Final = r"hypotez:leave-out:(?P<source>\d{1,20})"
"""The message that has the rows."""


async def add(
    shared: Shared, asking: Asking, texts: Texts, given: Given, *, dataset: str | None = None, leave_out: bool = False
) -> list[str] | None:
    """Add it to a dataset, the selected one if none is named; the lines that tell so.

    None where rows cannot be used: then that is told, with a button that has them left out.

    Raises:
        Refusal: a file is too big, or gone.
        HypotezError: as `AddExamples`.
    """
    origin = asking.origin
    most = await shared.learn(lambda learning: learning.data.most_bytes)
    name = await shared.learn(lambda learning: dataset or learning.data.selected(origin.scope))

    def check_one(content: bytes | str, file: str, _: Report) -> None:
        try:
            shared.app.learning.data.check(content, file, leave_out=leave_out)
        except RowsRefused as refused:  # of several files it is not plain which one it is
            bad = tuple(replace(row, file=row.file or file) for row in refused.rows.bad)
            raise RowsRefused(replace(refused.rows, bad=bad)) from refused

    def add_one(content: bytes | str, file: str, _: Report) -> Added:
        return shared.app.learning.data.add(content, file, dataset=name, origin=origin, leave_out=leave_out)

    async def added(listen: Report) -> list[str]:
        lines: list[str] = []
        async with shared.places:
            pieces = [piece async for piece in given.pieces(most)]
            for content, file in pieces if len(pieces) > 1 else ():
                await shared.heavy.run(partial(check_one, content, file), listen)
            for content, file in pieces:
                new = await shared.heavy.run(partial(add_one, content, file), listen)
                lines += told_added(texts, name, new)
        return lines

    try:
        return await shared.in_turn(asking, texts, added)
    except RowsRefused as refused:
        how = texts("rows-leave-out" if asking.message else "rows-leave-out-slash")
        await asking.answer(Reply(f"{plain(told_refused(texts, refused))} {how}", view=_button(asking, texts)))
        return None


def _button(asking: Asking, texts: Texts) -> discord.ui.View | None:
    """The button for what came with a message; a slash command has an option instead, for its file is nowhere."""
    if asking.message is None:
        return None
    view = discord.ui.View(timeout=None)
    view.add_item(
        discord.ui.Button(label=texts("button-leave-out"), custom_id=f"hypotez:leave-out:{asking.message.id}")
    )
    view.stop()
    return view


class LeaveOutButton(discord.ui.DynamicItem[discord.ui.Button[Any]], template=LEAVE_OUT):
    """Has a command done once more, without the rows that cannot be used."""

    def __init__(self, item: discord.ui.Button[Any], source: int) -> None:
        super().__init__(item)
        self.source = source

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Know which message has the rows."""
        assert isinstance(item, discord.ui.Button)
        return cls(item, int(match["source"]))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Carry out the message's command as its author, who alone may press this."""

        async def deed(asking: Asking, _: Texts) -> None:
            message = await message_by(asking, Pointer(self.source))
            if message.author.id != asking.author.id:
                raise Refusal("confirm-not-yours")
            context = await interaction.client.get_context(message)
            if not context.valid:
                raise Refusal("message-gone")
            await interaction.response.edit_message(view=None)
            context.leaving_out = True
            await interaction.client.invoke(context)

        await carry_out(interaction, "button leave out", deed, detailed=True)
