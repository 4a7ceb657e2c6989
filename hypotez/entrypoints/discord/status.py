"""How far long work is: shown after a while, kept up to date, with a button that stops it."""

import asyncio
from contextlib import suppress
from typing import Any, Final, Self

import discord

from hypotez.entrypoints.discord import rights
from hypotez.entrypoints.discord.asking import Asking
from hypotez.entrypoints.discord.messages import Reply
from hypotez.entrypoints.texts import Texts
from hypotez.ports.progress import Progress

__all__ = ["Status"]

PATIENCE: Final = 4.0
"""Seconds that typing, or Discord's own "thinking", is enough."""
EVERY: Final = 2.0
"""Seconds between two edits at least: Discord allows few."""


class Status:
    """The status of one piece of work. Use it in an `async with` around `run`, whose task its button cancels."""

    def __init__(self, asking: Asking, texts: Texts, *, private: bool = False) -> None:
        self._asking, self._texts, self._private = asking, texts, private
        self._progress: Progress | None = None
        self._message: discord.Message | None = None
        self._shown = ""
        self._showing: asyncio.Task[None] | None = None
        self._stop = Stop(self)
        self.work: asyncio.Future[Any] | None = None
        self.stopped = False

    async def __aenter__(self) -> Self:
        self._showing = asyncio.create_task(self._show_progress())
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._showing:
            self._showing.cancel()
        self._stop.stop()
        if self._message:
            with suppress(discord.HTTPException):
                await self._message.delete()

    def listen(self, progress: Progress) -> None:
        """Take note of how far it is."""
        self._progress = progress

    async def waits(self, place: int) -> None:
        """Say that there is other work first."""
        await self._show(self._texts("gate-place", place=place))

    def may_stop(self, person: discord.User | discord.Member) -> bool:
        """Whether `person` may press the button: who asked, and who may manage the server."""
        return person.id == self._asking.author.id or rights.may(person, rights.MODERATORS, {})

    def stop(self) -> None:
        """Stop the work."""
        self.stopped = True
        if self.work:
            self.work.cancel()

    async def _show_progress(self) -> None:
        await asyncio.sleep(PATIENCE)
        while True:
            await self._show(self._sentence())
            await asyncio.sleep(EVERY)

    def _sentence(self) -> str:
        progress = self._progress
        if progress is None or not progress.total:
            return self._texts("status-working")
        percent = min(99, int(100 * progress.done / progress.total))
        return self._texts("status-percent", percent=percent)

    async def _show(self, sentence: str) -> None:
        if sentence == self._shown:
            return
        self._shown = sentence
        if self._message is None:
            self._message = await self._asking.answer(Reply(sentence, view=self._stop), private=self._private)
        else:
            with suppress(discord.HTTPException):
                await self._message.edit(content=sentence)

    def label(self) -> str:
        """What is on the button."""
        return self._texts("status-stop")


class Stop(discord.ui.View):
    """The button."""

    def __init__(self, status: Status) -> None:
        super().__init__(timeout=None)
        self._status = status
        button: discord.ui.Button[Stop] = discord.ui.Button(label=status.label(), style=discord.ButtonStyle.secondary)
        button.callback = self._pressed  # type: ignore[method-assign]
        self.add_item(button)

    async def _pressed(self, interaction: discord.Interaction[Any]) -> None:
        await interaction.response.defer()
        if self._status.may_stop(interaction.user):
            self._status.stop()
