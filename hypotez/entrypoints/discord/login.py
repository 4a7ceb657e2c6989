"""What everything that logs in needs: a token that can be one, the addresses, and sentences for what goes wrong."""

import asyncio
from typing import Final

import aiohttp
import discord
import yarl

from hypotez.entrypoints.config import DiscordConfig
from hypotez.ports.errors import ConfigError, HypotezError

__all__ = ["checked", "final", "log_in", "may_pass", "point", "stay_connected", "unreachable"]

AGAIN: Final = 1.0
"""Seconds after which a connection that does not end is told so again."""


def checked(token: str) -> str:
    """Return `token`, as far as it can be one.

    Raises:
        ConfigError: with spaces or letters that no token has; the client would fail on it in obscure ways.
    """
    if not token.isascii() or not token.isprintable() or " " in token:
        raise ConfigError(
            "the bot token has characters that no token has; copy it anew from Discord's developer portal"
        )
    return token


def point(config: DiscordConfig) -> None:
    """Point the client library at another API or gateway than Discord's own, where the config names one.

    Raises:
        ConfigError: an address that is none.
    """
    if config.api:
        discord.http.Route.BASE = str(address("api", config.api, "http", "https")).rstrip("/")
    if config.gateway:
        discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = address("gateway", config.gateway, "ws", "wss")


def address(key: str, text: str, *schemes: str) -> yarl.URL:
    """Return the address in `text`.

    Raises:
        ConfigError: it has none of the `schemes`, or no host.
    """
    try:
        url = yarl.URL(text)
    except ValueError:
        url = yarl.URL()
    if url.scheme not in schemes or not url.host:
        raise ConfigError(f"[discord] {key} must be an address that begins with {schemes[-1]}:// or {schemes[0]}://")
    return url


async def log_in(bot: discord.Client, token: str) -> None:
    """Log in, with a sentence for an address that answers, but not as Discord does.

    Raises:
        ConfigError: what came is no JSON, or not what belongs there; the client stumbles over it unprepared.
    """
    try:
        await bot.login(token)
    except aiohttp.ClientError:  # one of its kinds is a ValueError too
        raise
    except (TypeError, KeyError, ValueError) as error:
        raise ConfigError("[discord] api does not answer as Discord does") from error


async def stay_connected(bot: discord.Client) -> None:
    """Be connected until the bot is closed, the connection is over for good, or this is cancelled.

    The client loses a cancellation that comes just as its handshake is done (`asyncio.wait_for` does, in Python 3.11),
    and would go on for ever: so it has a task of its own, which is cancelled until it ends.
    """
    connection = asyncio.create_task(bot.connect())
    try:
        await asyncio.wait({connection})
    finally:
        while not connection.done():
            connection.cancel()
            await asyncio.wait({connection}, timeout=AGAIN)
    connection.result()


def may_pass(error: discord.DiscordException) -> bool:
    """Tell whether another try may help: Discord is down, or there were too many tries."""
    return isinstance(error, discord.HTTPException) and (error.status == 429 or error.status >= 500)


def unreachable(error: Exception) -> HypotezError:
    """Return what to tell whoever runs the bot when nobody answers, or nobody who can be trusted."""
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        return HypotezError(
            "the certificate that Discord shows is not trusted here; install ca-certificates, or name a file with the "
            "certificates to trust in the variable SSL_CERT_FILE"
        )
    return HypotezError(f"Discord cannot be reached ({type(error).__name__}); check the network and [discord] api")


def final(error: discord.DiscordException) -> HypotezError:
    """Return what to tell whoever runs the bot when another try would not help."""
    match error:
        case discord.LoginFailure() | discord.ConnectionClosed(code=4004):
            return ConfigError("Discord refuses the bot token; copy a new one from Discord's developer portal")
        case discord.ConnectionClosed():
            return HypotezError(f"Discord closed the connection for good (code {error.code})")
        case discord.HTTPException():
            return ConfigError(f"[discord] api does not answer as Discord does (status {error.status})")
        case _:
            return HypotezError(f"the Discord client gave up ({type(error).__name__})")
