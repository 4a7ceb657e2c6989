"""Voice channels: who is in them, what of the bot is heard there, and what goes wrong."""

import asyncio
from itertools import groupby
from typing import TYPE_CHECKING

from tests.e2e.loopback.dave import Group
from tests.e2e.loopback.people import User
from tests.e2e.loopback.sound import FRAME, SILENCE, Packet, decode, gaps
from tests.e2e.loopback.voice_gateway import ENCRYPTION_REQUIRED, INVALID_SESSION, VoiceSession
from tests.e2e.loopback.world import Channel, VoiceState

if TYPE_CHECKING:
    from tests.e2e.loopback.voice import Voice

PATIENCE = 20.0
END = 5
"""Frames of silence that end what is said."""


class VoiceRoom:
    """A voice channel, as people use it. `packets`: all that has come from the bot. `group`: None without DAVE."""

    def __init__(self, voice: "Voice", channel: Channel) -> None:
        assert channel.guild
        self.voice = voice
        self.channel = channel
        self.guild = channel.guild
        self.packets: list[Packet] = []
        self.group = Group(channel.id) if voice.dave else None
        self._heard = 0

    @property
    def people(self) -> list[User]:
        """Who is in it, the bot too."""
        return [state.user for state in self.guild.voice_states.values() if state.channel is self.channel]

    @property
    def session(self) -> VoiceSession:
        """The bot's connection to this room."""
        (session,) = [session for session in self.voice.gateway.sessions.values() if session.room is self]
        return session

    @property
    def connected(self) -> bool:
        """The bot is here, and could be heard: it has the transport's key and, with DAVE, that of the people."""
        sessions = [session for session in self.voice.gateway.sessions.values() if session.room is self]
        alone = self.group is None or not self.group.listeners
        return any(session.socket and session.announced and (alone or self.sealed(session)) for session in sessions)

    def sealed(self, session: VoiceSession) -> bool:
        """The bot and all people have the same keys."""
        assert self.group
        return session in self.group.members and not self.group.waiting and not self.group.unready

    # what people do

    async def enter(self, user: User) -> None:
        """Come in, from another room of the server perhaps. For the bot: be moved here by a moderator."""
        await self.voice.place(VoiceState(user, self.channel, self.voice.session_of(self.guild, user)))

    async def leave(self, user: User) -> None:
        """Go out. For the bot: be thrown out by a moderator."""
        assert user in self.people
        await self.voice.displace(self.guild, user)

    async def empty(self) -> None:
        """Send everybody out."""
        for user in self.people:
            await self.leave(user)

    # what is heard

    async def ready(self, within: float = PATIENCE) -> None:
        """Wait until the bot could be heard here."""
        await self.voice.discord.until(lambda: self.connected, within)

    async def heard(self, seconds: float | None = None, within: float = PATIENCE) -> bytes:
        """What the bot says from where the last call ended: so many `seconds` at least, or until it falls silent.

        PCM of 16 bits, little-endian, 48 kHz, stereo.
        """
        async with asyncio.timeout(within):
            while not self._enough(seconds):  # noqa: ASYNC110 - packets come from a socket, too many to announce each
                await asyncio.sleep(FRAME / 2)
        new, self._heard = self.packets[self._heard :], len(self.packets)
        return decode(new)

    def _enough(self, seconds: float | None) -> bool:
        new = self.packets[self._heard :]
        if seconds is not None:
            return sum(packet.frame not in {b"", SILENCE} for packet in new) * FRAME >= seconds
        return len(new) > END and all(packet.frame == SILENCE for packet in new[-END:])

    @property
    def endings(self) -> int:
        """How many times the bot came to the end of what it said."""
        runs = groupby(packet.frame == SILENCE for packet in self.packets)
        return sum(silent and len(list(run)) >= END for silent, run in runs)

    def forget(self) -> None:
        """Let the next call of `heard` begin here."""
        self._heard = len(self.packets)

    def gaps(self) -> list[float]:
        """Seconds between packets, within what was said in one go."""
        return gaps(self.packets)

    # what goes wrong

    async def change_server(self) -> None:
        """Let the bot go to another voice server (a second VOICE_SERVER_UPDATE)."""
        await self.voice.ticket(self, self.session.id)

    async def downgrade(self) -> None:
        """Let all do without encryption, and wait until the bot has agreed."""
        assert self.group
        await self.group.downgrade()
        await self.voice.discord.until(lambda: self.group and not self.group.unready)

    async def upgrade(self) -> None:
        """Let all encrypt again, by new keys."""
        assert self.group
        await self.group.upgrade()

    async def drop(self) -> None:
        """Cut the bot's voice connection without a word."""
        socket, self.session.socket = self.session.socket, None
        assert socket is not None
        writer = socket._writer
        assert writer is not None
        writer.transport.abort()

    async def close(self, code: int) -> None:
        """Close the bot's voice connection.

        4006 session invalid, 4009 no heartbeats, 4014 disconnected, 4015 crashed, 4017 encryption.
        """
        if code in {INVALID_SESSION, ENCRYPTION_REQUIRED}:
            await self.voice.forget(self.session, code)
        else:
            await self.session.close(code)

    def refuse(self, code: int, times: int = 1) -> None:
        """Close the next voice connections as soon as they identify."""
        self.voice.gateway.refusals += [code] * times
