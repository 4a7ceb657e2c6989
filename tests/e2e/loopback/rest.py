"""The REST side, /api/v10: the checks before every request, and what the bot asks about itself."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from aiohttp import web

from tests.e2e.loopback.answers import Refused, answer
from tests.e2e.loopback.people import User

if TYPE_CHECKING:
    from tests.e2e.loopback.server import Loopback

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
BY_TOKEN_OF_THEIR_OWN = ("/api/v10/interactions/", "/api/v10/webhooks/")


class Rest:
    def __init__(self, discord: "Loopback") -> None:
        self.discord = discord

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/api/v10/users/@me", self.me),
            web.post("/api/v10/users/@me/channels", self.open_private),
            web.get("/api/v10/users/{user}", self.user),
            web.get("/api/v10/oauth2/applications/@me", self.application),
            web.get("/api/v10/applications/@me", self.application),
            web.get("/api/v10/gateway/bot", self.gateway),
        ]

    @web.middleware
    async def check(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Refuse a wrong token, answer with the faults that are due, and write refusals as Discord does."""
        if not request.path.startswith("/api/"):
            return await handler(request)
        self.discord.requests.append((request.method, request.path))
        if fault := self.discord.faults.due(request.method, request.path):
            body, headers = fault.answer()
            return answer(body, fault.status, **headers)
        known = request.headers.get("Authorization") == f"Bot {self.discord.token}"
        if not known and not request.path.startswith(BY_TOKEN_OF_THEIR_OWN):
            return answer({"message": "401: Unauthorized", "code": 0}, 401)
        try:
            carried_out = await handler(request)
            await self.discord.faults.hold(request.method, request.path)
            return carried_out
        except Refused as refused:
            self.discord.refusals.put_nowait(refused.code)
            return answer(refused.body, refused.status)

    async def me(self, _: web.Request) -> web.Response:
        return answer({**self.discord.me.payload(), "verified": True, "mfa_enabled": False, "flags": 0})

    async def user(self, request: web.Request) -> web.Response:
        try:
            return answer(self.discord.users[request.match_info["user"]].payload())
        except KeyError:
            raise Refused(404, 10013, "Unknown User") from None

    async def application(self, _: web.Request) -> web.Response:
        return answer(
            {
                "id": self.discord.me.id,
                "name": "hypotez",
                "icon": None,
                "description": "",
                "bot_public": False,
                "bot_require_code_grant": False,
                "owner": User("owner").payload(),
                "verify_key": "0" * 64,
                "flags": self.discord.flags,
            }
        )

    async def gateway(self, _: web.Request) -> web.Response:
        limit = {"total": 1000, "remaining": 999, "reset_after": 0, "max_concurrency": 1}
        return answer({"url": self.discord.gateway, "shards": 1, "session_start_limit": limit})

    async def open_private(self, request: web.Request) -> web.Response:
        try:
            user = self.discord.users[str((await request.json())["recipient_id"])]
        except KeyError:
            raise Refused(400, 50033, "Invalid Recipient(s)") from None
        return answer(self.discord.direct(user).payload())
