"""What servers and people have chosen: read once, remembered, and kept when it changes."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final, Generic, TypeVar

import structlog

from hypotez.entrypoints.crossing import Crossing
from hypotez.ports.errors import HypotezError
from hypotez.ports.settings import PersonSettings, ServerSettings, Settings

__all__ = ["Choices"]

REMEMBERED: Final = 10_000
"""Servers, and people, that are held in memory."""
PATIENCE: Final = 0.5
"""Seconds that are waited for what somebody has chosen: whoever asks by a slash command must have an answer in 3."""

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
        self._reading: set[asyncio.Task[S]] = set()

    async def get(self, key: str) -> S:
        """What was chosen; the defaults where that cannot be read now, for people must be answered all the same."""
        if key in self._known:
            return await self._get(key)
        reading = asyncio.create_task(self._get(key))
        try:
            async with asyncio.timeout(PATIENCE):
                return await asyncio.shield(reading)
        except HypotezError as error:
            log.warning("settings not read", code=error.code, reason=str(error))
        except TimeoutError:
            log.warning("settings not read", reason=f"it takes more than {PATIENCE} s")
            self._late(reading)
        return self._default

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
            return changed

    def forget(self, key: str) -> None:
        """Read it anew next time."""
        self._known.pop(key, None)

    def _late(self, reading: asyncio.Task[S]) -> None:
        """Let `reading` come to its end, for the next time; what goes wrong with it, the next one who asks is told."""
        self._reading.add(reading)
        reading.add_done_callback(self._reading.discard)
        reading.add_done_callback(lambda done: done.cancelled() or done.exception())

    async def _get(self, key: str) -> S:
        if key not in self._known:
            self._remember(key, await self._crossing.run(lambda _: self._read(key)))
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
