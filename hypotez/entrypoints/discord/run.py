"""`hypotez discord`: from a token to a bot that runs until it is told to stop."""

import asyncio
import signal
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any, Final

import aiohttp
import discord
import structlog

from hypotez.entrypoints.app import App
from hypotez.entrypoints.config import read_token
from hypotez.entrypoints.crossing import Crossing
from hypotez.entrypoints.discord.bot import HypotezBot
from hypotez.entrypoints.discord.login import checked, final, log_in, may_pass, point, stay_connected, unreachable
from hypotez.entrypoints.discord.permissions import UNREAD
from hypotez.entrypoints.discord.secrecy import without
from hypotez.entrypoints.discord.underway import Underway
from hypotez.entrypoints.texts import Texts, languages
from hypotez.ports.errors import HypotezError

__all__ = ["run_bot"]

TRIES: Final = 5
"""Logins that may find nobody before the bot gives up; one that has been in tries for ever."""
FIRST_PAUSE: Final = 1.0
LONGEST_PAUSE: Final = 60.0
"""Seconds between two tries; each pause is twice the one before."""

log = structlog.get_logger(__name__)

Bots = Callable[[bool], HypotezBot]
"""A fresh bot; True where it may read what messages say."""


def run_bot(app: App) -> int:
    """Run the bot until SIGINT or SIGTERM, and return the exit code.

    Raises:
        ConfigError: no token, one that Discord refuses, or an address that is not Discord's.
        HypotezError: Discord cannot be reached, or has closed the connection for good.
    """
    config, underway = app.config, Underway()
    token = checked(read_token(config).get_secret_value())
    point(config.discord)
    for language in languages():  # read now: the event loop must not wait for a disk
        Texts.for_language(language)
    with suppress(HypotezError):  # what cannot be read, people are told when they ask
        app.settings.server("")  # opened now: the first time takes a while, and nobody shall wait for it
    crossing = Crossing(app.parallel)
    try:
        with without(token):
            asyncio.run(
                until_stopped(
                    keep_connected(lambda reads: HypotezBot(app, config, crossing, underway, reads=reads), token),
                    lambda: underway.finish(config.discord.grace),
                )
            )
    except KeyboardInterrupt:  # where the loop takes no signal handlers
        log.info("discord stopped")
    finally:
        crossing.close()
    return 0


async def until_stopped(work: Coroutine[Any, Any, None], finish: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Await `work` until it ends or a signal asks for the end.

    Then `finish` has its time, which a second signal cuts short; after it the work is cancelled and can clean up.
    """
    task = asyncio.ensure_future(work)
    finishing: asyncio.Task[None] | None = None
    loop = asyncio.get_running_loop()

    def told() -> None:
        nonlocal finishing
        if finishing is None:
            finishing = asyncio.create_task(finish())
            finishing.add_done_callback(lambda _: task.cancel())
        else:
            finishing.cancel()

    for wish in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):  # Windows
            loop.add_signal_handler(wish, told)
    try:
        await task
    except asyncio.CancelledError:
        log.info("discord stopped")
    finally:
        if finishing:
            finishing.cancel()


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
                await stay_connected(bot)
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
