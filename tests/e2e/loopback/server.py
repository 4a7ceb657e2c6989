"""The loopback Discord itself: starts the servers, and is what a test talks to."""

import asyncio
import tempfile
from pathlib import Path
from typing import Self

from aiohttp import web

from tests.e2e.loopback.asking import Asking
from tests.e2e.loopback.callbacks import Callbacks
from tests.e2e.loopback.cdn import Cdn
from tests.e2e.loopback.certificate import Certificate
from tests.e2e.loopback.commands_registry import CommandsRegistry
from tests.e2e.loopback.events import Events
from tests.e2e.loopback.faults import Faults
from tests.e2e.loopback.gateway import GUILD_MEMBERS, INVALID, MESSAGE_CONTENT, PRESENCES, RECONNECT, Gateway
from tests.e2e.loopback.messages import Upload
from tests.e2e.loopback.people import Payload, User
from tests.e2e.loopback.rest import Rest
from tests.e2e.loopback.rest_guilds import RestGuilds
from tests.e2e.loopback.rest_messages import RestMessages
from tests.e2e.loopback.voice import Voice
from tests.e2e.loopback.world import Channel, Guild
from tests.e2e.loopback.writing import PATIENCE, Writing

TOKEN = "MTA.loopback.b5bb9d8014a0f9b1d61e21e796d78dccdf1352f2"
LIMITED = {PRESENCES: 1 << 13, GUILD_MEMBERS: 1 << 15, MESSAGE_CONTENT: 1 << 19}
"""Each privileged intent, and the application's flag that says it may be used by a bot in few servers."""


class Loopback(Asking, Events, Writing):
    """A Discord on this machine, in the test's own event loop.

    `privileged`: the intents that the application was given besides the ordinary ones. `heartbeat` in seconds.
    `dave`: voice is encrypted end to end, as Discord demands.
    """

    def __init__(self, *, privileged: int = MESSAGE_CONTENT, heartbeat: float = 41.25, dave: bool = True) -> None:
        self.token = TOKEN
        self.privileged = privileged
        self.me = User("hypotez", bot=True)
        self.users: dict[str, User] = {self.me.id: self.me}
        self.guilds: dict[str, Guild] = {}
        self.channels: dict[str, Channel] = {}
        self.uploads: dict[str, Upload] = {}
        self.requests: list[tuple[str, str]] = []
        self.refusals: asyncio.Queue[int] = asyncio.Queue()
        self.faults = Faults()
        self.sessions = Gateway(self, heartbeat)
        self.registry = CommandsRegistry(self)
        self.callbacks = Callbacks(self)
        self.voice = Voice(self, dave=dave)
        self.base = ""

    async def __aenter__(self) -> Self:
        rest = Rest(self)
        app = web.Application(middlewares=[rest.check], client_max_size=64 << 20)
        parts = [rest, RestMessages(self), RestGuilds(self), self.registry, self.callbacks, Cdn(self), self.sessions]
        app.add_routes([route for part in parts for route in part.routes()])
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.base = f"http://{host}:{port}"
        self._folder = tempfile.TemporaryDirectory()
        self.certificate = Certificate(Path(self._folder.name))
        await self.voice.start(self.certificate)
        return self

    async def __aexit__(self, *_: object) -> None:
        for socket in tuple(self.sessions.sockets):
            await self.sessions.close(socket, 1001)
        await self.voice.stop()
        await self._runner.cleanup()
        self._folder.cleanup()

    @property
    def api(self) -> str:
        return f"{self.base}/api/v10"

    @property
    def gateway(self) -> str:
        return f"{self.base.replace('http', 'ws', 1)}/gateway/"

    @property
    def flags(self) -> int:
        """The application's flags: which privileged intents were switched on in the developer portal."""
        return sum(flag for intent, flag in LIMITED.items() if self.privileged & intent)

    @property
    def commands(self) -> dict[str, list[Payload]]:
        """The application commands that were registered, by the server's id, "" for all servers."""
        return self.registry.commands

    # who is there

    def person(self, name: str, *, bot: bool = False, locale: str = "en-US") -> User:
        """Make somebody's acquaintance, whose client speaks `locale`."""
        user = User(name, bot, locale)
        self.users[user.id] = user
        return user

    def guild(
        self, name: str = "server", *, locale: str = "en-US", features: tuple[str, ...] = (), owner: User | None = None
    ) -> Guild:
        """Make a server with one text channel. A client that has identified learns of it by `invite`."""
        guild = Guild(self, name, locale, list(features), owner or self.person("owner"))
        self.guilds[guild.id] = guild
        guild.channel("general")
        return guild

    def channel(self, guild: Guild, name: str) -> Channel:
        """Add a text channel to `guild`. A client that has identified learns of it by `open`."""
        return guild.channel(name)

    def direct(self, user: User) -> Channel:
        """The private channel with `user`."""
        for channel in self.channels.values():
            if channel.recipient is user:
                return channel
        channel = Channel(self, recipient=user)
        self.channels[channel.id] = channel
        return channel

    # what a test waits for

    async def ready(self, *, identified: int = 1, resumed: int = 0, within: float = PATIENCE) -> None:
        """Wait until clients have identified and resumed so many times in all."""
        sessions = self.sessions
        async with asyncio.timeout(within), sessions.changed:
            await sessions.changed.wait_for(lambda: sessions.identified >= identified and sessions.resumed >= resumed)

    # what goes wrong with the gateway

    async def reconnect(self) -> None:
        """Ask the client to come again (op 7)."""
        await self._tell({"op": RECONNECT, "d": None})

    async def invalidate(self) -> None:
        """Forget the session (op 9): the client must identify anew."""
        await self._tell({"op": INVALID, "d": False})
        self.sessions.sessions.clear()

    async def drop(self) -> None:
        """Cut the client's connection without a word."""
        for socket in tuple(self.sessions.sockets):
            writer = socket._writer
            assert writer is not None
            writer.transport.abort()

    async def _tell(self, message: Payload) -> None:
        for socket in tuple(self.sessions.sockets):
            await socket.send_json(message)
