"""What happens in servers, told to the client that has identified: a part of the loopback."""

from typing import TYPE_CHECKING

from tests.e2e.loopback.gateway import GUILD_MEMBERS, GUILDS
from tests.e2e.loopback.people import Role, User
from tests.e2e.loopback.world import Channel, Guild

if TYPE_CHECKING:
    from tests.e2e.loopback.server import Loopback


class Events:
    async def invite(self: "Loopback", guild: Guild) -> None:
        """Let the bot into a server that was made after it identified."""
        await self.sessions.create(guild)

    async def kick(self: "Loopback", guild: Guild) -> None:
        """Throw the bot out of a server."""
        del self.guilds[guild.id]
        for channel in guild.channels:
            del self.channels[channel.id]
        await self.voice.close(guild)
        await self.sessions.dispatch("GUILD_DELETE", {"id": guild.id}, GUILDS)

    async def open(self: "Loopback", channel: Channel) -> None:
        """Tell of a channel that was made after the bot identified."""
        await self.sessions.dispatch("CHANNEL_CREATE", channel.payload(), GUILDS)

    async def remove(self: "Loopback", channel: Channel) -> None:
        """Take a channel away, and whoever is connected to it."""
        assert channel.guild
        if channel.voice:
            await self.voice.room(channel).empty()
        channel.guild.channels.remove(channel)
        del self.channels[channel.id]
        await self.sessions.dispatch("CHANNEL_DELETE", channel.payload(), GUILDS)

    async def permit(self: "Loopback", channel: Channel, target: User | Role, **permissions: bool) -> None:
        """Allow or deny `target` things in `channel`, by their names in the client."""
        channel.permit(target, **permissions)
        await self.sessions.dispatch("CHANNEL_UPDATE", channel.payload(), GUILDS)

    async def allow(self: "Loopback", guild: Guild, role: Role, **permissions: bool) -> None:
        """Change what a role allows, `guild.everyone` too."""
        role.permissions.update(**permissions)
        await self.sessions.dispatch("GUILD_ROLE_UPDATE", {"guild_id": guild.id, "role": role.payload()}, GUILDS)

    async def role(self: "Loopback", guild: Guild, name: str, **permissions: bool) -> Role:
        """Make a role, and tell of it."""
        role = guild.role(name, **permissions)
        await self.sessions.dispatch("GUILD_ROLE_CREATE", {"guild_id": guild.id, "role": role.payload()}, GUILDS)
        return role

    async def give(self: "Loopback", guild: Guild, user: User, *roles: Role) -> None:
        """Let somebody have exactly these roles."""
        member = guild.member(user)
        member.roles = list(roles)
        intent = 0 if user is self.me else GUILD_MEMBERS
        await self.sessions.dispatch("GUILD_MEMBER_UPDATE", {"guild_id": guild.id, **member.whole()}, intent)
