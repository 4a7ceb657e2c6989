"""A short visit to Discord: logged in and asking by REST, but not connected as a bot that runs."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import aiohttp
import discord

from hypotez.entrypoints.discord.login import final, log_in, may_pass, unreachable

__all__ = ["PATIENCE", "visit"]

PATIENCE: Final = 30.0
"""Seconds for one answer, the client's own new tries included."""


@asynccontextmanager
async def visit(token: str) -> AsyncIterator[discord.Client]:
    """Lend a client that is logged in.

    Raises:
        ConfigError: Discord refuses the token, or the address is not Discord's.
        HypotezError: Discord cannot be reached.
    """
    try:
        # no gateway will hear of the intents; without this one the client complains
        async with discord.Client(intents=discord.Intents(guilds=True)) as client:
            async with asyncio.timeout(PATIENCE):
                await log_in(client, token)
            yield client
    except (OSError, aiohttp.ClientError) as error:
        raise unreachable(error) from error
    except discord.DiscordException as error:
        raise (unreachable(error) if may_pass(error) else final(error)) from error
