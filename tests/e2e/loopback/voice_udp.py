"""Voice over UDP: the client asks for its own address, then sends RTP, encrypted for the transport."""

import asyncio
import contextlib
import os
import socket
import struct
import time
from typing import TYPE_CHECKING

from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_decrypt as decrypt
from nacl.exceptions import CryptoError

from tests.e2e.loopback.certificate import HOST
from tests.e2e.loopback.sound import Packet

if TYPE_CHECKING:
    from tests.e2e.loopback.voice_gateway import VoiceSession

Address = tuple[str, int]

MODES = ["aead_xchacha20_poly1305_rtpsize"]
DISCOVERY = 74
OPUS = 0x78
LARGEST = 2048
BUFFER = 4 << 20
"""Bytes that may wait while the machine is busy elsewhere: a minute of speech or so."""
REPORT = struct.pack(">BBHI", 0x81, 0xC9, 1, 0)
"""An RTCP receiver report of nothing. It goes to old addresses too: the client's reader, which may still wait there
for 30 s after a change of sockets, wakes up by it."""


class VoiceUdp(asyncio.DatagramProtocol):
    """One socket for all; sessions are told apart by their SSRC."""

    def __init__(self) -> None:
        self.sessions: dict[int, VoiceSession] = {}
        self.addresses: dict[int, Address] = {}
        self.strange = 0

    async def start(self) -> None:
        loop = asyncio.get_running_loop()
        self.transport, _ = await loop.create_datagram_endpoint(lambda: self, local_addr=(HOST, 0))
        listening = self.transport.get_extra_info("socket")
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER)
        self._reporting = asyncio.create_task(self.report())

    def stop(self) -> None:
        self._reporting.cancel()
        self.transport.close()

    @property
    def port(self) -> int:
        return int(self.transport.get_extra_info("sockname")[1])

    async def report(self) -> None:
        while True:
            await asyncio.sleep(1)
            for address in self.addresses.values():
                self.transport.sendto(REPORT, address)

    def catch_up(self) -> None:
        """Take in what has come already: a busy event loop may hear of the end of a session before its last words."""
        descriptor = os.dup(self.transport.get_extra_info("socket").fileno())
        with socket.socket(fileno=descriptor) as waiting, contextlib.suppress(BlockingIOError):
            while True:
                self.datagram_received(*waiting.recvfrom(LARGEST))

    def datagram_received(self, data: bytes, address: Address) -> None:
        at = time.monotonic()
        if len(data) == DISCOVERY and data[:4] == struct.pack(">HH", 1, DISCOVERY - 4):
            self.addresses[int.from_bytes(data[4:8], "big")] = address
            self.transport.sendto(
                struct.pack(">HH4s64sH", 2, DISCOVERY - 4, data[4:8], address[0].encode(), address[1]), address
            )
        elif len(data) > 12 and data[0] >> 6 == 2 and data[1] & 0x7F == OPUS:
            session = self.sessions.get(int.from_bytes(data[8:12], "big"))
            if session is None or not session.announced:
                self.strange += 1  # as Discord does: who has not said that they speak is not heard
            else:
                self.receive(session, data, at)

    def receive(self, session: "VoiceSession", data: bytes, at: float) -> None:
        """Take a packet apart: header, then what is sealed with it, then the nonce."""
        extended = bool(data[0] & 0x10)
        size = 12 + 4 * (data[0] & 0x0F) + 4 * extended
        try:
            inside = decrypt(data[size:-4], data[:size], data[-4:] + bytes(20), session.key)
        except CryptoError:
            self.strange += 1
            return
        if extended:
            inside = inside[4 * int.from_bytes(data[size - 2 : size], "big") :]
        sequence, timestamp, ssrc = struct.unpack(">HII", data[2:12])
        group = session.room.group
        frame, sealed = group.hear(session.user, inside) if group else (inside, False)
        session.room.packets.append(Packet(at, sequence, timestamp, ssrc, frame, sealed))
