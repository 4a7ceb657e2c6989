"""Who is there: users, roles, and what a server knows of a member."""

import itertools
import time
from dataclasses import dataclass, field
from typing import Any

from discord import Permissions

Payload = dict[str, Any]

EPOCH_MS = 1_420_070_400_000
JOINED = "2024-01-01T00:00:00.000000+00:00"
ORDINARY = Permissions(
    view_channel=True,
    send_messages=True,
    embed_links=True,
    attach_files=True,
    read_message_history=True,
    add_reactions=True,
    mention_everyone=True,
    connect=True,
    speak=True,
    use_voice_activation=True,
    use_application_commands=True,
    change_nickname=True,
)
"""What everybody may do in a new server."""
counter = itertools.count(1)


def snowflake() -> str:
    """A new id: 42 bits of milliseconds since 2015, then a counter."""
    return str((int(time.time() * 1000) - EPOCH_MS) << 22 | next(counter) % (1 << 22))


@dataclass(slots=True)
class User:
    """Somebody, whose client speaks `locale`."""

    name: str
    bot: bool = False
    locale: str = "en-US"
    id: str = field(default_factory=snowflake)

    def payload(self) -> Payload:
        return {
            "id": self.id,
            "username": self.name,
            "global_name": self.name,
            "discriminator": "0",
            "avatar": None,
            "bot": self.bot,
        }


@dataclass(slots=True)
class Role:
    name: str
    permissions: Permissions = field(default_factory=Permissions)
    position: int = 1
    id: str = field(default_factory=snowflake)

    def payload(self) -> Payload:
        return {
            "id": self.id,
            "name": self.name,
            "color": 0,
            "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
            "hoist": False,
            "position": self.position,
            "permissions": str(self.permissions.value),
            "managed": False,
            "mentionable": False,
            "flags": 0,
        }


@dataclass(slots=True)
class Member:
    """A user in one server. `payload` is without the user, as messages have it."""

    user: User
    roles: list[Role] = field(default_factory=list)

    def payload(self) -> Payload:
        return {
            "roles": [role.id for role in self.roles],
            "joined_at": JOINED,
            "deaf": False,
            "mute": False,
            "flags": 0,
        }

    def whole(self) -> Payload:
        return {"user": self.user.payload(), **self.payload()}
