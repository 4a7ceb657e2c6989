"""Messages and their files, as they are written on the wire, and what each said before it was edited."""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from tests.e2e.loopback.people import Payload, User, snowflake
from tests.e2e.loopback.world import Channel

EPHEMERAL = 1 << 6
LOADING = 1 << 7
VOICE_MESSAGE = 1 << 13
COMPONENTS_V2 = 1 << 15


@dataclass(slots=True)
class Upload:
    """A file on the attachments' server.

    `stated`: the size that the message claims, None for the true one. `pause`: seconds between its pieces.
    `status`: what fetching it is answered with. `voice`: it was spoken into Discord's own recorder,
    which says that it took so many `seconds`.
    """

    name: str
    data: bytes
    content_type: str | None = "audio/wav"
    stated: int | None = None
    pause: float = 0.0
    status: int = 200
    voice: bool = False
    seconds: float = 1.0
    fetched: int = 0
    id: str = field(default_factory=snowflake)

    def payload(self, channel: Channel) -> Payload:
        url = f"{channel.discord.base}/attachments/{channel.id}/{self.id}/{self.name}"
        return {
            "id": self.id,
            "filename": self.name,
            "size": len(self.data) if self.stated is None else self.stated,
            "url": url,
            "proxy_url": url,
            **({"content_type": self.content_type} if self.content_type else {}),
            **({"duration_secs": self.seconds, "waveform": "AAAA"} if self.voice else {}),
        }


@dataclass(frozen=True, slots=True)
class Version:
    """What a message said. `at` in seconds of the monotonic clock."""

    content: str
    uploads: tuple[str, ...]
    components: list[Payload]
    at: float = field(default_factory=time.monotonic)


def inner(components: list[Payload]) -> Iterator[Payload]:
    """All components, in whatever they are nested."""
    for component in components:
        yield component
        yield from inner(component.get("components", []))
        yield from inner([component[key] for key in ("component", "accessory") if key in component])


@dataclass(slots=True)
class Message:
    """A message. `asked`: the request that made it, where it came by REST; `allowed_mentions` is in there.

    `interaction`: what it answers, as the wire has it. `versions`: all that it has ever said, the newest last.
    """

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
    interaction: Payload | None = None
    embeds: list[Payload] = field(default_factory=list)
    components: list[Payload] = field(default_factory=list)
    reactions: list[str] = field(default_factory=list)
    versions: list[Version] = field(default_factory=list)
    id: str = field(default_factory=snowflake)
    time: str = field(default_factory=lambda: datetime.now(UTC).isoformat())

    @property
    def reply_to(self) -> str | None:
        """The id of the message that this one answers."""
        return self.reference["message_id"] if self.reference else None

    @property
    def ephemeral(self) -> bool:
        """Only the one who asked sees it."""
        return bool(self.flags & EPHEMERAL)

    @property
    def controls(self) -> list[Payload]:
        """The buttons and menus under it."""
        return [component for component in inner(self.components) if "custom_id" in component]

    @property
    def stoppable(self) -> bool:
        """It is the status of work that goes on: a button under it stops that."""
        return any(control["custom_id"].startswith("hypotez:stop:") for control in self.controls)

    def change(self, asked: Payload, uploads: list[Upload], *, edit: bool = True) -> None:
        """Write what was asked for into the message; `attachments` names the files that stay."""
        if "attachments" in asked:
            stay = {str(kept["id"]) for kept in asked["attachments"] or []}
            self.uploads = [upload for upload in self.uploads if upload.id in stay]
        self.uploads = [*self.uploads, *uploads]
        self.content = (asked["content"] or "") if "content" in asked else self.content
        self.embeds = (asked["embeds"] or []) if "embeds" in asked else self.embeds
        self.components = (asked["components"] or []) if "components" in asked else self.components
        self.asked = asked
        if edit:
            self.edited = datetime.now(UTC).isoformat()
        self.keep()

    def keep(self) -> None:
        """Remember what the message says now."""
        self.versions.append(Version(self.content, tuple(upload.name for upload in self.uploads), self.components))

    def payload(self, *, content: bool = True, answered: bool = True) -> Payload:
        """As the client gets it, with the message that is `answered`.

        Without `content`, as one gets it who may not read messages.
        """
        first = self.channel.messages.get(self.reply_to or "") if answered else None
        guild, discord = self.channel.guild, self.channel.discord
        snapshot = self.forwarded.payload() if self.forwarded and content else None
        mentioned = [discord.users[id] for id in re.findall(r"<@!?(\d+)>", self.content) if id in discord.users]
        return {
            "id": self.id,
            "channel_id": self.channel.id,
            **({"guild_id": guild.id} if guild else {}),
            "author": self.author.payload(),
            **({"member": guild.member(self.author).payload()} if guild and not self.webhook else {}),
            "content": self.content if content else "",
            "timestamp": self.time,
            "edited_timestamp": self.edited,
            "tts": False,
            "mention_everyone": False,
            "mentions": [user.payload() for user in mentioned],
            "mention_roles": [],
            "attachments": [upload.payload(self.channel) for upload in self.uploads] if content else [],
            "embeds": [{"type": "rich", **embed} for embed in self.embeds] if content else [],
            "components": numbered(self.components) if content else [],
            "pinned": False,
            "type": self.type,
            "flags": self.flags,
            **({"webhook_id": self.webhook} if self.webhook else {}),
            **({"message_reference": self.reference} if self.reference else {}),
            **({"referenced_message": first.payload(content=content, answered=False)} if first else {}),
            **({"message_snapshots": [{"message": snapshot}]} if snapshot else {}),
            **({"interaction_metadata": self.interaction, "application_id": discord.me.id} if self.interaction else {}),
        }


def numbered(components: list[Payload]) -> list[Payload]:
    """Every component with an id, as Discord gives those that have none."""
    for number, component in enumerate(inner(components), 1):
        component.setdefault("id", number)
    return components
