"""Messages by REST: written, read, changed and taken away, refused where Discord refuses it."""

from typing import TYPE_CHECKING

from aiohttp import web

from tests.e2e.loopback import bodies
from tests.e2e.loopback.answers import Refused, answer, invalid
from tests.e2e.loopback.limits import check_flags, check_message
from tests.e2e.loopback.messages import EPHEMERAL, Message
from tests.e2e.loopback.people import Payload
from tests.e2e.loopback.permissions import demand
from tests.e2e.loopback.world import Channel

if TYPE_CHECKING:
    from tests.e2e.loopback.server import Loopback


class RestMessages:
    def __init__(self, discord: "Loopback") -> None:
        self.discord = discord
        self.nonces: dict[tuple[str, str], Message] = {}

    def routes(self) -> list[web.RouteDef]:
        channel = "/api/v10/channels/{channel}"
        message = f"{channel}/messages/{{message}}"
        return [
            web.post(f"{channel}/typing", self.typing),
            web.post(f"{channel}/messages", self.post),
            web.get(f"{channel}/messages", self.history),
            web.get(message, self.get),
            web.patch(message, self.edit),
            web.delete(message, self.delete),
            web.put(f"{message}/reactions/{{emoji}}/@me", self.react),
        ]

    async def typing(self, request: web.Request) -> web.Response:
        channel = self.channel(request, "send_messages")
        channel.typing += 1
        return answer()

    async def post(self, request: web.Request) -> web.Response:
        channel = self.channel(request, "send_messages")
        asked, uploads = await bodies.read(request, self.discord)
        known = self.nonces.get((channel.id, str(asked.get("nonce"))))
        if asked.get("enforce_nonce") and known:
            return answer(known.payload())
        if uploads:
            demand(channel, self.discord.me, "attach_files")
        if asked.get("flags", 0) & EPHEMERAL:
            raise invalid("flags", "BITFIELD_INVALID", "Only answers to interactions are ephemeral.")
        check_flags(asked)
        check_message(asked, uploads, channel.filesize_limit)
        reference = self.reference(channel, asked)
        message = Message(
            channel,
            self.discord.me,
            reference=reference,
            flags=asked.get("flags", 0),
            type=19 if reference else 0,
        )
        message.change(asked, uploads, edit=False)
        self.nonces[channel.id, str(asked.get("nonce"))] = message
        await self.discord.publish(message)
        channel.posted.put_nowait(message)
        return answer(message.payload())

    async def history(self, request: web.Request) -> web.Response:
        """The newest first; `before`, `after` and `around` as the client asks."""
        messages = list(self.channel(request, "read_message_history").messages.values())
        query = request.query
        if "before" in query:
            messages = [message for message in messages if int(message.id) < int(query["before"])]
        messages.sort(key=lambda message: int(message.id), reverse="after" not in query)
        if "after" in query:
            messages = [message for message in messages if int(message.id) > int(query["after"])]
        chosen = messages[: int(query.get("limit", 50))]
        return answer([message.payload() for message in sorted(chosen, key=lambda m: int(m.id), reverse=True)])

    async def get(self, request: web.Request) -> web.Response:
        return answer(self.message(request, "read_message_history").payload())

    async def edit(self, request: web.Request) -> web.Response:
        message = self.message(request)
        if message.author is not self.discord.me:
            raise Refused(403, 50005, "Cannot edit a message authored by another user")
        asked, uploads = await bodies.read(request, self.discord)
        await self.discord.rewrite(message, asked, uploads)
        return answer(message.payload())

    async def delete(self, request: web.Request) -> web.Response:
        message = self.message(request)
        if message.author is not self.discord.me:
            demand(message.channel, self.discord.me, "manage_messages")
        await self.discord.delete(message)
        return answer()

    async def react(self, request: web.Request) -> web.Response:
        self.message(request, "add_reactions", "read_message_history").reactions.append(request.match_info["emoji"])
        return answer()

    def channel(self, request: web.Request, *permissions: str) -> Channel:
        """The channel of the request, where the bot may do what it takes."""
        try:
            channel = self.discord.channels[request.match_info["channel"]]
        except KeyError:
            raise Refused(404, 10003, "Unknown Channel") from None
        demand(channel, self.discord.me, *permissions)
        return channel

    def message(self, request: web.Request, *permissions: str) -> Message:
        try:
            return self.channel(request, *permissions).messages[request.match_info["message"]]
        except KeyError:
            raise Refused(404, 10008, "Unknown Message") from None

    def reference(self, channel: Channel, asked: Payload) -> Payload | None:
        """The message that is answered, as it goes on the wire; clients write its id as text or as a number."""
        wanted = asked.get("message_reference")
        if not wanted:
            return None
        if str(wanted["message_id"]) in channel.messages:
            demand(channel, self.discord.me, "read_message_history")
            return {"type": 0, **{key: str(value) for key, value in wanted.items() if key.endswith("_id")}}
        if wanted.get("fail_if_not_exists", True):
            raise invalid("message_reference", "REPLIES_UNKNOWN_MESSAGE", "Unknown message")
        return None
