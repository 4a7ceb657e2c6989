"""Coming into a voice channel, or saying clearly why not."""

from collections.abc import Callable
from functools import partial
from typing import Any

import aiohttp
import discord

from hypotez.entrypoints.crossing import Crossing
from hypotez.entrypoints.discord.refusal import Refusal
from hypotez.entrypoints.discord.voice.line import ClosedForGood, Line
from hypotez.entrypoints.discord.voice.opus import load_opus

__all__ = ["check", "connect", "move"]


def check(channel: Any) -> None:
    """Let the bot come into `channel`, as far as can be known before.

    Raises:
        Refusal: it is a stage, a right is missing, or it is full.
    """
    if not isinstance(channel, discord.VoiceChannel):
        raise _refusal("stage", channel)
    rights = channel.permissions_for(channel.guild.me)
    if not (rights.view_channel and rights.connect):
        raise _refusal("no-connect", channel)
    if not rights.speak:
        raise _refusal("no-speak", channel)
    if channel.user_limit and len(channel.voice_states) >= channel.user_limit and not rights.move_members:
        raise _refusal("full", channel)


async def connect(
    channel: discord.VoiceChannel, crossing: Crossing, *, patience: float, ended: Callable[[Line], None]
) -> Line:
    """Come into `channel`; the connection calls `ended` when it is over. `patience` in seconds.

    Raises:
        Refusal: it was not possible.
        EngineUnavailable: there is no Opus library.
    """
    await crossing.run(lambda _: load_opus())
    if isinstance(left := channel.guild.voice_client, Line):  # by a try that was cancelled
        await left.hang_up()
    try:
        line = await channel.connect(timeout=patience, cls=partial(Line, ended=ended), self_deaf=True)
    except ClosedForGood as error:
        raise _refusal("closed-encryption", channel) from error
    except (TimeoutError, OSError, aiohttp.ClientError, discord.DiscordException) as error:
        raise _refusal("unreachable", channel) from error
    if not line.is_connected():  # discord.py tries five times, and then says nothing
        await line.hang_up()
        raise _refusal("unreachable", channel)
    await line.sealed()
    return line


async def move(line: Line, channel: discord.VoiceChannel, *, patience: float) -> None:
    """Go to another channel of the server.

    Raises:
        Refusal: it was not possible.
    """
    await line.move_to(channel, timeout=patience)
    if not line.is_connected() or line.channel.id != channel.id:
        raise _refusal("unreachable", channel)
    await line.sealed()


def _refusal(why: str, channel: Any) -> Refusal:
    return Refusal(f"voice-{why}", channel=channel.mention)
