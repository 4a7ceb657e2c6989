"""The gateway (v10, JSON, uncompressed): sessions that identify, beat, lose their connection and resume."""

import asyncio
import contextlib
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from aiohttp import WSMsgType, web

from tests.e2e.loopback.people import Payload, snowflake
from tests.e2e.loopback.world import Guild

if TYPE_CHECKING:
    from tests.e2e.loopback.server import Loopback

DISPATCH, HEARTBEAT, IDENTIFY, VOICE_STATE, RESUME, RECONNECT, MEMBERS, INVALID, HELLO, ACK = (
    *(0, 1, 2, 4),
    *(6, 7, 8, 9, 10, 11),
)
GUILDS = 1 << 0
GUILD_MEMBERS = 1 << 1
VOICE_STATES = 1 << 7
PRESENCES = 1 << 8
MESSAGE_CONTENT = 1 << 15
LATE = 2.5
"""Heartbeat intervals without a beat until the connection is closed with 4009."""


@dataclass(slots=True)
class Session:
    """What a client identified as: lives on without its socket, and keeps every event for a resume."""

    intents: int
    socket: web.WebSocketResponse | None
    id: str = field(default_factory=snowflake)
    events: list[Payload] = field(default_factory=list)

    async def dispatch(self, name: str, data: Payload) -> None:
        event = {"op": DISPATCH, "t": name, "s": len(self.events) + 1, "d": data}
        self.events.append(event)
        if self.socket is not None:
            with contextlib.suppress(ConnectionResetError):  # a socket that is just lost: the resume brings it
                await self.socket.send_json(event)


class Gateway:
    """`interval` in seconds is the heartbeat that clients are asked for; `beats` is when they came (monotonic).

    `patience`: seconds without one until a connection is closed; by default some intervals.
    """

    def __init__(self, discord: "Loopback", interval: float) -> None:
        self.discord = discord
        self.interval = interval
        self.patience: float | None = None
        self.sessions: dict[str, Session] = {}
        self.sockets: set[web.WebSocketResponse] = set()
        self.identified = 0
        self.resumed = 0
        self.beats: list[float] = []
        self.closed: list[int] = []
        self.changed = asyncio.Condition()

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/gateway/", self.connect)]

    async def connect(self, request: web.Request) -> web.StreamResponse:
        if self.discord.faults.handshakes:
            self.discord.faults.handshakes -= 1
            return web.Response(status=503)
        socket = web.WebSocketResponse(max_msg_size=0)
        await socket.prepare(request)
        self.sockets.add(socket)
        await socket.send_json({"op": HELLO, "d": {"heartbeat_interval": int(self.interval * 1000)}})
        beat = asyncio.Event()
        watch = asyncio.create_task(self.watch(socket, beat))
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT and not await self.receive(socket, message.json(), beat):
                    break
        finally:
            watch.cancel()
            self.sockets.discard(socket)
            for session in self.sessions.values():
                if session.socket is socket:
                    session.socket = None
        return socket

    async def watch(self, socket: web.WebSocketResponse, beat: asyncio.Event) -> None:
        """Close the connection when its heartbeats stop."""
        while True:
            try:
                async with asyncio.timeout(self.patience or LATE * self.interval):
                    await beat.wait()
            except TimeoutError:
                await self.close(socket, 4009)
                return
            beat.clear()

    async def receive(self, socket: web.WebSocketResponse, message: Payload, beat: asyncio.Event) -> bool:
        """Act on one message; False when the connection has been closed over it."""
        op, data = message["op"], message["d"]
        if op == HEARTBEAT:
            beat.set()
            self.beats.append(time.monotonic())
            await socket.send_json({"op": ACK})
        elif op in {IDENTIFY, RESUME} and data["token"] != self.discord.token:
            await self.close(socket, 4004)
            return False
        elif op == IDENTIFY:
            wanted = data["intents"]
            if wanted & (MESSAGE_CONTENT | GUILD_MEMBERS | PRESENCES) & ~self.discord.privileged:
                await self.close(socket, 4014)
                return False
            await self.identify(Session(wanted, socket))
        elif op == RESUME:
            await self.resume(socket, data)
        else:
            for session in [session for session in self.sessions.values() if session.socket is socket]:
                await self.ask(session, op, data)
        return True

    async def ask(self, session: Session, op: int, data: Payload) -> None:
        """What a client asks for once it has identified."""
        if op == VOICE_STATE:
            await self.discord.voice.asked(session, data)
        elif op == MEMBERS:
            await self.members(session, data)

    async def members(self, session: Session, data: Payload) -> None:
        """Those that were asked for, by id or by the beginning of their name: in one chunk."""
        guild = self.discord.guilds[str(data["guild_id"])]
        ids, start = {str(id) for id in data.get("user_ids") or []}, data.get("query")
        found = [member for member in guild.members.values() if member.user.id in ids]
        if start is not None and (start or session.intents & GUILD_MEMBERS):
            found = [member for member in guild.members.values() if member.user.name.startswith(start)]
        chunk = {
            "guild_id": guild.id,
            "members": [member.whole() for member in found[: data.get("limit") or None]],
            "chunk_index": 0,
            "chunk_count": 1,
            "not_found": sorted(ids - set(guild.members)),
            **({"nonce": data["nonce"]} if "nonce" in data else {}),
        }
        await session.dispatch("GUILD_MEMBERS_CHUNK", chunk)

    async def identify(self, session: Session) -> None:
        self.sessions = {session.id: session}
        guilds = list(self.discord.guilds.values())
        ready = {
            "v": 10,
            "user": self.discord.me.payload(),
            "guilds": [{"id": guild.id, "unavailable": True} for guild in guilds],
            "session_id": session.id,
            "resume_gateway_url": self.discord.gateway,
            "application": {"id": self.discord.me.id, "flags": self.discord.flags},
            "private_channels": [],
        }
        await session.dispatch("READY", ready)
        for guild in guilds:
            await session.dispatch("GUILD_CREATE", {**self.seen(session, guild), "unavailable": False})
        await self.count("identified")

    def seen(self, session: Session, guild: Guild) -> Payload:
        """A server as this client may see it."""
        members, voices = session.intents & GUILD_MEMBERS, session.intents & VOICE_STATES
        return guild.payload(members=bool(members), voices=bool(voices))

    async def create(self, guild: Guild) -> None:
        """Tell of a server that the bot has just come to."""
        for session in self.sessions.values():
            await session.dispatch("GUILD_CREATE", self.seen(session, guild))

    async def resume(self, socket: web.WebSocketResponse, data: Payload) -> None:
        session = self.sessions.get(data["session_id"])
        if session is None:
            await socket.send_json({"op": INVALID, "d": False})
            return
        missed = data["seq"]
        while missed < len(session.events):  # more may happen meanwhile
            await socket.send_json(session.events[missed])
            missed += 1
        session.socket = socket
        await session.dispatch("RESUMED", {})
        await self.count("resumed")

    async def count(self, what: str) -> None:
        async with self.changed:
            setattr(self, what, getattr(self, what) + 1)
            self.changed.notify_all()

    async def close(self, socket: web.WebSocketResponse, code: int) -> None:
        self.closed.append(code)
        await socket.close(code=code)

    async def dispatch(self, name: str, data: Payload, intent: int = 0) -> None:
        """Tell every client that has asked for this, where it takes an intent."""
        for session in self.sessions.values():
            if not intent or session.intents & intent:
                await session.dispatch(name, data)
