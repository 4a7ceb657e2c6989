"""Voice channels: who is in them, and what the client is told of it."""

from typing import TYPE_CHECKING

from tests.e2e.loopback.gateway import VOICE_STATES, Session
from tests.e2e.loopback.people import Payload, User
from tests.e2e.loopback.permissions import in_channel
from tests.e2e.loopback.world import Channel, Guild, VoiceState

if TYPE_CHECKING:
    from tests.e2e.loopback.server import Loopback


class VoiceRoom:
    """A voice channel, as people use it."""

    def __init__(self, voice: "Voice", channel: Channel) -> None:
        assert channel.guild
        self.voice = voice
        self.channel = channel
        self.guild = channel.guild

    @property
    def people(self) -> list[User]:
        """Who is in it, the bot too."""
        return [state.user for state in self.guild.voice_states.values() if state.channel is self.channel]

    async def enter(self, user: User) -> None:
        """Come in, from another room of the server perhaps."""
        await self.voice.place(VoiceState(user, self.channel))

    async def leave(self, user: User) -> None:
        """Go out."""
        assert user in self.people
        await self.voice.displace(self.guild, user)

    async def empty(self) -> None:
        """Send everybody out."""
        for user in self.people:
            await self.leave(user)


class Voice:
    """Who is where."""

    def __init__(self, discord: "Loopback") -> None:
        self.discord = discord
        self.rooms: dict[str, VoiceRoom] = {}

    def room(self, channel: Channel) -> VoiceRoom:
        return self.rooms.setdefault(channel.id, VoiceRoom(self, channel))

    async def asked(self, session: Session, data: Payload) -> None:
        """The bot asks to come, to move, or to go (op 4). What it may not, is not answered."""
        guild = self.discord.guilds[str(data["guild_id"])]
        if data["channel_id"] is None:
            await self.displace(guild, self.discord.me)
            return
        channel = self.discord.channels.get(str(data["channel_id"]))
        if channel and in_channel(channel, self.discord.me).connect:
            await self.place(VoiceState(self.discord.me, channel, session.id, data["self_mute"], data["self_deaf"]))

    async def place(self, state: VoiceState) -> None:
        guild = state.channel.guild
        assert guild
        guild.voice_states[state.user.id] = state
        await self.discord.sessions.dispatch("VOICE_STATE_UPDATE", state.payload(), VOICE_STATES)

    async def displace(self, guild: Guild, user: User) -> None:
        state = guild.voice_states.pop(user.id, None)
        if state:
            await self.discord.sessions.dispatch("VOICE_STATE_UPDATE", state.payload(left=True), VOICE_STATES)

    async def close(self, guild: Guild) -> None:
        """The bot is no longer in that server."""
        guild.voice_states.pop(self.discord.me.id, None)
