"""What the bot answers, handed to whoever asked."""

import asyncio
from collections import defaultdict
from typing import Any, Self

from tests.e2e.loopback import Channel, Loopback, Message, Upload, User

__all__ = ["Answers"]


class Answers:
    """Asks in `channels`, and waits at most `patience` seconds for what comes of it. Use it in an `async with`.

    A status, which the bot takes away again, is no answer.
    """

    def __init__(self, discord: Loopback, channels: list[Channel], patience: float) -> None:
        self._discord, self._channels, self._patience = discord, channels, patience
        self._replies: defaultdict[str | None, asyncio.Queue[Message]] = defaultdict(asyncio.Queue)
        self._reading: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        self._reading = [asyncio.create_task(self._read(channel)) for channel in self._channels]
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._reading:
            task.cancel()

    async def to_message(self, channel: Channel, author: User, content: str = "", *uploads: Upload) -> Message:
        """The reply to what somebody writes.

        Raises:
            TimeoutError: there is none.
        """
        sent = await self.say(channel, author, content, *uploads)
        async with asyncio.timeout(self._patience):
            while (reply := await self._replies[sent.id].get()).stoppable:
                pass
        return reply

    async def say(self, channel: Channel, author: User, content: str, *uploads: Upload) -> Message:
        """Write something and do not wait."""
        return await self._discord.send(channel, content, uploads, author=author)

    async def to_slash(self, channel: Channel, user: User, name: str, options: dict[str, Any]) -> Message:
        """The answer to a slash command.

        Raises:
            TimeoutError: there is none.
        """
        interaction = await self._discord.slash(channel, user, name, **options)
        async with asyncio.timeout(self._patience):
            while (answer := await interaction.answer(self._patience)).stoppable:
                pass
        return answer

    def replied(self, message: Message) -> bool:
        """Whether there is a reply that nobody waited for."""
        return message.id in self._replies

    async def _read(self, channel: Channel) -> None:
        while True:
            message = await channel.posted.get()
            self._replies[message.reply_to].put_nowait(message)
