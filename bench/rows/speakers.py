"""How soon speech begins, and what the cache saves."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Self

from bench.measure import compare, interleave, wall_seconds
from bench.settings import settings
from bench.table import Result, Surroundings, row
from hypotez import App

__all__: list[str] = []

SENTENCES = {
    "en": "Good morning, the meeting begins at half past nine in the big room on the second floor.",
    "ru": "Доброе утро, собрание начинается в половине десятого в большой комнате на втором этаже.",
}
GOALS = {"en": 0.2, "ru": 0.6}


@row("first-audio")
def first_audio(around: Surroundings) -> Iterator[Result]:
    """From the call to the first sound, everything warm; pyttsx3 can only write files, so: to the file being read."""
    times = 2 if around.quick else 10
    with App(settings(around.work)) as app:
        for language, goal in GOALS.items():
            with _Pyttsx3(language, around.work / f"{language}.wav") as pyttsx3:
                pairs = interleave(
                    partial(_often, times, partial(_first, app, SENTENCES[language], language)),
                    partial(_often, times, partial(pyttsx3.say, SENTENCES[language])),
                    around.pairs,
                )
            yield Result(
                f"first audio of speech, warm, {language}, wall",
                "pyttsx3, file saved and read",
                f"{pairs.ratio:.2f} x",
                f"{pairs.spread()} of {times}",
                f"<= {goal} x",
                pairs.ratio <= goal,
            )


def _often(times: int, seconds: Callable[[], float]) -> float:
    """All of the seconds together."""
    return sum(seconds() for _ in range(times))


def _first(app: App, text: str, language: str) -> float:
    """Seconds until there is sound."""
    start = time.perf_counter()
    sound = iter(app.speak(text, language=language))
    while not next(sound).data:
        pass
    seconds = time.perf_counter() - start
    sound.close()  # type: ignore[attr-defined]
    return seconds


class _Pyttsx3:
    """pyttsx3 in a process beside this one."""

    def __init__(self, language: str, path: Path) -> None:
        command = [sys.executable, "-m", "bench.pyttsx3_beside", language, str(path)]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._process.communicate()

    def say(self, text: str) -> float:
        """Seconds until the sound could be read."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(f"{text}\n")
        self._process.stdin.flush()
        return float(self._process.stdout.readline())


@row("gtts-cache")
def gtts_cache(around: Surroundings) -> Iterator[Result]:
    """A sentence that was spoken before, against asking a local server that answers in 200 ms."""
    from tests.gtts_server import gtts_server

    text = SENTENCES["en"]
    with gtts_server() as server:
        server.delay = 0.2
        engine = {"use": ["gtts"], "gtts": {"endpoint": server.url}}
        with (
            App(settings(around.work / "cached", {"tts": engine})) as cached,
            App(settings(around.work / "asked", {"tts": {**engine, "cache": False}})) as asked,
        ):
            pairs = compare(
                lambda: list(cached.speak(text, language="en")),
                lambda: list(asked.speak(text, language="en")),
                wall_seconds,
                around.pairs,
            )
        if len(server.requests) != around.pairs + 2:
            raise RuntimeError(f"the server was asked {len(server.requests)} times, not {around.pairs + 2}")
    yield Result(
        "gTTS from the cache, wall",
        "a server that answers in 200 ms",
        f"{pairs.ratio:.3f} x",
        pairs.spread(),
        "<= 0.05 x",
        pairs.ratio <= 0.05,
    )
