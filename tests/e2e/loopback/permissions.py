"""What somebody may do, as Discord computes it: roles first, then the channel's overwrites."""

from typing import TYPE_CHECKING

from discord import Permissions

from tests.e2e.loopback.answers import Refused
from tests.e2e.loopback.people import User

if TYPE_CHECKING:
    from tests.e2e.loopback.world import Channel, Guild


def in_guild(guild: "Guild", user: User) -> Permissions:
    if user is guild.owner:
        return Permissions.all()
    bits = guild.everyone.permissions.value
    for role in guild.member(user).roles:
        bits |= role.permissions.value
    return Permissions.all() if Permissions(bits).administrator else Permissions(bits)


def in_channel(channel: "Channel", user: User) -> Permissions:
    """Private channels have no roles: everything that can be done there may be done."""
    guild = channel.guild
    if guild is None:
        return Permissions.all()
    base = in_guild(guild, user)
    if base == Permissions.all():
        return base
    bits = base.value
    roles = {role.id for role in guild.member(user).roles}
    for targets in ({guild.id}, roles, {user.id}):
        fitting = [overwrite for target, overwrite in channel.overwrites.items() if target in targets]
        for overwrite in fitting:
            bits &= ~overwrite.pair()[1].value
        for overwrite in fitting:
            bits |= overwrite.pair()[0].value
    return Permissions(bits)


def demand(channel: "Channel", user: User, *names: str) -> None:
    """Hold that `user` may do all of `names` in `channel`.

    Raises:
        Refused: 50001 where the channel cannot be seen, else 50013.
    """
    may = in_channel(channel, user)
    if not may.view_channel:
        raise Refused(403, 50001, "Missing Access")
    if channel.voice and not may.connect:
        raise Refused(403, 50001, "Missing Access")
    if not all(getattr(may, name) for name in names):
        raise Refused(403, 50013, "Missing Permissions")
