"""Who and what is there: users, servers, channels, messages, and how each is written on the wire (API v10)."""

import asyncio
import itertools
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

Payload = dict[str, Any]

EPOCH_MS = 1_420_070_400_000
JOINED = "2024-01-01T00:00:00.000000+00:00"
ALL_RIGHTS = str((1 << 53) - 1)
counter = itertools.count(1)


def snowflake() -> str:
    """A new id: 42 bits of milliseconds since 2015, then a counter."""
    return str((int(time.time() * 1000) - EPOCH_MS) << 22 | next(counter) % (1 << 22))


@dataclass(slots=True)
class User:
    name: str
    bot: bool = False
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

    def member(self) -> Payload:
        return {"roles": [], "joined_at": JOINED, "deaf": False, "mute": False, "flags": 0}


@dataclass(slots=True)
class Channel:
    """A text channel of `guild`, or a private one with `recipient`. `posted`: what the bot wrote, not yet looked at."""

    name: str = ""
    guild: "Guild | None" = None
    recipient: User | None = None
    id: str = field(default_factory=snowflake)
    messages: dict[str, "Message"] = field(default_factory=dict)
    posted: "asyncio.Queue[Message]" = field(default_factory=asyncio.Queue)
    typing: int = 0

    def payload(self) -> Payload:
        if self.guild is None:
            people = [self.recipient.payload()] if self.recipient else []
            return {"id": self.id, "type": 1, "recipients": people, "last_message_id": None}
        return {
            "id": self.id,
            "type": 0,
            "guild_id": self.guild.id,
            "name": self.name,
            "position": 0,
            "permission_overwrites": [],
            "nsfw": False,
            "topic": None,
            "parent_id": None,
            "last_message_id": None,
            "rate_limit_per_user": 0,
        }


@dataclass(slots=True)
class Guild:
    """A server. `filesize_limit` in bytes is what one message may carry."""

    name: str = "server"
    locale: str = "en-US"
    features: list[str] = field(default_factory=list)
    owner: User = field(default_factory=lambda: User("owner"))
    id: str = field(default_factory=snowflake)
    members: list[User] = field(default_factory=list)
    channels: list[Channel] = field(default_factory=list)
    filesize_limit: int = 10 << 20

    @property
    def text(self) -> Channel:
        """The first text channel."""
        return self.channels[0]

    def channel(self, name: str) -> Channel:
        """Add a text channel; the client learns of it with the server, so before it is announced."""
        self.channels.append(Channel(name, self))
        return self.channels[-1]

    def payload(self) -> Payload:
        everyone = {
            "id": self.id,
            "name": "@everyone",
            "color": 0,
            "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
            "hoist": False,
            "position": 0,
            "permissions": ALL_RIGHTS,
            "managed": False,
            "mentionable": False,
            "flags": 0,
        }
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
            "roles": [everyone],
            "emojis": [],
            "stickers": [],
            "members": [{"user": user.payload(), **user.member()} for user in self.members],
            "member_count": len(self.members),
            "channels": [channel.payload() for channel in self.channels],
            "threads": [],
            "voice_states": [],
            "presences": [],
            "stage_instances": [],
            "guild_scheduled_events": [],
            "soundboard_sounds": [],
            "joined_at": JOINED,
            "large": False,
            "unavailable": False,
        }


@dataclass(slots=True)
class Upload:
    """A file on the attachments' server.

    `stated`: the size that the message claims, None for the true one. `pause`: seconds between its pieces.
    `status`: what fetching it is answered with. `voice`: it was spoken into Discord's own recorder.
    """

    name: str
    data: bytes
    content_type: str | None = "audio/wav"
    stated: int | None = None
    pause: float = 0.0
    status: int = 200
    voice: bool = False
    fetched: int = 0
    id: str = field(default_factory=snowflake)

    def payload(self, base: str, channel: Channel) -> Payload:
        url = f"{base}/attachments/{channel.id}/{self.id}/{self.name}"
        return {
            "id": self.id,
            "filename": self.name,
            "size": len(self.data) if self.stated is None else self.stated,
            "url": url,
            "proxy_url": url,
            **({"content_type": self.content_type} if self.content_type else {}),
            **({"duration_secs": 1.0, "waveform": "AAAA"} if self.voice else {}),
        }


@dataclass(slots=True)
class Message:
    """A message. `asked`: the request that made it, where it came by REST; `allowed_mentions` is in there."""

    channel: Channel
    author: User
    content: str = ""
    uploads: list[Upload] = field(default_factory=list)
    reference: Payload | None = None
    asked: Payload = field(default_factory=dict)
    flags: int = 0
    type: int = 0
    webhook: str | None = None
    forwarded: "Message | None" = None
    edited: str | None = None
    id: str = field(default_factory=snowflake)
    time: str = field(default_factory=lambda: datetime.now(UTC).isoformat())

    @property
    def reply_to(self) -> str | None:
        """The id of the message that this one answers."""
        return self.reference["message_id"] if self.reference else None

    def payload(self, base: str, *, content: bool = True) -> Payload:
        """As the client gets it. Without `content`, as one gets it who may not read messages."""
        guild = self.channel.guild
        snapshot = self.forwarded.payload(base) if self.forwarded and content else None
        return {
            "id": self.id,
            "channel_id": self.channel.id,
            **({"guild_id": guild.id} if guild else {}),
            "author": self.author.payload(),
            **({"member": self.author.member()} if guild and not self.webhook else {}),
            "content": self.content if content else "",
            "timestamp": self.time,
            "edited_timestamp": self.edited,
            "tts": False,
            "mention_everyone": False,
            "mentions": [],
            "mention_roles": [],
            "attachments": [upload.payload(base, self.channel) for upload in self.uploads] if content else [],
            "embeds": [],
            "components": [],
            "pinned": False,
            "type": self.type,
            "flags": self.flags,
            **({"webhook_id": self.webhook} if self.webhook else {}),
            **({"message_reference": self.reference} if self.reference else {}),
            **({"message_snapshots": [{"message": snapshot}]} if snapshot else {}),
        }
