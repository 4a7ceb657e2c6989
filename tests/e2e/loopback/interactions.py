"""An interaction: somebody used a command, a button or a form, and the bot has 3 seconds for a first word."""

import asyncio
import secrets
import time
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING

from tests.e2e.loopback.messages import Message, inner
from tests.e2e.loopback.people import Payload, User, snowflake
from tests.e2e.loopback.permissions import in_channel
from tests.e2e.loopback.world import Channel

if TYPE_CHECKING:
    from tests.e2e.loopback.server import Loopback

PATIENCE = 20.0


class Kind(IntEnum):
    """What somebody did."""

    COMMAND = 2
    COMPONENT = 3
    AUTOCOMPLETE = 4
    SUBMIT = 5


class Callback(IntEnum):
    """The first word of the bot."""

    MESSAGE = 4
    DEFERRED = 5
    DEFERRED_UPDATE = 6
    UPDATE = 7
    CHOICES = 8
    MODAL = 9


@dataclass(slots=True)
class Modal:
    """A form that the bot opened. `fields`: by their custom ids, with what they hold already."""

    title: str
    custom_id: str
    components: list[Payload]
    interaction: "Interaction"

    @property
    def fields(self) -> dict[str, Payload]:
        return {component["custom_id"]: component for component in inner(self.components) if "custom_id" in component}

    def named(self, name: str) -> str:
        """The custom id of the field with that custom id or label.

        Raises:
            LookupError: there is none.
        """
        if name in self.fields:
            return name
        for component in inner(self.components):
            if component.get("label") == name:
                return str(component.get("component", component)["custom_id"])
        raise LookupError(f"the form has no field {name!r}, but {list(self.fields)}")


@dataclass(slots=True)
class Interaction:
    """What somebody did, and what came of it.

    `message` is what was pressed. `callback` is the first word, `original` the message that it made, `followups`
    those after it; all of them, once they say something, come one by one out of `answer`. `waiting`: the bot has
    asked for time, and said nothing since.
    """

    discord: "Loopback"
    kind: Kind
    channel: Channel
    user: User
    data: Payload
    message: Message | None = None
    id: str = field(default_factory=snowflake)
    token: str = field(default_factory=lambda: secrets.token_urlsafe(60))
    began: float = field(default_factory=time.monotonic)
    callback: Callback | None = None
    waiting: bool = False
    original: Message | None = None
    followups: list[Message] = field(default_factory=list)
    opened: Modal | None = None
    offered: list[Payload] = field(default_factory=list)
    acknowledged: asyncio.Event = field(default_factory=asyncio.Event)
    said: "asyncio.Queue[Message]" = field(default_factory=asyncio.Queue)

    @property
    def deferred(self) -> bool:
        """The bot asked for time first."""
        return self.callback in {Callback.DEFERRED, Callback.DEFERRED_UPDATE}

    @property
    def ephemeral(self) -> bool:
        """Only the one who asked sees the answer, or that there will be one."""
        return self.original is not None and self.original.ephemeral

    async def first(self, within: float = PATIENCE) -> Callback:
        """Wait for the first word."""
        async with asyncio.timeout(within):
            await self.acknowledged.wait()
        assert self.callback
        return self.callback

    async def answer(self, within: float = PATIENCE) -> Message:
        """The next message that answers: the first one, when it says something, or one that follows it."""
        async with asyncio.timeout(within):
            return await self.said.get()

    async def modal(self, within: float = PATIENCE) -> Modal:
        """The form that was opened."""
        assert await self.first(within) is Callback.MODAL
        assert self.opened
        return self.opened

    async def choices(self, within: float = PATIENCE) -> list[Payload]:
        """What autocompletion offers: dicts of name and value."""
        assert await self.first(within) is Callback.CHOICES
        return self.offered

    def payload(self) -> Payload:
        """INTERACTION_CREATE."""
        guild, me = self.channel.guild, self.discord.me
        who: Payload = {"user": self.user.payload()}
        if guild:
            rights = str(in_channel(self.channel, self.user).value)
            who = {"member": {**guild.member(self.user).whole(), "permissions": rights}}
        place = {"id": guild.id, "locale": guild.locale, "features": guild.features} if guild else None
        return {
            "id": self.id,
            "application_id": me.id,
            "type": self.kind,
            "token": self.token,
            "version": 1,
            "data": self.data,
            "channel_id": self.channel.id,
            "channel": {**self.channel.payload(), "permissions": str(in_channel(self.channel, self.user).value)},
            **({"guild": place, "guild_id": guild.id, "guild_locale": guild.locale} if guild else {}),
            **who,
            **({"message": self.message.payload()} if self.message else {}),
            "locale": self.user.locale,
            "app_permissions": str(in_channel(self.channel, me).value),
            "entitlements": [],
            "entitlement_sku_ids": [],
            "authorizing_integration_owners": {"0": guild.id if guild else "0"},
            "context": 0 if guild else 1,
            "attachment_size_limit": self.channel.filesize_limit,
        }

    def metadata(self) -> Payload:
        """How the messages that answer it tell of it."""
        owners = {"0": self.channel.guild.id if self.channel.guild else "0"}
        data = {"id": self.id, "type": self.kind, "user": self.user.payload(), "authorizing_integration_owners": owners}
        if self.kind is Kind.COMPONENT and self.message:
            data["interacted_message_id"] = self.message.id
        if self.kind is Kind.SUBMIT:
            data["triggering_interaction_metadata"] = {**data, "type": Kind.COMMAND}
        return data
