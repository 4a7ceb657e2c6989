"""Records go when their server wants them to."""

import asyncio
from typing import Final

import structlog
from discord.ext import commands

from hypotez.entrypoints.discord.shared import Shared
from hypotez.ports.errors import HypotezError

__all__ = ["Expiring"]

PAUSE: Final = 3600.0
"""Seconds between two looks."""

log = structlog.get_logger(__name__)


class Expiring(commands.Cog):
    """Looks every hour, as long as the bot runs."""

    def __init__(self, shared: Shared) -> None:
        self.shared = shared

    async def cog_load(self) -> None:
        """Begin."""
        self._looking = asyncio.create_task(self._look())

    async def cog_unload(self) -> None:
        """End."""
        self._looking.cancel()

    async def _look(self) -> None:
        while True:
            try:
                await self.shared.quick.run(lambda _: self.shared.app.expire())
            except HypotezError as error:
                log.warning("nothing expired", code=error.code, reason=str(error))
            await asyncio.sleep(PAUSE)
