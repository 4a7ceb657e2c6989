"""Who is in which voice channel, and how the bot comes to the voice server: the main gateway's part of voice."""

from typing import TYPE_CHECKING

from tests.e2e.loopback.certificate import HOST, Certificate
from tests.e2e.loopback.gateway import VOICE_STATES, Session
from tests.e2e.loopback.people import Payload, User, snowflake
from tests.e2e.loopback.permissions import in_channel
from tests.e2e.loopback.voice_gateway import DISCONNECTED, VoiceGateway, VoiceSession
from tests.e2e.loopback.voice_rooms import VoiceRoom
from tests.e2e.loopback.world import Channel, Guild, VoiceState

if TYPE_CHECKING:
    from tests.e2e.loopback.server import Loopback


class Voice:
    """`dave`: rooms are encrypted end to end."""

    def __init__(self, discord: "Loopback", *, dave: bool) -> None:
        self.discord = discord
        self.dave = dave
        self.gateway = VoiceGateway()
        self.rooms: dict[str, VoiceRoom] = {}
        self.tickets = 0

    async def start(self, certificate: Certificate) -> None:
        await self.gateway.start(certificate)

    async def stop(self) -> None:
        await self.gateway.stop()

    def room(self, channel: Channel) -> VoiceRoom:
        if channel.id not in self.rooms:
            self.rooms[channel.id] = VoiceRoom(self, channel)
        return self.rooms[channel.id]

    def session_of(self, guild: Guild, user: User) -> str:
        """The session that somebody has in voice already, or a new one."""
        state = guild.voice_states.get(user.id)
        return state.session if state else snowflake()

    async def asked(self, session: Session, data: Payload) -> None:
        """The bot asks to come, to move, or to go (op 4). What it may not, is not answered."""
        guild, me = self.discord.guilds.get(str(data["guild_id"])), self.discord.me
        if guild is None:  # one that has just thrown the bot out
            return
        if data["channel_id"] is None:
            await self.displace(guild, me)
            return
        channel = self.discord.channels.get(str(data["channel_id"]))
        if channel and in_channel(channel, me).connect:
            await self.place(VoiceState(me, channel, session.id, data["self_mute"], data["self_deaf"]))

    async def place(self, state: VoiceState) -> None:
        """Somebody is in a room now, and in no other of that server."""
        guild = state.channel.guild
        assert guild
        before = guild.voice_states.pop(state.user.id, None)
        guild.voice_states[state.user.id] = state
        room = self.room(state.channel)
        await self.discord.sessions.dispatch("VOICE_STATE_UPDATE", state.payload(), VOICE_STATES)
        if state.user is self.discord.me:
            await self.ticket(room, state.session)
            return
        if before and before.channel is not state.channel:
            await self.part(before)
        if room.group:
            await room.group.enter(state.user)

    async def ticket(self, room: VoiceRoom, session: str) -> None:
        """Send the bot to a voice server, which is another one each time; the old connection is over."""
        old = self.gateway.sessions.get(session + room.guild.id)
        new = VoiceSession(room, self.discord.me, session)
        self.gateway.sessions[session + room.guild.id] = new
        endpoint = f"{HOST}:{self.gateway.ports[self.tickets % 2]}"
        self.tickets += 1
        data = {"token": new.token, "guild_id": room.guild.id, "endpoint": endpoint}
        await self.discord.sessions.dispatch("VOICE_SERVER_UPDATE", data)
        if old:
            await self.forget(old)

    async def displace(self, guild: Guild, user: User) -> None:
        """Somebody is in no room of that server any more."""
        state = guild.voice_states.pop(user.id, None)
        if state is None:
            return
        await self.discord.sessions.dispatch("VOICE_STATE_UPDATE", state.payload(left=True), VOICE_STATES)
        if user is self.discord.me:
            await self.close(guild)
        else:
            await self.part(state)

    async def part(self, state: VoiceState) -> None:
        group = self.room(state.channel).group
        if group:
            await group.leave(state.user)

    async def close(self, guild: Guild) -> None:
        """The bot's connection to voice in that server is over."""
        guild.voice_states.pop(self.discord.me.id, None)
        for session in [session for session in self.gateway.sessions.values() if session.room.guild is guild]:
            await self.forget(session)

    async def forget(self, session: VoiceSession, code: int = DISCONNECTED) -> None:
        """A connection is over, and cannot be resumed."""
        key = session.id + session.room.guild.id
        if self.gateway.sessions.get(key) is session:
            del self.gateway.sessions[key]
        await self.gateway.settle(session, code)
        if session.room.group:
            await session.room.group.part(session)
