"""What servers and people have chosen: read once, remembered, and kept when it changes."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any, Final, Generic, TypeVar

import structlog

from hypotez.entrypoints.crossing import Crossing
from hypotez.ports.errors import HypotezError, StorageError
from hypotez.ports.settings import PersonSettings, ServerSettings, Settings

__all__ = ["Choices"]

REMEMBERED: Final = 10_000
"""Servers, and people, that are held in memory."""
PATIENCE: Final = 1.0
"""Seconds that are waited for what somebody has chosen: a slash command, for which a server's choices are read and then
a person's, must have a first word in 3."""

S = TypeVar("S", ServerSettings, PersonSettings)

log = structlog.get_logger(__name__)


class Memory(Generic[S]):
    """The latest values by key."""

    def __init__(
        self, crossing: Crossing, read: Callable[[str], S], keep: Callable[[str, S], None], default: S
    ) -> None:
        self._crossing = crossing
        self._read: Callable[[str], S] = read
        self._keep: Callable[[str, S], None] = keep
        self._default: S = default
        self._known: OrderedDict[str, S] = OrderedDict()
        self._changing = asyncio.Lock()
        self._changes = 0
        self._reading: dict[str, tuple[asyncio.Task[S], float]] = {}

    async def get(self, key: str) -> S:
        """What was chosen; the defaults where that cannot be read now, for people must be answered all the same."""
        try:
            return await self.sure(key)
        except HypotezError as error:
            log.warning("settings not read", code=error.code, reason=str(error))
            return self._default

    async def sure(self, key: str) -> S:
        """What was chosen, for what must not go by the defaults: rights, and choices that others are added to.

        Raises:
            StorageError: it cannot be read, or not soon.
        """
        if key in self._known:
            return await self._get(key)
        reading, until = self._reading.get(key) or self._begin(key)
        try:
            async with asyncio.timeout_at(until):
                return await asyncio.shield(reading)
        except TimeoutError as error:
            raise StorageError(f"The choices could not be read in {PATIENCE} s: try again.") from error

    async def change(self, key: str, **changes: Any) -> S:
        """Keep new choices; they hold once this returns.

        One change at a time: each builds on what the one before it has kept.

        Raises:
            StorageError: those that stand could not be read, or the new ones not be kept.
        """
        async with self._changing:
            changed: S = replace(await self._get(key), **changes)
            await self._crossing.run(lambda _: self._keep(key, changed))
            self._remember(key, changed)
            self._changes += 1
            return changed

    def forget(self, key: str) -> None:
        """Read it anew next time."""
        self._known.pop(key, None)
        self._reading.pop(key, None)
        self._changes += 1

    def _begin(self, key: str) -> tuple[asyncio.Task[S], float]:
        """Begin to read, and say until when that is waited for; it comes to its end in any case, for the next time."""
        reading = asyncio.create_task(self._get(key))
        self._reading[key] = reading, asyncio.get_running_loop().time() + PATIENCE
        reading.add_done_callback(partial(self._end, key))
        return self._reading[key]

    def _end(self, key: str, reading: asyncio.Task[S]) -> None:
        if self._reading.get(key, (None,))[0] is reading:
            del self._reading[key]
        if not reading.cancelled():
            reading.exception()  # whoever waited for it was told; nobody may have

    async def _get(self, key: str) -> S:
        if key not in self._known:
            before = self._changes
            read: S = await self._crossing.run(lambda _: self._read(key))
            if key not in self._known:
                if self._changes != before:  # this key's, perhaps: then what was read is no longer so
                    return read
                self._remember(key, read)
        self._known.move_to_end(key)
        return self._known[key]

    def _remember(self, key: str, settings: S) -> None:
        self._known[key] = settings
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)


class Choices:
    """Those of servers, by scope, and of people, by id."""

    def __init__(self, settings: Settings, crossing: Crossing) -> None:
        self.servers = Memory(crossing, settings.server, settings.keep_server, ServerSettings())
        self.people = Memory(crossing, settings.person, settings.keep_person, PersonSettings())
