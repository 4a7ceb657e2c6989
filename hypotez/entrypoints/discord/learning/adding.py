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
from hypotez.ports.datasets import Rows
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
    several = len(given.files) + bool(given.text) > 1

    def read_one(content: bytes | str, file: str, _: Report) -> Rows:
        try:
            rows = shared.app.learning.data.check(content, file, leave_out=leave_out)
        except RowsRefused as refused:
            raise RowsRefused(_of_file(refused.rows, file if several else "")) from refused
        return _of_file(rows, file if several else "")

    def keep(rows: Rows, _: Report) -> Added:
        return shared.app.learning.data.keep(rows, dataset=name, origin=origin)

    async def added(listen: Report) -> list[str]:
        found = Rows()
        async with shared.places:
            async for content, file in given.pieces(most):
                rows = await shared.heavy.run(partial(read_one, content, file), listen)
                found = _together(found, rows)
            new = await shared.heavy.run(partial(keep, found), listen)
        return list(told_added(texts, name, new))

    try:
        return await shared.in_turn(asking, texts, added)
    except RowsRefused as refused:
        how = texts("rows-leave-out" if asking.message else "rows-leave-out-slash")
        await asking.answer(Reply(f"{plain(told_refused(texts, refused))} {how}", view=_button(asking, texts)))
        return None


def _of_file(rows: Rows, file: str) -> Rows:
    """The same, its bad rows with the name of their file."""
    return replace(rows, bad=tuple(replace(row, file=row.file or file) for row in rows.bad))


def _together(first: Rows, then: Rows) -> Rows:
    """The rows of both; what is in both is there once."""
    known = set(first.examples)
    return first + replace(then, examples=tuple(example for example in then.examples if example not in known))


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
