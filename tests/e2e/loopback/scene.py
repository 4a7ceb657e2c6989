"""A server with the bot and three people in it, where commands are given in every way that there is."""

import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

from hypotez.entrypoints.config import Config
from hypotez.entrypoints.discord.bot import HypotezBot
from tests.e2e.loopback.in_process import running
from tests.e2e.loopback.messages import Message
from tests.e2e.loopback.people import Payload, Role, User
from tests.e2e.loopback.server import Loopback
from tests.e2e.loopback.world import Channel, Guild

WAYS = ("prefix", "slash")


@dataclass
class Scene:
    """`anna` reads English and `boris` Russian; the server's `owner` may do all there, and `helpers` is a role."""

    discord: Loopback
    guild: Guild
    anna: User
    boris: User
    helpers: Role
    app: Any
    bot: HypotezBot

    @property
    def owner(self) -> User:
        return self.guild.owner

    async def ask(self, user: User, way: str, name: str, /, *, place: Channel | None = None, **options: Any) -> Any:
        """The first message that answers a command, given by `way`; by prefix, its options stand in their order."""
        place = place or self.guild.text
        if way == "slash":
            return await (await self.discord.slash(place, user, name, **options)).answer()
        typed = [str(getattr(value, "id", value)) for value in options.values()]
        return await self.type(user, " ".join([f"!{name}", *typed]), place)

    async def type(self, user: User, text: str, channel: Channel | None = None) -> Message:
        """The first message that answers what somebody writes."""
        channel = channel or self.guild.text
        await self.discord.send(channel, text, author=user)
        return await self.discord.wait_message(channel)

    async def offered(self, user: User, name: str, option: str, typed: str = "", **others: Any) -> list[str]:
        """What is offered to somebody who types."""
        choices: list[Payload] = await self.discord.autocomplete(self.guild.text, user, name, option, typed, **others)
        return [choice["value"] for choice in choices]

    def chosen(self) -> Any:
        """What the server has chosen, as it is kept."""
        return self.app.settings.server(self.guild.id)


@contextlib.asynccontextmanager
async def scene(make: Callable[[Guild], Any], config: Config | None = None) -> AsyncIterator[Scene]:
    """Run the bot on the app that is made for the server; its slash commands are there."""
    async with Loopback() as discord:
        guild = discord.guild()
        anna, boris = discord.person("Anna"), discord.person("Boris", locale="ru")
        helpers = guild.role("helpers")
        app = make(guild)
        async with running(discord, app, config or getattr(app, "config", Config())) as bot:
            await discord.until(lambda: discord.commands.get(""))
            yield Scene(discord, guild, anna, boris, helpers, app, bot)
