"""Heavy work takes turns: one piece per person at a time, a few per server, and a line of bounded length."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Final

from hypotez.entrypoints.discord.refusal import Refusal

__all__ = ["Gate"]

AT_ONCE: Final = 2
"""Pieces of work that one server may have running, so that no server holds up the others for long."""
LONGEST: Final = 20
"""Pieces that may wait in one server, half of them of one person: nobody keeps all others out."""


class Turn:
    """A piece of work that waits or runs."""

    def __init__(self, who: str) -> None:
        self.who = who
        self.begins = asyncio.Event()


class Line:
    """One server's work."""

    def __init__(self, at_once: int) -> None:
        self._at_once = at_once
        self.running: set[Turn] = set()
        self.waiting: deque[Turn] = deque()

    def let_in(self) -> None:
        """Begin what may: first come, first served, but nobody's second piece while the first runs."""
        for turn in tuple(self.waiting):
            if len(self.running) >= self._at_once:
                return
            if all(turn.who != other.who for other in self.running):
                self.waiting.remove(turn)
                self.running.add(turn)
                turn.begins.set()

    def place(self, turn: Turn) -> int | None:
        """Which of those that wait it is, from 1; None once it has begun."""
        return self.waiting.index(turn) + 1 if turn in self.waiting else None

    def leave(self, turn: Turn) -> None:
        """Take a piece out, done or not."""
        self.running.discard(turn)
        if turn in self.waiting:
            self.waiting.remove(turn)
        self.let_in()


class Gate:
    """Lines by scope. `at_once` and `longest` are per server."""

    def __init__(self, *, at_once: int = AT_ONCE, longest: int = LONGEST) -> None:
        self._at_once, self._longest = at_once, longest
        self._lines: dict[str, Line] = {}

    @asynccontextmanager
    async def turn(
        self, scope: str, who: str, waits: Callable[[Callable[[], int | None]], Awaitable[object]]
    ) -> AsyncIterator[None]:
        """Wait for one's turn and work.

        `waits` is called once where there is something to wait for, with a function that tells the place in the line,
        None once the work has begun.

        Raises:
            Refusal: the line is full, or half of it is the person's.
        """
        line = self._lines.setdefault(scope, Line(self._at_once))
        if len(line.waiting) >= self._longest:
            raise Refusal("gate-full", count=len(line.waiting))
        own = sum(waiting.who == who for waiting in line.waiting)
        if own >= max(1, self._longest // 2):
            raise Refusal("gate-own", count=own)
        turn = Turn(who)
        line.waiting.append(turn)
        line.let_in()
        try:
            if not turn.begins.is_set():
                await waits(lambda: line.place(turn))
                await turn.begins.wait()
            yield
        finally:
            line.leave(turn)
            if not line.running and not line.waiting:
                self._lines.pop(scope, None)
