"""One soak: the real program in a process of its own, the loopback Discord and all people in this one."""

import asyncio
import itertools
import json
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from bench.measure import memory_of
from bench.soak.answers import Answers
from bench.soak.asks import SHARED
from bench.soak.crowd import Crowd, Tally
from bench.soak.town import Server, town
from tests.e2e.loopback import Loopback
from tests.e2e.loopback.process import bot_process

__all__ = ["HEARTBEAT", "Soaked", "soaked"]

HEARTBEAT = 5.0
"""Seconds between two heartbeats that the loopback asks for. Discord asks for one every 41 s: that would be too few."""
SERVERS, MEMBERS = 8, 30
PATIENCE = 900.0
"""Seconds until a command counts as lost: the last in a server's line waits for all that everybody has sent."""
PAUSE = 3.0
"""Seconds of rest before memory is looked at, for what is under way to end."""


@dataclass(frozen=True, slots=True)
class Soaked:
    """What came of it. `memory` in bytes after each part, `late` in seconds for each heartbeat.

    `connections`: how often the bot has connected to the gateway.
    """

    commands: Tally
    voices: Tally
    memory: tuple[int, ...]
    late: tuple[float, ...]
    connections: int


async def soaked(work: Path, parts: Sequence[int], voices: int, clips: Sequence[bytes]) -> Soaked:
    """Give so many commands in each of `parts`; with the first ones of each come `voices` messages at once."""
    async with Loopback(heartbeat=HEARTBEAT) as discord:
        servers = town(discord, SERVERS, MEMBERS)
        channels = [channel for server in servers for channel in server.guild.channels]
        async with (
            bot_process(discord, work, more=_roots(work, servers), DISCORD_TOKEN=discord.token) as bot,
            Answers(discord, channels, PATIENCE) as answers,
        ):
            await bot.ready(discord)
            await discord.until(lambda: discord.commands.get(""))
            crowd = Crowd(servers, answers)
            memory = []
            for commands in parts:
                await asyncio.gather(crowd.send_voices(clips, voices), crowd.give_commands(commands))
                memory.append(await _at_rest(bot.process.pid))
            crowd.judge_silence()
            late = (after - before - HEARTBEAT for before, after in itertools.pairwise(discord.sessions.beats))
            connections = discord.sessions.identified + discord.sessions.resumed
            return Soaked(crowd.commands, crowd.voices, tuple(memory), tuple(late), connections)


def _roots(work: Path, servers: Sequence[Server]) -> str:
    """The config's tables that share a folder with every server."""
    folder = work / "docs"
    for name, data in SHARED.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return "\n".join(f"[files.roots.{server.guild.id}]\ndocs = {json.dumps(str(folder))}" for server in servers)


async def _at_rest(pid: int) -> int:
    """The memory of the bot and of all its children, once nothing is under way: the median of five looks."""
    looks = []
    for _ in range(5):
        await asyncio.sleep(PAUSE / 5)
        looks.append(await asyncio.to_thread(memory_of, psutil.Process(pid)))
    return int(statistics.median(looks))
