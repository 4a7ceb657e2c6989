"""The bot at a Discord on this machine: against one of ten lines, and against its engine alone."""

import asyncio
import statistics
from collections.abc import Iterator

from bench.bots import Bot, ours, plain, run_with
from bench.measure import interleave, wall_seconds
from bench.plain_bot import HELLO
from bench.scoring import plain as words_of
from bench.sounds import blocks, ogg, stream
from bench.table import Result, Surroundings, row
from hypotez.adapters.audio.pyav import PyAv
from hypotez.adapters.stt.pocketsphinx import PocketSphinx
from hypotez.entrypoints.texts import Texts
from hypotez.ports.audio import Audio
from tests.e2e.loopback import Upload

__all__: list[str] = []

HI = Texts.for_language("en")("hi")


@row("discord-hi")
def hi(around: Surroundings) -> Iterator[Result]:
    """One after another, from people whom both bots know. Only what the bots' own processes use counts.

    Both write their log into a file, as a service does.
    """
    times = 100 if around.quick else 1000
    with run_with(ours(around.folder("ours")), plain(around.folder("plain"))) as (run, mine, other):
        pairs = interleave(
            lambda: run(_greeted(mine, times, HI)),
            lambda: run(_greeted(other, times, HELLO)),
            around.pairs,
        )
    yield Result(
        f"{times} times !hi, CPU",
        "a bot of ten lines",
        f"{pairs.ratio:.2f} x",
        pairs.spread(),
        "<= 1.5 x",
        pairs.ratio <= 1.5,
    )


async def _greeted(bot: Bot, times: int, hello: str) -> float:
    """CPU of greetings from people who have greeted before: five in ten seconds are all that one person may."""
    people = [bot.discord.person("somebody") for _ in range(times // 4)]

    async def everybody() -> None:
        for person in people:
            said = (await bot.ask("!hi", author=person)).content
            if said != hello:
                raise RuntimeError(f"!hi was answered with {said!r}")

    await everybody()
    before = bot.cpu()
    for _ in range(4):
        await everybody()
    return bot.cpu() - before


@row("discord-voice-message")
def voice_message(around: Surroundings) -> Iterator[Result]:
    """From the message with 10 s of speech to the reply with the text, against the engine on the same. Both warm."""
    seconds = 3 if around.quick else 10
    sound = b"".join(block.data for block in stream(seconds))[: 32_000 * seconds]
    message = ogg(around.work / "message.ogg", blocks(sound)).read_bytes()
    decoded = list(PyAv().decode(Audio(message)))
    engine = PocketSphinx()
    with run_with(ours(around.work)) as (run, bot):

        def answered() -> float:
            start = wall_seconds()
            upload = Upload("voice-message.ogg", message, "audio/ogg", voice=True, seconds=seconds)
            answer = run(bot.ask("", upload))
            taken = wall_seconds() - start
            if not words_of(answer.content) or not answer.controls:
                raise RuntimeError(f"a voice message was answered with {answer.content!r}")
            return taken

        def heard() -> float:
            start = wall_seconds()
            run(asyncio.to_thread(engine.transcribe, decoded))  # so that the bot's heartbeats are answered
            return wall_seconds() - start

        pairs = interleave(answered, heard, around.pairs)
    over = statistics.median(a - 1.2 * b for a, b in zip(pairs.ours, pairs.theirs, strict=True))
    yield Result(
        f"voice message of {seconds} s to its reply, wall",
        "the bare engine on the decoded audio",
        f"{pairs.ratio:.2f} x",
        f"{pairs.spread()}; {over:+.2f} s to 1.2 x",
        "<= 1.2 x + 0.3 s",
        over <= 0.3,
    )
