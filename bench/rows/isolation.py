"""What a process of its own costs, and what two of them gain."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bench.measure import compare, wall_seconds
from bench.settings import settings
from bench.sounds import blocks, speech, stream, wav
from bench.table import Result, Surroundings, row
from hypotez import App
from hypotez.adapters.compose.isolated import IsolatedSpeechToText
from hypotez.adapters.compose.recipe import Recipe
from hypotez.ports.speech import SpeechToText

__all__: list[str] = []


@row("isolation")
def isolation(around: Surroundings) -> Iterator[Result]:
    """One warm call on 5 s of audio, against an engine that only counts what it hears: all that is left is the way."""
    recipe = Recipe("hypotez.stt", "hypotez.ports.testing.fakes_stt:FakeSpeechToText")
    sound = list(blocks((speech("one two three") * 5)[: 5 * 32_000]))
    bare: SpeechToText = recipe.build()
    isolated = IsolatedSpeechToText(recipe)
    times = 20

    def many(engine: SpeechToText) -> None:
        for _ in range(times):
            engine.transcribe(sound)

    try:
        pairs = compare(lambda: many(isolated), lambda: many(bare), wall_seconds, around.pairs)
    finally:
        isolated.close()
    added = 1000 * pairs.added / times
    each = sorted(1000 * difference / times for difference in pairs.differences)
    yield Result(
        "one warm call on 5 s of audio, wall added",
        "the engine called in-process",
        f"{added:.1f} ms",
        f"{each[0]:.1f}..{each[-1]:.1f} ms ({len(each)} pairs of {times})",
        "<= 20 ms",
        added <= 20,
    )


@row("two-files")
def two_files(around: Surroundings) -> Iterator[Result]:
    """Two files at once on two workers, against one after the other."""
    seconds = 2 if around.quick else 20
    files = [
        wav(around.work / f"{number}.wav", b"".join(block.data for block in stream(seconds, seed=number)))
        for number in range(2)
    ]
    config = settings(around.work, {"isolation": {"workers": 2}})
    with App(config) as app, ThreadPoolExecutor(2) as pool:

        def hear(path: Path) -> str:
            return app.transcribe(path, engine="pocketsphinx").text

        pairs = compare(
            lambda: list(pool.map(hear, files)),
            lambda: [hear(path) for path in files],
            wall_seconds,
            around.pairs,
        )
    faster = 1 / pairs.ratio
    yield Result(
        "two files on two cores, wall",
        "one after the other",
        f"{faster:.2f} x faster",
        pairs.spread_faster(),
        ">= 1.6 x faster",
        faster >= 1.6,
    )
