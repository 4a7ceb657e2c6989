"""The loopback Discord itself: starts the servers, and is what a test talks to."""

import asyncio
from typing import Self

from aiohttp import web

from tests.e2e.loopback.cdn import Cdn
from tests.e2e.loopback.faults import Faults
from tests.e2e.loopback.gateway import INVALID, MESSAGE_CONTENT, RECONNECT, Gateway
from tests.e2e.loopback.rest import Rest
from tests.e2e.loopback.world import Channel, Guild, Message, Payload, Upload, User

PRIVATE = 1 << 12
VOICE_MESSAGE = 1 << 13
TOKEN = "MTA.loopback.b5bb9d8014a0f9b1d61e21e796d78dccdf1352f2"
PATIENCE = 20.0


class Loopback:
    """A Discord on this machine, in the test's own event loop.

    `privileged`: the intents that the application was given besides the ordinary ones. `heartbeat` in seconds.
    """

    def __init__(self, *, privileged: int = MESSAGE_CONTENT, heartbeat: float = 41.25) -> None:
        self.token = TOKEN
        self.privileged = privileged
        self.me = User("hypotez", bot=True)
        self.users: dict[str, User] = {}
        self.guilds: dict[str, Guild] = {}
        self.channels: dict[str, Channel] = {}
        self.uploads: dict[str, Upload] = {}
        self.nonces: dict[tuple[str, str | None], Message] = {}
        self.commands: dict[str, list[Payload]] = {}
        self.requests: list[tuple[str, str]] = []
        self.refusals: asyncio.Queue[int] = asyncio.Queue()
        self.faults = Faults()
        self.sessions = Gateway(self, heartbeat)
        self.base = ""

    async def __aenter__(self) -> Self:
        rest = Rest(self)
        app = web.Application(middlewares=[rest.check], client_max_size=64 << 20)
        app.add_routes([*rest.routes(), *Cdn(self).routes(), *self.sessions.routes()])
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.base = f"http://{host}:{port}"
        return self

    async def __aexit__(self, *_: object) -> None:
        for socket in tuple(self.sessions.sockets):
            await self.sessions.close(socket, 1001)
        await self._runner.cleanup()

    @property
    def api(self) -> str:
        return f"{self.base}/api/v10"

    @property
    def gateway(self) -> str:
        return f"{self.base.replace('http', 'ws', 1)}/gateway/"

    # who is there

    def person(self, name: str, *, bot: bool = False) -> User:
        """Make somebody's acquaintance."""
        user = User(name, bot)
        self.users[user.id] = user
        return user

    def guild(self, name: str = "server", *, locale: str = "en-US", features: tuple[str, ...] = ()) -> Guild:
        """Make a server with one text channel. A client that has identified before does not learn of it."""
        guild = Guild(name, locale, list(features), members=[self.me])
        self.guilds[guild.id] = guild
        channel = guild.channel("general")
        self.channels[channel.id] = channel
        return guild

    def channel(self, guild: Guild, name: str) -> Channel:
        """Add a text channel to `guild`, before a client identifies."""
        channel = guild.channel(name)
        self.channels[channel.id] = channel
        return channel

    def direct(self, user: User) -> Channel:
        """The private channel with `user`."""
        for channel in self.channels.values():
            if channel.recipient is user:
                return channel
        channel = Channel(recipient=user)
        self.channels[channel.id] = channel
        return channel

    # what people do

    async def send(
        self,
        channel: Channel,
        content: str = "",
        uploads: list[Upload] | tuple[Upload, ...] = (),
        *,
        author: User | None = None,
        webhook: bool = False,
        type: int = 0,
        forwarded: Message | None = None,
    ) -> Message:
        """Write a message into `channel`, as `author` or as somebody."""
        author = author or channel.recipient or self.person("somebody")
        for upload in uploads:
            self.uploads[upload.id] = upload
        message = Message(
            channel,
            author,
            content,
            list(uploads),
            flags=VOICE_MESSAGE if any(upload.voice for upload in uploads) else 0,
            type=type,
            webhook=author.id if webhook else None,
            forwarded=forwarded,
        )
        await self.publish(message)
        return message

    async def edit(self, message: Message, content: str) -> None:
        """Change what a message says."""
        message.content = content
        await self.announce("MESSAGE_UPDATE", message)

    async def delete(self, message: Message) -> None:
        """Take a message away, and its files with it."""
        del message.channel.messages[message.id]
        for upload in message.uploads:
            self.uploads.pop(upload.id, None)
        guild = message.channel.guild
        data = {"id": message.id, "channel_id": message.channel.id, **({"guild_id": guild.id} if guild else {})}
        await self.sessions.dispatch("MESSAGE_DELETE", data)

    async def publish(self, message: Message) -> None:
        """Keep a message and tell the client of it."""
        message.channel.messages[message.id] = message
        await self.announce("MESSAGE_CREATE", message)

    async def announce(self, event: str, message: Message) -> None:
        """Tell of a message: without its content where the client has not asked for that, or may not have it."""
        for session in self.sessions.sessions.values():
            private = message.channel.guild is None
            if private and not session.intents & PRIVATE:
                continue
            readable = private or message.author is self.me or bool(session.intents & MESSAGE_CONTENT)
            await session.dispatch(event, message.payload(self.base, content=readable))

    # what a test waits for

    async def ready(self, *, identified: int = 1, resumed: int = 0, within: float = PATIENCE) -> None:
        """Wait until clients have identified and resumed so many times in all."""
        sessions = self.sessions
        async with asyncio.timeout(within), sessions.changed:
            await sessions.changed.wait_for(lambda: sessions.identified >= identified and sessions.resumed >= resumed)

    async def wait_message(self, channel: Channel, within: float = PATIENCE) -> Message:
        """The next message that the bot wrote into `channel` and that was not looked at yet."""
        async with asyncio.timeout(within):
            return await channel.posted.get()

    async def wait_refusal(self, within: float = PATIENCE) -> int:
        """The code of the next request that was refused, such as 50035."""
        async with asyncio.timeout(within):
            return await self.refusals.get()

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
