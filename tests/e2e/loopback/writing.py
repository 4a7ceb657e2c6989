"""How messages come, change and go, and what of it the client is told: a part of the loopback."""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.e2e.loopback.gateway import MESSAGE_CONTENT
from tests.e2e.loopback.limits import check_message
from tests.e2e.loopback.messages import LOADING, VOICE_MESSAGE, Message, Upload
from tests.e2e.loopback.people import Payload, User
from tests.e2e.loopback.world import Channel

if TYPE_CHECKING:
    from tests.e2e.loopback.server import Loopback

PATIENCE = 20.0
GUILD_MESSAGES = 1 << 9
DIRECT_MESSAGES = 1 << 12


def intent(channel: Channel) -> int:
    """What a client must have asked for to be told of messages in `channel`."""
    return GUILD_MESSAGES if channel.guild else DIRECT_MESSAGES


class Writing:
    async def send(
        self: "Loopback",
        channel: Channel,
        content: str = "",
        uploads: list[Upload] | tuple[Upload, ...] = (),
        *,
        author: User | None = None,
        webhook: bool = False,
        type: int = 0,
        forwarded: Message | None = None,
        reply: Message | None = None,
    ) -> Message:
        """Write a message into `channel`, as `author` or as somebody; with `reply`, as an answer to that message."""
        author = author or channel.recipient or self.person("somebody")
        self.uploads.update({upload.id: upload for upload in uploads})
        reference = {"type": 0, "message_id": reply.id, "channel_id": reply.channel.id} if reply else None
        message = Message(
            channel,
            author,
            content,
            list(uploads),
            reference,
            flags=VOICE_MESSAGE if any(upload.voice for upload in uploads) else 0,
            type=19 if reply else type,
            webhook=author.id if webhook else None,
            forwarded=forwarded,
        )
        message.keep()
        await self.publish(message)
        return message

    async def edit(self: "Loopback", message: Message, content: str) -> None:
        """Change what a message says."""
        message.content = content
        message.keep()
        await self.announce("MESSAGE_UPDATE", message)

    async def rewrite(self: "Loopback", message: Message, asked: Payload, uploads: list[Upload]) -> None:
        """Change a message as the bot asks, if Discord would.

        Raises:
            Refused: the message would break a limit.
        """
        stay = {str(kept["id"]) for kept in asked.get("attachments") or []}
        kept = [upload for upload in message.uploads if "attachments" not in asked or upload.id in stay]
        now = {"content": message.content, "embeds": message.embeds, "components": message.components}
        asked_flags = asked.get("flags", message.flags)
        check_message({**now, **asked, "flags": asked_flags}, [*kept, *uploads], message.channel.filesize_limit)
        message.flags &= ~LOADING
        message.change(asked, uploads)
        if not message.ephemeral:
            await self.announce("MESSAGE_UPDATE", message)

    async def delete(self: "Loopback", message: Message) -> None:
        """Take a message away, and its files with it."""
        for upload in message.uploads:
            self.uploads.pop(upload.id, None)
        if message.ephemeral:
            return
        del message.channel.messages[message.id]
        guild = message.channel.guild
        data = {"id": message.id, "channel_id": message.channel.id, **({"guild_id": guild.id} if guild else {})}
        await self.sessions.dispatch("MESSAGE_DELETE", data, intent(message.channel))

    async def publish(self: "Loopback", message: Message) -> None:
        """Keep a message and tell the client of it; an ephemeral one is nobody's but the asker's."""
        if not message.ephemeral:
            message.channel.messages[message.id] = message
            await self.announce("MESSAGE_CREATE", message)

    async def announce(self: "Loopback", event: str, message: Message) -> None:
        """Tell of a message: without its content where the client has not asked for that, or may not have it."""
        private = message.channel.guild is None
        own = message.author is self.me or f"<@{self.me.id}>" in message.content
        for session in self.sessions.sessions.values():
            if session.intents & intent(message.channel):
                readable = private or own or bool(session.intents & MESSAGE_CONTENT)
                await session.dispatch(event, message.payload(content=readable))

    async def wait_message(self: "Loopback", channel: Channel, within: float = PATIENCE) -> Message:
        """The next message that the bot wrote into `channel` and that was not looked at yet.

        Answers to interactions come from `Interaction.answer` instead.
        """
        async with asyncio.timeout(within):
            return await channel.posted.get()

    async def wait_answer(self: "Loopback", channel: Channel, within: float = PATIENCE) -> Message:
        """The next one that is not the status of work that goes on."""
        async with asyncio.timeout(within):
            while (message := await channel.posted.get()).stoppable:
                pass
            return message

    async def wait_refusal(self: "Loopback", within: float = PATIENCE) -> int:
        """The code of the next request that was refused, such as 50035."""
        async with asyncio.timeout(within):
            return await self.refusals.get()

    async def until(self: "Loopback", condition: Callable[[], object], within: float = PATIENCE) -> None:
        """Wait until something is so, such as an edit that has come."""
        async with asyncio.timeout(within):
            while not condition():  # noqa: ASYNC110 - what a test waits for announces nothing
                await asyncio.sleep(0.01)
