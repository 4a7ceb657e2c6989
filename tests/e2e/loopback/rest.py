"""The REST side, /api/v10: what the bot reads and writes, refused where Discord refuses it."""

import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from aiohttp import BodyPartReader, web

from tests.e2e.loopback.world import Channel, Message, Payload, Upload, User, snowflake

if TYPE_CHECKING:
    from tests.e2e.loopback.server import Loopback

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

MAX_CONTENT = 2_000
MAX_FILES = 10
PRIVATE_LIMIT = 10 << 20


class Refused(Exception):
    """An answer with one of Discord's JSON error codes."""

    def __init__(self, status: int, code: int, message: str, errors: Payload | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.body: Payload = {"code": code, "message": message, **({"errors": errors} if errors else {})}


def answer(body: Payload | list[Payload] | None = None, status: int = 200, **headers: str) -> web.Response:
    """JSON with exactly the content type that the client looks for, or nothing at all."""
    if body is None:
        return web.Response(status=204)
    return web.Response(body=json.dumps(body).encode(), status=status, content_type="application/json", headers=headers)


def invalid(field: str, code: str, message: str) -> Refused:
    return Refused(400, 50035, "Invalid Form Body", {field: {"_errors": [{"code": code, "message": message}]}})


class Rest:
    """The routes, and the checks before them."""

    def __init__(self, discord: "Loopback") -> None:
        self.discord = discord

    def routes(self) -> list[web.RouteDef]:
        message = "/api/v10/channels/{channel}/messages/{message}"
        commands = "/api/v10/applications/{application}"
        return [
            web.get("/api/v10/users/@me", self.me),
            web.post("/api/v10/users/@me/channels", self.open_private),
            web.get("/api/v10/oauth2/applications/@me", self.application),
            web.get("/api/v10/gateway/bot", self.gateway),
            web.post("/api/v10/channels/{channel}/typing", self.typing),
            web.post("/api/v10/channels/{channel}/messages", self.post),
            web.get("/api/v10/channels/{channel}/messages", self.history),
            web.get(message, self.get),
            web.patch(message, self.edit),
            web.delete(message, self.delete),
            web.put(message + "/reactions/{emoji}/@me", self.react),
            web.put(commands + "/commands", self.commands),
            web.put(commands + "/guilds/{guild}/commands", self.commands),
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
        if request.headers.get("Authorization") != f"Bot {self.discord.token}":
            return answer({"message": "401: Unauthorized", "code": 0}, 401)
        try:
            return await handler(request)
        except Refused as refused:
            self.discord.refusals.put_nowait(refused.code)
            return answer(refused.body, refused.status)

    async def me(self, _: web.Request) -> web.Response:
        return answer({**self.discord.me.payload(), "verified": True, "mfa_enabled": False, "flags": 0})

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
                "flags": 1 << 19,
            }
        )

    async def gateway(self, _: web.Request) -> web.Response:
        limit = {"total": 1000, "remaining": 999, "reset_after": 0, "max_concurrency": 1}
        return answer({"url": self.discord.gateway, "shards": 1, "session_start_limit": limit})

    async def open_private(self, request: web.Request) -> web.Response:
        user = self.discord.users[(await request.json())["recipient_id"]]
        return answer(self.discord.direct(user).payload())

    async def typing(self, request: web.Request) -> web.Response:
        self.channel(request).typing += 1
        return answer()

    async def post(self, request: web.Request) -> web.Response:
        channel = self.channel(request)
        asked, uploads = await self.body(request)
        if asked.get("enforce_nonce") and (known := self.discord.nonces.get((channel.id, asked["nonce"]))):
            return answer(known.payload(self.discord.base))
        self.judge(channel, asked, uploads)
        reference = self.reference(channel, asked)
        message = Message(
            channel,
            self.discord.me,
            asked.get("content") or "",
            uploads,
            reference,
            asked,
            flags=asked.get("flags", 0),
            type=19 if reference else 0,
        )
        self.discord.nonces[channel.id, asked.get("nonce")] = message
        await self.discord.publish(message)
        channel.posted.put_nowait(message)
        return answer(message.payload(self.discord.base))

    async def history(self, request: web.Request) -> web.Response:
        messages = sorted(self.channel(request).messages.values(), key=lambda message: int(message.id), reverse=True)
        limit = int(request.query.get("limit", 50))
        return answer([message.payload(self.discord.base) for message in messages[:limit]])

    async def get(self, request: web.Request) -> web.Response:
        return answer(self.message(request).payload(self.discord.base))

    async def edit(self, request: web.Request) -> web.Response:
        message = self.message(request)
        if message.author is not self.discord.me:
            raise Refused(403, 50005, "Cannot edit a message authored by another user")
        asked, uploads = await self.body(request)
        changed = {"content": message.content, **asked}
        self.judge(message.channel, changed, [*message.uploads, *uploads])
        message.content = changed["content"] or ""
        message.uploads += uploads
        message.edited = datetime.now(UTC).isoformat()
        await self.discord.announce("MESSAGE_UPDATE", message)
        return answer(message.payload(self.discord.base))

    async def delete(self, request: web.Request) -> web.Response:
        await self.discord.delete(self.message(request))
        return answer()

    async def react(self, request: web.Request) -> web.Response:
        self.message(request)
        return answer()

    async def commands(self, request: web.Request) -> web.Response:
        application = request.match_info["application"]
        commands = [
            {"id": snowflake(), "application_id": application, "version": snowflake(), "type": 1, **command}
            for command in await request.json()
        ]
        self.discord.commands[request.match_info.get("guild", "")] = commands
        return answer(commands)

    def channel(self, request: web.Request) -> Channel:
        try:
            return self.discord.channels[request.match_info["channel"]]
        except KeyError:
            raise Refused(404, 10003, "Unknown Channel") from None

    def message(self, request: web.Request) -> Message:
        try:
            return self.channel(request).messages[request.match_info["message"]]
        except KeyError:
            raise Refused(404, 10008, "Unknown Message") from None

    def reference(self, channel: Channel, asked: Payload) -> Payload | None:
        """The message that is answered, as it goes on the wire; clients write its id as text or as a number."""
        wanted = asked.get("message_reference")
        if not wanted:
            return None
        if str(wanted["message_id"]) in channel.messages:
            return {"type": 0, **{key: str(value) for key, value in wanted.items() if key.endswith("_id")}}
        if wanted.get("fail_if_not_exists", True):
            raise invalid("message_reference", "REPLIES_UNKNOWN_MESSAGE", "Unknown message")
        return None

    async def body(self, request: web.Request) -> tuple[Payload, list[Upload]]:
        """What was asked for, with the files that came along."""
        if request.content_type == "application/json":
            return await request.json(), []
        asked: Payload = {}
        uploads = []
        async for part in await request.multipart():
            assert isinstance(part, BodyPartReader)
            if part.name == "payload_json":
                asked = json.loads(await part.text())
            else:
                kind = part.headers.get("Content-Type")
                uploads.append(Upload(part.filename or "file", bytes(await part.read()), kind))
        self.discord.uploads.update({upload.id: upload for upload in uploads})
        return asked, uploads

    def judge(self, channel: Channel, asked: Payload, uploads: list[Upload]) -> None:
        """Refuse what Discord refuses.

        Raises:
            Refused: too long, too many files, too large, or empty.
        """
        content = asked.get("content") or ""
        if len(content) > MAX_CONTENT:
            raise invalid("content", "BASE_TYPE_MAX_LENGTH", f"Must be {MAX_CONTENT} or fewer in length.")
        if len(uploads) > MAX_FILES:
            raise Refused(400, 30015, f"Maximum number of attachments in a message reached ({MAX_FILES})")
        limit = channel.guild.filesize_limit if channel.guild else PRIVATE_LIMIT
        if sum(len(upload.data) for upload in uploads) > limit:
            raise Refused(413, 40005, "Request entity too large")
        if not content.strip() and not uploads and not asked.get("embeds") and not asked.get("components"):
            raise Refused(400, 50006, "Cannot send an empty message")
