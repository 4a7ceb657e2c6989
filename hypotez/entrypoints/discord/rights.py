"""Who may do what: groups of commands, and the roles that a server gives them to."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Any, Final

import discord
from discord.ext import commands

from hypotez.entrypoints.discord.refusal import Refusal

__all__ = ["EVERYONE", "GROUPS", "KEEPERS", "MODERATORS", "SPEAKERS", "TRAINERS", "check", "group_of", "may"]

EVERYONE: Final = "everyone"
SPEAKERS: Final = "speakers"
TRAINERS: Final = "trainers"
KEEPERS: Final = "keepers"
MODERATORS: Final = "moderators"
GROUPS: Final = (SPEAKERS, TRAINERS, KEEPERS, MODERATORS)
"""Groups that a server may give to roles. Speech is everyone's by default, all else is for Manage Server."""
OPEN: Final = frozenset({EVERYONE, SPEAKERS})

Roles = Mapping[str, AbstractSet[str]]
"""The ids of roles, by group."""


def may(author: discord.User | discord.Member, group: str, roles: Roles) -> bool:
    """Whether `author` may use the commands of `group` in their server, which has given them to `roles`.

    Whoever may manage the server may do everything.
    """
    if group == EVERYONE:
        return True
    if not isinstance(author, discord.Member):
        return False
    if author.guild_permissions.manage_guild:
        return True
    given = roles.get(group, frozenset())
    if given:
        return any(str(role.id) in given for role in author.roles)
    return group in OPEN


def check(author: discord.User | discord.Member, group: str, roles: Roles) -> None:
    """Let `author` through.

    Raises:
        Refusal: they lack the right, or it is one that nobody has in private messages.
    """
    if may(author, group, roles):
        return
    raise Refusal("rights-missing" if isinstance(author, discord.Member) else "rights-private")


def group_of(command: commands.Command[Any, ..., Any]) -> str:
    """The group that a command belongs to."""
    return str(command.extras.get("group", EVERYONE))
