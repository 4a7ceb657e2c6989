"""The voice gateway (v8, over TLS): who identifies is told where to send sound, and with which key."""

import asyncio
import contextlib
import json
import secrets
import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from aiohttp import WSMessage, WSMsgType, web

from tests.e2e.loopback.certificate import HOST, Certificate
from tests.e2e.loopback.people import Payload, User, snowflake
from tests.e2e.loopback.voice_udp import MODES, VoiceUdp

if TYPE_CHECKING:
    from tests.e2e.loopback.voice_rooms import VoiceRoom

IDENTIFY, SELECT, READY, HEARTBEAT, DESCRIPTION, SPEAKING, ACK, RESUME, HELLO, RESUMED, CLIENTS = (*range(10), 11)
TRANSITION_READY, KEY_PACKAGE, COMMIT, INVALID_COMMIT = 23, 26, 28, 31
AUTHENTICATION_FAILED, INVALID_SESSION, TIMED_OUT, DISCONNECTED = 4004, 4006, 4009, 4014
UNKNOWN_MODE, ENCRYPTION_REQUIRED = 4016, 4017
LATE = 2.5
"""Heartbeat intervals without a beat until a connection is closed."""


@dataclass(slots=True, eq=False)
class VoiceSession:
    """The bot in one room. It outlives its socket: `sent` is what a resume brings again."""

    room: "VoiceRoom"
    user: User
    id: str
    token: str = field(default_factory=snowflake)
    ssrc: int = field(default_factory=lambda: secrets.randbelow(1 << 31) + 1)
    key: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    socket: web.WebSocketResponse | None = None
    sent: list[tuple[int, str | bytes]] = field(default_factory=list)
    sequence: int = -1
    acknowledged: int = -1
    beats: int = 0
    beat: asyncio.Event = field(default_factory=asyncio.Event)
    announced: bool = False
    speaking: bool = False

    async def send(self, op: int, data: Payload) -> None:
        self.sequence += 1
        await self._send(json.dumps({"op": op, "d": data, "seq": self.sequence}))

    async def send_binary(self, op: int, data: bytes) -> None:
        self.sequence += 1
        await self._send(struct.pack(">HB", self.sequence, op) + data)

    async def _send(self, message: str | bytes) -> None:
        self.sent.append((self.sequence, message))
        await self.write(message)

    async def write(self, message: str | bytes) -> None:
        if self.socket is None:
            return
        with contextlib.suppress(ConnectionResetError):  # a socket that is just lost: the resume brings it
            if isinstance(message, bytes):
                await self.socket.send_bytes(message)
            else:
                await self.socket.send_str(message)

    async def close(self, code: int) -> None:
        if self.socket is not None:
            socket, self.socket = self.socket, None
            await socket.close(code=code)


class VoiceGateway:
    """`refusals`: the codes with which the next clients that identify are closed. `interval`: of their heartbeats.

    `patience`: seconds without one until a connection is closed, by default some intervals. `late`: how many were
    closed because of that.
    """

    def __init__(self, interval: float = 13.75) -> None:
        self.interval = interval
        self.patience: float | None = None
        self.udp = VoiceUdp()
        self.sessions: dict[str, VoiceSession] = {}
        self.refusals: list[int] = []
        self.identified = 0
        self.resumed = 0
        self.late = 0
        self.ports: list[int] = []

    async def start(self, certificate: Certificate) -> None:
        app = web.Application()
        app.add_routes([web.get("/", self.connect)])
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        for _ in range(2):  # a second address, to move to
            await web.TCPSite(self._runner, HOST, 0, ssl_context=certificate.server()).start()
        self.ports = [address[1] for address in self._runner.addresses]
        await self.udp.start()

    async def stop(self) -> None:
        for session in self.sessions.values():
            await session.close(1001)
        await self._runner.cleanup()
        self.udp.stop()

    async def connect(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"op": HELLO, "d": {"v": 8, "heartbeat_interval": self.interval * 1000}})
        session: VoiceSession | None = None
        watch: asyncio.Task[None] | None = None
        async for message in socket:
            if session is None:
                session = await self.begin(socket, message.json())
                if session is None:
                    break
                watch = asyncio.create_task(self.watch(session, socket))
            else:
                await self.receive(session, message)
        if watch:
            watch.cancel()
        if session and session.socket is socket:
            session.socket = None
            session.speaking = False
        return socket

    async def watch(self, session: VoiceSession, socket: web.WebSocketResponse) -> None:
        """Close the connection when its heartbeats stop; its session can be resumed."""
        while True:
            session.beat.clear()
            try:
                async with asyncio.timeout(self.patience or LATE * self.interval):
                    await session.beat.wait()
            except TimeoutError:
                self.late += 1
                await socket.close(code=TIMED_OUT)
                return

    async def begin(self, socket: web.WebSocketResponse, message: Payload) -> VoiceSession | None:
        """Identify or resume; None when the connection has been closed over it."""
        op, data = message["op"], message["d"]
        session = self.sessions.get(data["session_id"] + data["server_id"])
        code = None
        if op == IDENTIFY and self.refusals:
            code = self.refusals.pop(0)
        elif session is None:
            code = INVALID_SESSION
        elif session.token != data["token"] or data.get("user_id", session.user.id) != session.user.id:
            code = AUTHENTICATION_FAILED
        elif op == IDENTIFY and session.room.group and not data.get("max_dave_protocol_version"):
            code = ENCRYPTION_REQUIRED
        if code is not None or session is None:
            await socket.close(code=code or INVALID_SESSION)
            return None
        session.socket = socket
        if op == RESUME:
            await socket.send_json({"op": RESUMED, "d": None})
            for sequence, missed in session.sent:
                if sequence > data["seq_ack"]:
                    await session.write(missed)
            self.resumed += 1
        else:
            self.udp.sessions[session.ssrc] = session
            await session.send(READY, {"ssrc": session.ssrc, "ip": HOST, "port": self.udp.port, "modes": MODES})
            self.identified += 1
        return session

    async def receive(self, session: VoiceSession, message: WSMessage) -> None:
        if message.type is WSMsgType.BINARY:
            op, body = message.data[0], message.data[1:]
            if session.room.group and op == KEY_PACKAGE:
                await session.room.group.join(session, body)
            elif session.room.group and op == COMMIT:
                await session.room.group.commit(body)
            return
        op, data = message.json()["op"], message.json()["d"]
        if op == HEARTBEAT:
            session.beats += 1
            session.beat.set()
            session.acknowledged = data["seq_ack"]
            assert session.socket
            await session.socket.send_json({"op": ACK, "d": {"t": data["t"]}})
        elif op == SELECT and data["data"]["mode"] not in MODES:
            await session.close(UNKNOWN_MODE)
        elif op == SELECT:
            await self.describe(session, data["data"]["mode"])
        elif op == SPEAKING:
            session.announced = data["ssrc"] == session.ssrc
            session.speaking = bool(data["speaking"])
        elif op == TRANSITION_READY and session.room.group:
            await session.room.group.ready(session, data["transition_id"])
        elif op == INVALID_COMMIT and session.room.group:
            session.room.group.refused += 1

    async def describe(self, session: VoiceSession, mode: str) -> None:
        """All that it takes to speak; then, who is there."""
        room = session.room
        description = {
            "mode": mode,
            "secret_key": list(session.key),
            "dave_protocol_version": 1 if room.group else 0,
            "media_session_id": secrets.token_hex(16),
            "audio_codec": "opus",
        }
        await session.send(DESCRIPTION, description)
        await session.send(CLIENTS, {"user_ids": [user.id for user in room.people if user is not session.user]})
        if room.group:
            await room.group.welcome(session)

    async def settle(self, session: VoiceSession, code: int) -> None:
        """Let go of a session that is over."""
        self.udp.catch_up()
        self.udp.sessions.pop(session.ssrc, None)
        await session.close(code)
