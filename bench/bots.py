"""Bots in processes of their own, each at a Discord of its own on this machine, which this process is."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

from bench.measure import cpu_seconds_of
from tests.e2e.loopback import Channel, Guild, Loopback, Message, Upload, User
from tests.e2e.loopback.process import BotProcess, bot_process, python_process
from tests.e2e.loopback.sound import SILENCE, Packet

__all__ = ["Bot", "ours", "plain", "run_with"]

ROOT = Path(__file__).parents[1]
LOUNGE = "lounge"
PATIENCE = 120.0
"""Seconds until an answer is missed: the machine may be busy."""
QUIET = 0.3
"""Seconds without sound, after which nothing is being said."""


class Bot:
    """A bot that has identified, in a server with a voice channel."""

    def __init__(self, discord: Loopback, guild: Guild, process: BotProcess) -> None:
        self.discord, self.guild, self._process = discord, guild, process
        self.room = guild.voice(LOUNGE)

    def cpu(self) -> float:
        """CPU in seconds of its process and of those that this has started."""
        return cpu_seconds_of(self._process.process.pid)

    async def ask(
        self, text: str, *uploads: Upload, author: User | None = None, place: Channel | None = None
    ) -> Message:
        """What the bot answers in the end to a message of `author`, or of somebody new, whom no cooldown concerns."""
        place = place or self.guild.text
        asked = await self.discord.send(place, text, uploads, author=author)
        while True:
            answer = await self.discord.wait_message(place, PATIENCE)
            if answer.reply_to == asked.id and not answer.stoppable:
                return answer

    async def channel(self, name: str) -> Channel:
        """A new text channel."""
        channel = self.discord.channel(self.guild, name)
        await self.discord.open(channel)
        return channel

    async def come(self) -> None:
        """Have it come into the voice channel."""
        anna = self.discord.person("Anna")
        await self.room.enter(anna)
        await self.discord.send(self.guild.text, "!join", author=anna)
        await self.room.ready(PATIENCE)
        await self.discord.wait_message(self.guild.text, PATIENCE)  # that it is there

    async def say(self, text: str) -> float:
        """Have it say `text`; seconds from when that is written until the first packet of sound is here."""
        before = len(self.room.packets)
        start = time.monotonic()
        await self.discord.send(self.guild.text, f"!say {text}")
        await self.discord.until(lambda: self.sound(before), PATIENCE)
        return self.sound(before)[0].at - start

    async def hush(self) -> None:
        """Have it say no more, and wait until it does not."""
        await self.discord.send(self.guild.text, "!stop")
        await self.discord.until(lambda: time.monotonic() - self.room.packets[-1].at > QUIET, PATIENCE)

    def sound(self, since: int) -> list[Packet]:
        """The packets with sound in them, from that number on."""
        return [packet for packet in self.room.packets[since:] if packet.frame not in {b"", SILENCE}]


@contextmanager
def run_with(*bots: AbstractAsyncContextManager[Bot]) -> Iterator[tuple[Any, ...]]:
    """What runs a coroutine to its end, and the bots, which run meanwhile."""
    with asyncio.Runner() as runner:
        stack = AsyncExitStack()
        try:
            yield runner.run, *[runner.run(stack.enter_async_context(bot)) for bot in bots]
        finally:
            runner.run(stack.aclose())


@asynccontextmanager
async def ours(folder: Path, *, tree: Path | None = None) -> AsyncIterator[Bot]:
    """The program as people run it, in `folder`; `tree` is shared with the server, where everybody may archive it."""
    async with Loopback() as discord:
        guild = _server(discord)
        guild.everyone.permissions.update(manage_guild=True)
        shared = f"[files.roots.{guild.id}]\ntree = {json.dumps(str(tree))}\n" if tree else ""
        async with bot_process(discord, folder, more=shared, DISCORD_TOKEN=discord.token) as process:
            await process.ready(discord)
            await discord.until(lambda: discord.commands.get(""), PATIENCE)
            yield Bot(discord, guild, process)


@asynccontextmanager
async def plain(folder: Path) -> AsyncIterator[Bot]:
    """The one that is written in ten lines, in `folder`."""
    async with Loopback() as discord:
        guild = _server(discord)
        command = ("-m", "bench.plain_bot", discord.api, discord.gateway)
        environment = {"DISCORD_TOKEN": discord.token, "PYTHONPATH": str(ROOT)}
        async with python_process(discord, folder, *command, **environment) as process:
            await process.ready(discord)
            yield Bot(discord, guild, process)


def _server(discord: Loopback) -> Guild:
    """A server with a text channel and a voice channel."""
    guild = discord.guild()
    guild.voice(LOUNGE)
    return guild
