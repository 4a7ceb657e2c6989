"""`hypotez discord`: from a token to a bot that runs until it is told to stop."""

import asyncio
import signal
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any, Final

import aiohttp
import discord
import structlog
import yarl

from hypotez.entrypoints.app import App
from hypotez.entrypoints.config import DiscordConfig, read_token
from hypotez.entrypoints.crossing import Crossing
from hypotez.entrypoints.discord.bot import HypotezBot
from hypotez.entrypoints.discord.secrecy import without
from hypotez.entrypoints.texts import Texts, languages
from hypotez.ports.errors import ConfigError, HypotezError

__all__ = ["run_bot"]

TRIES: Final = 5
"""Logins that may find nobody before the bot gives up; one that has been in tries for ever."""
FIRST_PAUSE: Final = 1.0
LONGEST_PAUSE: Final = 60.0
"""Seconds between two tries; each pause is twice the one before."""

UNREAD: Final = (
    "commands with the prefix and unasked transcription, except in private messages and where the bot is mentioned; "
    "slash commands and menus work. To have it all, turn on Message Content Intent on the Bot page of Discord's "
    "developer portal"
)
"""What is off without the message-content intent."""

log = structlog.get_logger(__name__)

Bots = Callable[[bool], HypotezBot]
"""A fresh bot; True where it may read what messages say."""


def run_bot(app: App) -> int:
    """Run the bot until SIGINT or SIGTERM, and return the exit code.

    Raises:
        ConfigError: no token, one that Discord refuses, or an address that is not Discord's.
        HypotezError: Discord cannot be reached, or has closed the connection for good.
    """
    config = app.config
    token = checked(read_token(config).get_secret_value())
    point(config.discord)
    for language in languages():  # read now: the event loop must not wait for a disk
        Texts.for_language(language)
    crossing = Crossing(app.parallel)
    try:
        with without(token):
            asyncio.run(
                until_stopped(keep_connected(lambda reads: HypotezBot(app, config, crossing, reads=reads), token))
            )
    except KeyboardInterrupt:  # where the loop takes no signal handlers
        log.info("discord stopped")
    finally:
        crossing.close()
    return 0


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


async def until_stopped(work: Coroutine[Any, Any, None]) -> None:
    """Await `work` until it ends or a signal asks for the end; then it is cancelled and has its chance to clean up."""
    task = asyncio.ensure_future(work)
    loop = asyncio.get_running_loop()
    for wish in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):  # Windows
            loop.add_signal_handler(wish, task.cancel)
    try:
        await task
    except asyncio.CancelledError:
        log.info("discord stopped")


async def keep_connected(bots: Bots, token: str) -> None:
    """Run a bot; after a login or a first handshake that found nobody, a fresh one.

    The client itself tries for ever once it has been connected, but a refused first handshake ends it with an
    AttributeError, and a client whose login failed does not clean up after itself. Where Discord does not let the bot
    read messages, it goes on with what needs no reading.

    Raises:
        ConfigError, HypotezError: as `run_bot` says.
    """
    reads, been_in = True, False
    pause, tries = FIRST_PAUSE, 0
    while True:
        bot = bots(reads)
        try:
            async with bot:
                await log_in(bot, token)
                been_in = True
                await bot.connect()
            return
        except (AttributeError, OSError, aiohttp.ClientError, discord.DiscordException) as error:
            if isinstance(error, AttributeError) and bot.ws is not None:  # no refused handshake: a mistake of ours
                raise
            if isinstance(error, discord.PrivilegedIntentsRequired) and reads:
                reads = False
                log.warning("messages cannot be read", off=UNREAD)
                continue
            if isinstance(error, discord.DiscordException) and not may_pass(error):
                raise final(error) from error
            tries += 1
            reason = type(error).__name__
            if tries == TRIES and not been_in:
                raise unreachable(error) from error
        log.warning("discord unreachable", reason=reason, again_in_seconds=pause)
        await asyncio.sleep(pause)
        pause = min(2 * pause, LONGEST_PAUSE)


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
