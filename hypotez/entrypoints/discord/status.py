"""How far long work is: shown after a while, kept up to date, with a button that stops it."""

import asyncio
import secrets
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final, Self

import discord

from hypotez.entrypoints.discord import rights
from hypotez.entrypoints.discord.asking import Asking
from hypotez.entrypoints.discord.messages import Reply
from hypotez.entrypoints.discord.stopping import stop_button
from hypotez.entrypoints.texts import Texts
from hypotez.ports.progress import Progress

__all__ = ["Status"]

PATIENCE: Final = 4.0
"""Seconds that typing, or Discord's own "thinking", is enough."""
EVERY: Final = 2.0
"""Seconds between two edits at least: Discord allows few."""


class Status:
    """The status of one piece of work. Use it in an `async with` around that work, whose task its button cancels.

    Meanwhile it is in `at_work`, by its id, where the button finds it.
    """

    def __init__(self, asking: Asking, texts: Texts, at_work: dict[str, "Status"], *, private: bool = False) -> None:
        self._asking, self._texts, self._private = asking, texts, private
        self._id, self._at_work = secrets.token_hex(8), at_work
        self._place: Callable[[], int | None] = lambda: None
        self._progress: Progress | None = None
        self._message: asyncio.Task[discord.Message | None] | None = None
        self._shown = ""
        self._showing: asyncio.Task[None] | None = None
        self.work: asyncio.Future[Any] | None = None
        self.stopped: str | None = None

    async def __aenter__(self) -> Self:
        self._at_work[self._id] = self
        self._showing = asyncio.create_task(self._show_progress())
        return self

    async def __aexit__(self, *_: object) -> None:
        del self._at_work[self._id]
        if self._showing:
            self._showing.cancel()
        if self._message and (message := await self._message):
            with suppress(discord.HTTPException):
                await self._lasting(message).delete()

    def listen(self, progress: Progress) -> None:
        """Take note of how far it is."""
        self._progress = progress

    async def waits(self, place: Callable[[], int | None]) -> None:
        """Say that there is other work first, and how much, as long as `place` tells one."""
        self._place = place
        await self._show(self._sentence())

    def may_stop(self, person: discord.User | discord.Member) -> bool:
        """Whether `person` may press the button: who asked, and who may manage the server."""
        return person.id == self._asking.author.id or rights.may(person, rights.MODERATORS, {})

    def stop(self, why: str = "status-stopped") -> None:
        """Stop the work; `why` is the sentence that says so."""
        self.stopped = self.stopped or why
        if self.work:
            self.work.cancel()

    async def _show_progress(self) -> None:
        await asyncio.sleep(PATIENCE)
        while True:
            await self._show(self._sentence())
            await asyncio.sleep(EVERY)

    def _sentence(self) -> str:
        if (place := self._place()) is not None:
            return self._texts("gate-place", place=place)
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
            reply = Reply(sentence, view=stop_button(self._id, self._texts))
            self._message = asyncio.create_task(self._asking.answer(reply, private=self._private))
            await asyncio.shield(self._message)  # work that ends meanwhile still takes the message away
        elif message := await asyncio.shield(self._message):
            with suppress(discord.HTTPException):
                await self._lasting(message).edit(content=sentence)

    def _lasting(self, message: discord.Message) -> Any:
        """`message`; as one of the bot's own where Discord takes no changes of an answer any more."""
        channel: Any = message.channel
        return channel.get_partial_message(message.id) if self._asking.late else message
