"""The servers of the soak, and who is in them."""

from dataclasses import dataclass

from discord import Permissions

from tests.e2e.loopback import Channel, Guild, Loopback, User

__all__ = ["Server", "town"]

LOCALES = ("en-US", "ru")
"""What the members' clients speak, in turn."""


@dataclass(frozen=True, slots=True)
class Server:
    """A server: `commands` are given in one channel, voice messages in another. `moderators` may do everything."""

    guild: Guild
    commands: Channel
    voices: Channel
    members: tuple[User, ...]
    moderators: tuple[User, ...]


def town(discord: Loopback, servers: int, members: int) -> tuple[Server, ...]:
    """So many servers with so many members each, a third of them moderators."""
    return tuple(_server(discord, number, members) for number in range(servers))


def _server(discord: Loopback, number: int, members: int) -> Server:
    guild = discord.guild(f"server {number}")
    role = guild.role("moderators", **dict(Permissions(manage_guild=True)))
    people = tuple(discord.person(f"person {each}", locale=LOCALES[each % 2]) for each in range(members))
    moderators = people[::3]
    for person in people:
        guild.member(person)
    for moderator in moderators:
        guild.member(moderator).roles.append(role)
    return Server(guild, guild.text, guild.channel("voices"), people, moderators)
