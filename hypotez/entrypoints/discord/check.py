"""`hypotez discord --check`: whether a bot could run, told without running one, in the manner of `hypotez doctor`."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Final

import discord
import yarl

from hypotez.entrypoints.config import Config, read_token
from hypotez.entrypoints.discord.libraries import LIBRARIES
from hypotez.entrypoints.discord.login import checked, point
from hypotez.entrypoints.discord.permissions import NEEDED, UNREAD, missing
from hypotez.entrypoints.discord.secrecy import without
from hypotez.entrypoints.discord.visit import PATIENCE, visit
from hypotez.entrypoints.doctor import Finding, Verdict, tried
from hypotez.ports.errors import ConfigError, HypotezError

__all__ = ["examine"]

SHOWN: Final = 5
"""Channels that are named for one server."""


def examine(config: Config) -> Iterator[Finding]:
    """Look at the libraries, the token, the intents, and the rights in each server, one after another."""
    for what, attempt in LIBRARIES.items():
        yield tried(what, attempt, used=True)
    try:
        token = checked(read_token(config).get_secret_value())
        point(config.discord)
    except ConfigError as error:
        yield Finding("token", Verdict.NO, used=True, about=str(error))
        return
    with without(token):
        yield from asyncio.run(_ask(token))


async def _ask(token: str) -> list[Finding]:
    try:
        async with visit(token) as client:
            assert client.user
            return [
                Finding("connection", Verdict.YES, used=True, about=str(yarl.URL(discord.http.Route.BASE).origin())),
                Finding("token", Verdict.YES, used=True, about=f"it is that of {client.user}"),
                intent(client.application_flags),
                *[finding async for finding in _servers(client)],
            ]
    except HypotezError as error:
        what = "token" if isinstance(error.__cause__, discord.LoginFailure) else "connection"
        return [Finding(what, Verdict.NO, used=True, about=str(error))]


def intent(flags: discord.ApplicationFlags) -> Finding:
    """Tell whether the bot may read messages; small bots have the intent at once, others after a review.

    Without it the bot goes on with the rest, so that is worth saying, but nothing is broken.
    """
    if flags.gateway_message_content or flags.gateway_message_content_limited:
        return Finding("message content intent", Verdict.YES, used=True)
    return Finding("message content intent", Verdict.NO, about=f"off without it: {UNREAD}")


async def _servers(client: discord.Client) -> AsyncIterator[Finding]:
    count = 0
    async for guild in client.fetch_guilds(limit=None, with_counts=False):
        count += 1
        try:
            async with asyncio.timeout(PATIENCE):
                yield await _server(client, guild)
        except (discord.HTTPException, TimeoutError) as error:
            reason = f"status {error.status}" if isinstance(error, discord.HTTPException) else "no answer"
            yield Finding(name_of(guild), Verdict.UNTRIED, used=True, about=f"Discord does not tell ({reason})")
    if not count:
        about = "the bot is in none; open the link of `hypotez discord invite` to bring it into yours"
        yield Finding("servers", Verdict.NO, about=about)


async def _server(client: discord.Client, guild: discord.Guild) -> Finding:
    assert client.user
    whole = await client.fetch_guild(guild.id, with_counts=False)
    member = await whole.fetch_member(client.user.id)
    lacking = missing(member.guild_permissions)
    if lacking:
        names = ", ".join(permission.name for permission in lacking)
        about = f"it may not: {names}; give its role these rights, or open the link of `hypotez discord invite` again"
        return Finding(name_of(guild), Verdict.NO, used=True, about=about)
    exceptions = [text for channel in await whole.fetch_channels() if (text := _channel(channel, member))]
    about = "; ".join(exceptions[:SHOWN])
    if len(exceptions) > SHOWN:
        about += f"; and so on in {len(exceptions) - SHOWN} more channels"
    return Finding(name_of(guild), Verdict.YES, used=True, about=about and f"but {about}")


def _channel(channel: discord.abc.GuildChannel, member: discord.Member) -> str:
    """Tell what the bot may not do in a channel that it sees, though in the server it may."""
    if not isinstance(channel, discord.TextChannel | discord.VoiceChannel):
        return ""
    permissions = channel.permissions_for(member)
    voice = isinstance(channel, discord.VoiceChannel)
    lacking = [right.name for right in NEEDED if right.voice is voice and not right.given(permissions)]
    return f"not in {channel.name}: {', '.join(lacking)}" if permissions.view_channel and lacking else ""


def name_of(guild: discord.Guild) -> str:
    """Return how a server's row is called."""
    return f"server {guild.name}"
