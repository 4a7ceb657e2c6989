"""Servers by REST: what the bot asks about those that it is in."""

from typing import TYPE_CHECKING

from aiohttp import web

from tests.e2e.loopback.answers import Refused, answer
from tests.e2e.loopback.world import Guild

if TYPE_CHECKING:
    from tests.e2e.loopback.server import Loopback


class RestGuilds:
    def __init__(self, discord: "Loopback") -> None:
        self.discord = discord

    def routes(self) -> list[web.RouteDef]:
        guild = "/api/v10/guilds/{guild}"
        return [
            web.get("/api/v10/users/@me/guilds", self.all),
            web.delete("/api/v10/users/@me/guilds/{guild}", self.leave),
            web.get(guild, self.get),
            web.get(f"{guild}/channels", self.channels),
            web.get(f"{guild}/roles", self.roles),
            web.get(f"{guild}/members/{{user}}", self.member),
            web.get("/api/v10/channels/{channel}", self.channel),
        ]

    async def all(self, _: web.Request) -> web.Response:
        return answer([guild.payload() for guild in self.discord.guilds.values()])

    async def get(self, request: web.Request) -> web.Response:
        return answer(self.guild(request).payload())

    async def leave(self, request: web.Request) -> web.Response:
        await self.discord.kick(self.guild(request))
        return answer()

    async def channels(self, request: web.Request) -> web.Response:
        return answer([channel.payload() for channel in self.guild(request).channels])

    async def roles(self, request: web.Request) -> web.Response:
        return answer([role.payload() for role in self.guild(request).roles])

    async def member(self, request: web.Request) -> web.Response:
        try:
            return answer(self.guild(request).members[request.match_info["user"]].whole())
        except KeyError:
            raise Refused(404, 10007, "Unknown Member") from None

    async def channel(self, request: web.Request) -> web.Response:
        try:
            return answer(self.discord.channels[request.match_info["channel"]].payload())
        except KeyError:
            raise Refused(404, 10003, "Unknown Channel") from None

    def guild(self, request: web.Request) -> Guild:
        try:
            return self.discord.guilds[request.match_info["guild"]]
        except KeyError:
            raise Refused(404, 10004, "Unknown Guild") from None
