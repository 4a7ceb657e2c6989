"""Word error rates: spoken commands, and real speech by subset and engine."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from bench.measure import cpu_seconds
from bench.scoring import error_rate, plain
from bench.settings import settings
from bench.sounds import COMMANDS, speech, wav
from bench.table import Result, Skipped, Surroundings, row, skipped
from hypotez import App
from hypotez.entrypoints.engines import EngineInfo, Kind
from hypotez.ports.engine import Place
from hypotez.ports.errors import HypotezError

__all__: list[str] = []

FREE = {
    "read_clean": 0.325,
    "lj": 0.214,
    "noisy_10dB": 0.385,
    "noisy_0dB": 0.608,
    "opus48k_stereo": 0.393,
    "digits_single": 0.867,
    "digits_seq": 0.870,
}
"""The word error rates of pocketsphinx as it comes, by subset: no worse is the goal. Rounded to three digits."""

GRAMMAR = {"digits_seq": 0.333}
"""The same with a grammar of the ten digits."""

DIGITS = "zero one two three four five six seven eight nine".split()

Item = dict[str, str]


@row("commands")
def commands(around: Surroundings) -> Iterator[Result]:
    """25 spoken commands, the phrases given."""
    said = COMMANDS[:2] if around.quick else COMMANDS
    files = [wav(around.work / f"{number}.wav", speech(text)) for number, text in enumerate(said)]
    with App(settings(around.work)) as app:
        for only in (True, False):
            heard = [
                app.transcribe(path, engine="pocketsphinx", phrases=COMMANDS, only_phrases=only).text for path in files
            ]
            rate = error_rate(said, heard)
            how = "nothing else expected" if only else "other speech possible"
            yield Result(
                f"{len(said)} spoken commands (espeak), phrases, {how}, word error rate",
                "",
                f"{rate:.3f}",
                f"{sum(a == b for a, b in zip(said, heard, strict=True))} whole",
                "<= .05" if only else "",
                rate <= 0.05 if only else None,
            )


@row("wer")
def wer(around: Surroundings) -> Iterator[Result]:
    """Real speech: every local engine that is ready, on every subset with transcripts in its language."""
    if around.data is None:
        raise Skipped("no folder of real speech: give one with DATA=")
    subsets = _subsets(around.data)
    if around.quick:
        subsets = {subset: [min(items, key=_seconds)] for subset, items in subsets.items()}
        subsets = {subset: items for subset, items in subsets.items() if _seconds(items[0]) < 20}
    with App(settings(around.work)) as app:
        for info in app.engines():
            if info.kind is not Kind.STT:
                continue
            if info.place is not Place.LOCAL:
                yield skipped(f"word error rate, {info.name}", "not a local engine: people's speech stays here")
            elif not info.status.ready:
                yield skipped(f"word error rate, {info.name}", info.status.hint)
            else:
                yield from _engine(app, around.data, info, subsets)


def _engine(app: App, folder: Path, info: EngineInfo, subsets: dict[str, list[Item]]) -> Iterator[Result]:
    known = {
        subset: [item for item in items if info.languages is None or item["language"] in info.languages]
        for subset, items in sorted(subsets.items())
    }
    hear = partial(_hear, app, folder, info.name)
    goals = FREE if info.name == "pocketsphinx" else {}
    warm = False
    for subset, items in known.items():
        if items and not warm:
            hear(items[0])
            warm = True
        if items:
            yield _subset(hear, f"{info.name}, {subset}", items, goals.get(subset))
        if subset in GRAMMAR and info.name == "pocketsphinx":
            yield _subset(hear, f"{info.name}, {subset}", items, GRAMMAR[subset], DIGITS)


def _subset(
    hear: Callable[..., str | None], name: str, items: list[Item], goal: float | None, phrases: Sequence[str] = ()
) -> Result:
    start = cpu_seconds()
    heard = [hear(item, phrases) for item in items]
    cost = (cpu_seconds() - start) / sum(map(_seconds, items))
    rate = error_rate([plain(item["text"]) for item in items], [plain(text or "") for text in heard])
    return Result(
        f"word error rate, {name}{', a grammar of digits' if phrases else ''}",
        "the engine as it comes" if goal else "",
        f"{rate:.3f}",
        f"{len(items)} clips, {heard.count(None)} failed, {cost:.2f} s of CPU per second",
        f"<= {goal}" if goal else "",
        round(rate, 3) <= goal if goal else None,
    )


def _hear(app: App, folder: Path, engine: str, item: Item, phrases: Sequence[str] = ()) -> str | None:
    """The text, or None where the engine failed."""
    try:
        return app.transcribe(
            folder / item["file"],
            engine=engine,
            language=item["language"],
            phrases=phrases,
            only_phrases=bool(phrases),
        ).text
    except HypotezError:
        return None


def _seconds(item: Item) -> float:
    return float(item["seconds"])


def _subsets(folder: Path) -> dict[str, list[Item]]:
    """The clips with transcripts."""
    clips: dict[str, list[Item]] = defaultdict(list)
    for line in (folder / "manifest.jsonl").read_text("utf-8").splitlines():
        item = json.loads(line)
        if item.get("text") and plain(item["text"]):
            clips[item["subset"]].append(item)
    return clips
