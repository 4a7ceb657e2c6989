"""What is being done for people, and how it ends: nothing new begins, what runs may finish, who still waits is told."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final

import structlog

from hypotez.entrypoints.discord.refusal import Refusal

__all__ = ["STOPPED", "Underway"]

LAST_WORDS: Final = 5.0
"""Seconds for telling those whose work was stopped."""
STOPPED: Final = "ending-stopped"
"""The sentence for them."""

log = structlog.get_logger(__name__)


class Underway:
    """The bot's tasks that somebody waits for. It outlives the bots that are made one after another."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()
        self._stops: set[Callable[[], object]] = set()
        self._ending = False
        self.over = False
        """What could not finish in time has been stopped."""

    def keep(self, task: asyncio.Task[Any] | None = None) -> None:
        """Count `task`, or the current one, among them as long as it runs."""
        task = task or asyncio.current_task()
        assert task
        if task not in self._tasks:
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    def check(self) -> None:
        """Hold that new work may begin.

        Raises:
            Refusal: the bot is about to end.
        """
        if self._ending:
            raise Refusal("ending")

    @contextmanager
    def stoppable(self, stop: Callable[[], object]) -> Iterator[None]:
        """While the context is open, `stop` ends its work, and sees to it that `STOPPED` is told.

        Raises:
            Refusal: all work has been stopped.
        """
        if self.over:
            raise Refusal(STOPPED)
        self._stops.add(stop)
        try:
            yield
        finally:
            self._stops.discard(stop)

    async def finish(self, grace: float) -> None:
        """Take nothing new, let what runs come to its end for `grace` seconds, and then stop it."""
        self._ending = True
        log.info("discord ending", running=len(self._tasks), grace_seconds=grace)
        await self._idle(grace)
        self.over = True
        for stop in tuple(self._stops):
            stop()
        await self._idle(LAST_WORDS)

    def cancel(self) -> None:
        """End all tasks but the current one, without a word."""
        for task in self._tasks - {asyncio.current_task()}:
            task.cancel()

    async def _idle(self, seconds: float) -> None:
        """Wait until nothing runs, or so many seconds."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while self._tasks:
                    await asyncio.wait(self._tasks)
