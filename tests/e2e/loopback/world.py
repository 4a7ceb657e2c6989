"""What is there: servers, their channels and who is in them, each as it is written on the wire (API v10)."""

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from discord import PermissionOverwrite, Permissions

from tests.e2e.loopback.people import JOINED, ORDINARY, Member, Payload, Role, User, snowflake

if TYPE_CHECKING:
    from tests.e2e.loopback.messages import Message
    from tests.e2e.loopback.server import Loopback
    from tests.e2e.loopback.voice_rooms import VoiceRoom

TEXT, PRIVATE, VOICE = 0, 1, 2


@dataclass(slots=True)
class Channel:
    """A channel of `guild`, or a private one with `recipient`. `posted`: what the bot wrote, not yet looked at."""

    discord: "Loopback"
    name: str = ""
    guild: "Guild | None" = None
    recipient: User | None = None
    type: int = TEXT
    id: str = field(default_factory=snowflake)
    messages: dict[str, "Message"] = field(default_factory=dict)
    posted: "asyncio.Queue[Message]" = field(default_factory=asyncio.Queue)
    typing: int = 0
    overwrites: dict[str, PermissionOverwrite] = field(default_factory=dict)

    @property
    def voice(self) -> bool:
        return self.type == VOICE

    @property
    def filesize_limit(self) -> int:
        """How many bytes of files one message may carry."""
        return self.guild.filesize_limit if self.guild else 10 << 20

    def permit(self, target: User | Role, **permissions: bool) -> None:
        """Allow (True) or deny (False) `target` things in this channel, by their names in the client."""
        self.overwrites.setdefault(target.id, PermissionOverwrite()).update(**permissions)

    def payload(self) -> Payload:
        if self.guild is None:
            people = [self.recipient.payload()] if self.recipient else []
            return {"id": self.id, "type": PRIVATE, "recipients": people, "last_message_id": None}
        roles = {role.id for role in self.guild.roles}
        pairs = {target: overwrite.pair() for target, overwrite in self.overwrites.items()}
        return {
            "id": self.id,
            "type": self.type,
            "guild_id": self.guild.id,
            "name": self.name,
            "position": 0,
            "permission_overwrites": [
                {
                    "id": target,
                    "type": 0 if target in roles else 1,
                    "allow": str(allow.value),
                    "deny": str(deny.value),
                }
                for target, (allow, deny) in pairs.items()
            ],
            "nsfw": False,
            "topic": None,
            "parent_id": None,
            "last_message_id": None,
            "rate_limit_per_user": 0,
            **({"bitrate": 64_000, "user_limit": 0, "rtc_region": None} if self.voice else {}),
        }


@dataclass(slots=True)
class VoiceState:
    """Where somebody is connected, and how."""

    user: User
    channel: Channel
    session: str = field(default_factory=snowflake)
    self_mute: bool = False
    self_deaf: bool = False

    def payload(self, *, left: bool = False) -> Payload:
        guild = self.channel.guild
        assert guild
        return {
            "guild_id": guild.id,
            "channel_id": None if left else self.channel.id,
            "user_id": self.user.id,
            "member": guild.member(self.user).whole(),
            "session_id": self.session,
            "deaf": False,
            "mute": False,
            "self_deaf": self.self_deaf,
            "self_mute": self.self_mute,
            "self_video": False,
            "suppress": False,
            "request_to_speak_timestamp": None,
        }


@dataclass(slots=True)
class Guild:
    """A server. `filesize_limit` in bytes is what one message may carry."""

    discord: "Loopback"
    name: str = "server"
    locale: str = "en-US"
    features: list[str] = field(default_factory=list)
    owner: User = field(default_factory=lambda: User("owner"))
    id: str = field(default_factory=snowflake)
    members: dict[str, Member] = field(default_factory=dict)
    channels: list[Channel] = field(default_factory=list)
    voice_states: dict[str, VoiceState] = field(default_factory=dict)
    filesize_limit: int = 10 << 20
    roles: list[Role] = field(init=False)

    def __post_init__(self) -> None:
        self.roles = [Role("@everyone", Permissions(ORDINARY.value), 0, self.id)]
        self.member(self.discord.me)

    @property
    def text(self) -> Channel:
        """The first text channel."""
        return self.channels[0]

    @property
    def everyone(self) -> Role:
        return self.roles[0]

    def channel(self, name: str, type: int = TEXT) -> Channel:
        """Add a channel; a client that has identified learns of it by `discord.open`."""
        channel = Channel(self.discord, name, self, type=type)
        self.channels.append(channel)
        self.discord.channels[channel.id] = channel
        return channel

    def voice(self, name: str) -> "VoiceRoom":
        """The voice channel of that name, which is made when there is none; as with `channel`."""
        found = [channel for channel in self.channels if channel.voice and channel.name == name]
        return self.discord.voice.room(found[0] if found else self.channel(name, VOICE))

    def role(self, name: str, **permissions: bool) -> Role:
        """Add a role; a client that has identified learns of it only by `discord.role`."""
        self.roles.append(Role(name, Permissions(**permissions), len(self.roles)))
        return self.roles[-1]

    def member(self, user: User) -> Member:
        """Somebody as this server knows them: whoever does something here is a member."""
        return self.members.setdefault(user.id, Member(user))

    def payload(self, *, members: bool = True, voices: bool = True) -> Payload:
        """All of it; without `members`, only the bot and those who are connected to voice."""
        shown = [member for member in self.members.values() if members or member.user is self.discord.me]
        shown += [self.member(state.user) for state in self.voice_states.values() if not members and voices]
        return {
            "id": self.id,
            "name": self.name,
            "icon": None,
            "owner_id": self.owner.id,
            "afk_timeout": 300,
            "verification_level": 0,
            "default_message_notifications": 0,
            "explicit_content_filter": 0,
            "mfa_level": 0,
            "nsfw_level": 0,
            "premium_tier": 0,
            "system_channel_flags": 0,
            "preferred_locale": self.locale,
            "features": self.features,
            "roles": [role.payload() for role in self.roles],
            "emojis": [],
            "stickers": [],
            "members": [member.whole() for member in shown],
            "member_count": len(self.members),
            "channels": [channel.payload() for channel in self.channels],
            "threads": [],
            "voice_states": [state.payload() for state in self.voice_states.values()] if voices else [],
            "presences": [],
            "stage_instances": [],
            "guild_scheduled_events": [],
            "soundboard_sounds": [],
            "joined_at": JOINED,
            "large": False,
        }
