"""The REST side of interactions: the first word within 3 seconds, and the messages of the 15 minutes after it."""

import time
from typing import TYPE_CHECKING

from aiohttp import web

from tests.e2e.loopback import bodies
from tests.e2e.loopback.answers import Refused, answer, invalid
from tests.e2e.loopback.commands_registry import check_choices
from tests.e2e.loopback.components import check_modal
from tests.e2e.loopback.interactions import Callback, Interaction, Kind, Modal
from tests.e2e.loopback.limits import check_flags, check_message
from tests.e2e.loopback.messages import EPHEMERAL, LOADING, Message, Upload
from tests.e2e.loopback.people import Payload

if TYPE_CHECKING:
    from tests.e2e.loopback.server import Loopback

FITTING = {
    Kind.COMMAND: {Callback.MESSAGE, Callback.DEFERRED, Callback.MODAL},
    Kind.COMPONENT: set(Callback) - {Callback.CHOICES},
    Kind.AUTOCOMPLETE: {Callback.CHOICES},
    Kind.SUBMIT: set(Callback) - {Callback.CHOICES, Callback.MODAL},
}


PATIENCE = 3.0
"""Seconds for the first word."""


class Callbacks:
    """`patience` in seconds is the time for the first word, `life` that for all the others."""

    def __init__(self, discord: "Loopback", life: float = 15 * 60) -> None:
        self.discord = discord
        self.patience = PATIENCE
        self.life = life
        self.open: dict[str, Interaction] = {}

    def routes(self) -> list[web.RouteDef]:
        webhook = "/api/v10/webhooks/{application}/{token}"
        message = f"{webhook}/messages/{{message}}"
        return [
            web.post("/api/v10/interactions/{interaction}/{token}/callback", self.callback),
            web.post(webhook, self.follow),
            web.get(message, self.get),
            web.patch(message, self.edit),
            web.delete(message, self.delete),
        ]

    async def callback(self, request: web.Request) -> web.Response:
        interaction = self.open.get(request.match_info["token"])
        asked, uploads = await bodies.read(request, self.discord)
        late = interaction and time.monotonic() - interaction.began > self.patience
        if interaction is None or interaction.id != request.match_info["interaction"]:
            raise Refused(404, 10062, "Unknown interaction")
        if interaction.callback:
            raise Refused(400, 40060, "Interaction has already been acknowledged.")
        if late:
            raise Refused(404, 10062, "Unknown interaction")
        try:
            kind = Callback(asked["type"])
        except ValueError:
            raise invalid("type", "BASE_TYPE_CHOICES", "No such type") from None
        update = kind in {Callback.UPDATE, Callback.DEFERRED_UPDATE}
        if kind not in FITTING[interaction.kind] or (update and interaction.message is None):
            raise invalid("type", "BASE_TYPE_CHOICES", "Not for this kind of interaction")
        await self.act(interaction, kind, asked.get("data") or {}, uploads)
        interaction.acknowledged.set()
        if "with_response" not in request.query:
            return answer()
        return answer(self.written(interaction))

    async def act(self, interaction: Interaction, kind: Callback, data: Payload, uploads: list[Upload]) -> None:
        """Do what the first word says. It counts only when it was not refused."""
        if kind is Callback.MESSAGE:
            self.check(interaction, data, uploads)
            interaction.callback = kind
            interaction.original = await self.say(interaction, data, uploads)
        elif kind is Callback.DEFERRED:
            interaction.callback = kind
            interaction.waiting = True
            interaction.original = self.blank(interaction, LOADING | (data.get("flags", 0) & EPHEMERAL))
            await self.discord.publish(interaction.original)
        elif kind is Callback.MODAL:
            check_modal(data)
            interaction.callback = kind
            interaction.opened = Modal(data["title"], data["custom_id"], data["components"], interaction)
        elif kind is Callback.CHOICES:
            check_choices(data["choices"], "data")
            interaction.callback = kind
            interaction.offered = data["choices"]
        else:
            assert interaction.message
            if kind is Callback.UPDATE:
                await self.discord.rewrite(interaction.message, data, uploads)
                interaction.said.put_nowait(interaction.message)
            interaction.callback = kind
            interaction.waiting = kind is Callback.DEFERRED_UPDATE
            interaction.original = interaction.message

    def written(self, interaction: Interaction) -> Payload:
        """What the client is told of its first word."""
        original = interaction.original
        body: Payload = {"interaction": {"id": interaction.id, "type": interaction.kind}}
        if original:
            body["interaction"] |= {
                "response_message_id": original.id,
                "response_message_loading": bool(original.flags & LOADING),
                "response_message_ephemeral": original.ephemeral,
            }
            body["resource"] = {"type": interaction.callback, "message": original.payload()}
        return body

    async def follow(self, request: web.Request) -> web.Response:
        """A message after the first one; where the bot only asked for time, this is what was waited for."""
        interaction = self.living(request)
        asked, uploads = await bodies.read(request, self.discord)
        self.check(interaction, asked, uploads)
        if interaction.original and interaction.original.flags & LOADING:
            message = interaction.original
            await self.write(interaction, message, asked, uploads)
        else:
            message = await self.say(interaction, asked, uploads)
            interaction.followups.append(message)
        return answer(message.payload()) if "wait" in request.query else answer()

    async def get(self, request: web.Request) -> web.Response:
        return answer(self.message(request)[1].payload())

    async def edit(self, request: web.Request) -> web.Response:
        interaction, message = self.message(request)
        asked, uploads = await bodies.read(request, self.discord)
        await self.write(interaction, message, asked, uploads)
        return answer(message.payload())

    async def delete(self, request: web.Request) -> web.Response:
        interaction, message = self.message(request)
        await self.discord.delete(message)
        interaction.original = None if message is interaction.original else interaction.original
        interaction.followups = [followup for followup in interaction.followups if followup is not message]
        return answer()

    def check(self, interaction: Interaction, asked: Payload, uploads: list[Upload]) -> None:
        check_flags(asked)
        check_message(asked, uploads, interaction.channel.filesize_limit)

    def blank(self, interaction: Interaction, flags: int) -> Message:
        me, about = self.discord.me, interaction.metadata()
        kind = 20 if interaction.kind is Kind.COMMAND else 0
        return Message(interaction.channel, me, flags=flags, type=kind, webhook=me.id, interaction=about)

    async def say(self, interaction: Interaction, asked: Payload, uploads: list[Upload]) -> Message:
        message = self.blank(interaction, asked.get("flags", 0))
        message.change(asked, uploads, edit=False)
        await self.discord.publish(message)
        interaction.said.put_nowait(message)
        return message

    async def write(self, interaction: Interaction, message: Message, asked: Payload, uploads: list[Upload]) -> None:
        """Change a message; the first time, it says what was waited for."""
        await self.discord.rewrite(message, asked, uploads)
        if interaction.waiting and message is interaction.original:
            interaction.waiting = False
            interaction.said.put_nowait(message)

    def living(self, request: web.Request) -> Interaction:
        interaction = self.open.get(request.match_info["token"])
        if interaction is None or request.match_info["application"] != self.discord.me.id:
            raise Refused(404, 10015, "Unknown Webhook")
        if time.monotonic() - interaction.began > self.life:
            raise Refused(401, 50027, "Invalid Webhook Token")
        if interaction.callback is None:
            raise Refused(404, 10015, "Unknown Webhook")
        return interaction

    def message(self, request: web.Request) -> tuple[Interaction, Message]:
        interaction, wanted = self.living(request), request.match_info["message"]
        for message in [interaction.original, *interaction.followups]:
            if message and (message.id == wanted or (wanted == "@original" and message is interaction.original)):
                return interaction, message
        raise Refused(404, 10008, "Unknown Message")
