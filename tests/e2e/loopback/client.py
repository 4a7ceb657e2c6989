"""Any client in the test's own process, pointed at the loopback."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import TypeVar

import aiohttp
import discord as client
import yarl

from tests.e2e.loopback.server import Loopback

Client = TypeVar("Client", bound=client.Client)


@contextlib.asynccontextmanager
async def connected(discord: Loopback, bot: Client) -> AsyncIterator[Client]:
    """Log `bot` in, and out again at the end; inside, it has identified and knows its servers."""
    routes, gateways = client.http.Route, client.gateway.DiscordWebSocket
    addresses = routes.BASE, gateways.DEFAULT_GATEWAY
    routes.BASE, gateways.DEFAULT_GATEWAY = discord.api, yarl.URL(discord.gateway)
    bot.http.connector = aiohttp.TCPConnector(limit=0, ssl=discord.certificate.client())
    try:
        async with bot:
            running = asyncio.create_task(bot.start(discord.token))
            ready = asyncio.create_task(discord.ready(identified=discord.sessions.identified + 1))
            await asyncio.wait({running, ready}, return_when=asyncio.FIRST_COMPLETED)
            if running.done():
                ready.cancel()
                running.result()
            await ready
            await discord.until(lambda: all(bot.get_guild(int(id)) for id in discord.guilds))
            yield bot
        with contextlib.suppress(AssertionError):  # aiohttp's, where the client was just about to connect anew
            await running
    finally:
        routes.BASE, gateways.DEFAULT_GATEWAY = addresses
