"""The real bot under load for a while: nothing is lost, memory stays flat, and heartbeats come on time."""

import asyncio
import statistics
from collections.abc import Iterator

from bench.soak.crowd import Tally
from bench.soak.run import HEARTBEAT, soaked
from bench.sounds import blocks, ogg, speech
from bench.table import Result, Surroundings, row

__all__: list[str] = []

SAID = "turn on the kitchen light|play some music|make it louder|what time is it|cancel the timer".split("|")
"""What the voice messages say: nothing that eSpeak's accent makes sound like a command for the bot."""
WARM = 0.3
"""The share of the commands after which the bot is warm, and its memory is looked at for the first time."""
FLAT = 1.1
LATE = 1.0
"""Seconds that a heartbeat may be late; Discord closes the connection when one is missing."""


@row("soak")
def soak(around: Surroundings) -> Iterator[Result]:
    """`hypotez discord` in 8 servers, 25 people of each waiting for an answer at any time; engine: pocketsphinx."""
    commands, voices = (300, 24) if around.quick else (10_000, 200)
    warm = round(WARM * commands)
    clips = [ogg(around.work / f"{said}.ogg", blocks(speech(said))).read_bytes() for said in SAID]
    done = asyncio.run(soaked(around.work, (warm, commands - warm), voices, clips))
    yield _answered(f"{commands:,} commands over 8 servers, by prefix and by slash", done.commands)
    yield _answered(f"2 x {voices} voice messages at once meanwhile", done.voices)
    before, after = done.memory
    yield Result(
        f"memory of the bot and its children at rest after {commands:,} commands",
        f"after {warm:,} commands",
        f"{after / before:.2f} x",
        f"{after >> 20} MB : {before >> 20} MB, shared pages counted once",
        f"<= {FLAT} x",
        after <= FLAT * before,
    )
    yield Result(
        f"latest of {len(done.late)} heartbeats, one every {HEARTBEAT:.0f} s",
        "what the gateway asked for",
        f"{1000 * max(done.late):.0f} ms late",
        f"median {1000 * statistics.median(done.late):.0f} ms; {done.connections} connection",
        f"<= {LATE:.0f} s, never reconnected",
        max(done.late) <= LATE and done.connections == 1,
    )


def _answered(what: str, tally: Tally) -> Result:
    return Result(
        what,
        "a result or a stated refusal for each",
        f"{len(tally.wrong)} lost or wrong",
        tally.told(),
        "0",
        not tally.wrong,
    )
