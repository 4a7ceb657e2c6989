"""How soon the bot speaks in a voice channel, and whether it holds the cadence while everything else works."""

import asyncio
import random
import statistics
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from functools import partial
from itertools import count, pairwise
from pathlib import Path

from bench.bots import Bot, ours, plain, run_with
from bench.measure import interleave
from bench.sounds import COMMANDS, ogg, stream
from bench.table import Result, Surroundings, row
from tests.e2e.loopback import Channel, Upload

__all__: list[str] = []

WORDS = " ".join(COMMANDS).split()
LONG = "The quick brown fox jumps over the lazy dog. " * 40
"""Two minutes."""


@row("discord-say")
def say(around: Surroundings) -> Iterator[Result]:
    """20 words that were never said before, with both bots in the voice channel already."""
    times = 2 if around.quick else 10
    with run_with(ours(around.folder("ours")), plain(around.folder("plain"))) as (run, mine, other):
        for bot in (mine, other):
            run(bot.come())
        same = [random.Random(5) for _ in range(2)]
        pairs = interleave(
            lambda: run(_said(mine, times, same[0])), lambda: run(_said(other, times, same[1])), around.pairs
        )
    yield Result(
        "!say of 20 words to the first voice packet, wall",
        "a whole file by pyttsx3, played by ffmpeg",
        f"{pairs.ratio:.2f} x",
        f"{pairs.spread()} of {times}",
        "<= 0.4 x",
        pairs.ratio <= 0.4,
    )


async def _said(bot: Bot, times: int, chance: random.Random) -> float:
    seconds = 0.0
    for _ in range(times):
        seconds += await bot.say(" ".join(chance.choices(WORDS, k=20)))
        await bot.hush()
    return seconds


@row("discord-gaps")
def gaps(around: Surroundings) -> Iterator[Result]:
    """Between the packets of long speech, while files are transcribed and a large folder is archived, or not."""
    seconds = 3 if around.quick else 60
    tree = _large(around.work / "tree", 2 if around.quick else 40)
    sound = ogg(around.work / "talk.ogg", stream(3 if around.quick else 20)).read_bytes()
    with run_with(ours(around.folder("ours"), tree=tree)) as (run, bot):
        run(bot.come())
        idle = run(_gaps(bot, seconds))
        busy, finished = run(_busy(bot, seconds, sound))
    theirs, mine = (statistics.quantiles(waits, n=100)[98] for waits in (idle, busy))
    yield Result(
        f"gap between voice packets, p99 over {seconds} s, while transcribing and archiving",
        "with nothing else to do",
        f"{1000 * mine:.1f} ms",
        f"idle {1000 * theirs:.1f} ms; longest {1000 * max(busy):.0f} : {1000 * max(idle):.0f} ms; "
        f"{finished} pieces of work done",
        "<= 2 x or <= 100 ms",
        mine <= max(2 * theirs, 0.1),
    )


async def _gaps(bot: Bot, seconds: float) -> list[float]:
    """Seconds between two packets, for so many seconds of speech."""
    before = len(bot.room.packets)
    await bot.say(LONG)
    await asyncio.sleep(seconds)
    packets = bot.sound(before)
    await bot.hush()
    return [after.at - first.at for first, after in pairwise(packets)]


async def _busy(bot: Bot, seconds: float, sound: bytes) -> tuple[list[float], int]:
    """The same while two kinds of work are asked for again and again, and how many times they were done."""
    done = count()
    deeds = (
        partial(_transcribed, bot, await bot.channel("speech"), sound),
        partial(_archived, bot, await bot.channel("files")),
    )
    for deed in deeds:
        await deed()  # warm, and seen to work

    async def again(deed: Callable[[], Awaitable[None]]) -> None:
        while True:
            await deed()
            next(done)

    tasks = [asyncio.create_task(again(deed)) for deed in deeds]
    waits = await _gaps(bot, seconds)
    for task in tasks:
        task.cancel()
    for task in tasks:
        with suppress(asyncio.CancelledError):
            await task  # raises what stopped it before
    return waits, next(done)


async def _transcribed(bot: Bot, place: Channel, sound: bytes) -> None:
    answer = await bot.ask("", Upload("talk.ogg", sound, "audio/ogg"), place=place)
    if not answer.controls:
        raise RuntimeError(f"a file was answered with {answer.content!r}")


async def _archived(bot: Bot, place: Channel) -> None:
    answer = await bot.ask("!archive tree", place=place)
    if not answer.uploads:
        raise RuntimeError(f"!archive was answered with {answer.content!r}")


def _large(tree: Path, files: int) -> Path:
    """A folder of so many times ten megabytes in one file and a hundred small ones; its archives are small."""
    for number in range(files):
        folder = tree / str(number)
        folder.mkdir(parents=True)
        (folder / "large.txt").write_bytes(bytes(range(256)) * 40_000)
        for small in range(100):
            (folder / f"{small}.txt").write_bytes(f"{number} {small}\n".encode() * 200)
    return tree
