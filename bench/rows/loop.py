"""Whether the event loop keeps its beat while everything else works."""

import asyncio
import contextlib
import json
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from bench.beat import pauses
from bench.settings import settings
from bench.sounds import stream, wav
from bench.table import Result, Surroundings, row
from hypotez import App
from hypotez.entrypoints.crossing import Crossing
from hypotez.ports.progress import Report

__all__: list[str] = []


@row("event-loop")
def event_loop(around: Surroundings) -> Iterator[Result]:
    """The pauses of a loop that transcribes, speaks and archives, and those of a bare loop in a process beside it."""
    seconds = 3 if around.quick else 60
    tree = around.work / "tree"
    tree.mkdir()
    for number in range(4 if around.quick else 40):
        (tree / f"{number}.txt").write_bytes(bytes(range(256)) * 40_000)
    sound = wav(around.work / "talk.wav", b"".join(block.data for block in stream(3 if around.quick else 20)))
    config = settings(around.work, {"files": {"roots": {"local": {"tree": tree}}}})
    command = [sys.executable, "-m", "bench.beat", str(seconds)]
    with (
        App(config) as app,
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as beside,
    ):
        assert beside.stdout
        beside.stdout.readline()
        mine, finished = asyncio.run(_busy(app, sound, around.work, seconds, beside))
        other: list[float] = json.loads(beside.communicate()[0])
    ours, theirs = (statistics.quantiles(delays, n=100)[98] for delays in (mine, other))
    yield Result(
        f"event loop pause, p99 over {seconds} s while all that runs",
        "a bare loop in another process beside it",
        f"{1000 * ours:.1f} ms",
        f"bare {1000 * theirs:.1f} ms; longest {1000 * max(mine):.0f} : {1000 * max(other):.0f} ms; "
        f"{finished} pieces of work done",
        "<= 2 x or <= 50 ms",
        ours <= max(2 * theirs, 0.05),
    )


async def _busy(
    app: App, sound: Path, work: Path, seconds: float, beside: subprocess.Popen[str]
) -> tuple[list[float], int]:
    """The pauses of this loop while three kinds of work run again and again, and how many times they did."""
    crossing = Crossing(3)
    finished = 0

    async def again(what: Callable[[Report], object]) -> None:
        nonlocal finished
        while True:
            await crossing.run(what)
            finished += 1

    works = (
        lambda report: app.transcribe_and_keep(sound, engine="pocketsphinx", report=report),
        lambda _: list(app.speak("The quick brown fox jumps over the lazy dog. " * 20)),
        lambda report: app.archive("tree", format="tar.zst", to=work / "tree.tar.zst", report=report),
    )
    for each in works:
        await crossing.run(each)  # warm, and seen to work
    tasks = [asyncio.create_task(again(each)) for each in works]
    assert beside.stdin
    beside.stdin.write("begin\n")
    beside.stdin.flush()
    delays = await pauses(seconds)
    for task in tasks:
        task.cancel()
    for task in tasks:
        with contextlib.suppress(asyncio.CancelledError):
            await task  # raises what stopped it before
    crossing.close()
    return delays, finished
