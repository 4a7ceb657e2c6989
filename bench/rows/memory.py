"""How memory grows with the length of the audio."""

import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from bench.sounds import ogg, stream
from bench.table import Result, Surroundings, row

__all__: list[str] = []


@row("memory")
def memory(around: Surroundings) -> Iterator[Result]:
    """The most memory of Transcribe with a grammar, all its processes together, for 10 and for 60 minutes."""
    short, long = (0.1, 0.2) if around.quick else (10, 60)
    files = {minutes: ogg(around.work / f"{minutes}.ogg", stream(60 * minutes, pause=2.0)) for minutes in (short, long)}
    peaks: dict[float, list[int]] = {short: [], long: []}
    for number in range(around.pairs):
        for minutes in (short, long) if number % 2 else (long, short):
            peaks[minutes].append(_peak(files[minutes], around.work))
    ratios = [b / a for a, b in zip(peaks[short], peaks[long], strict=True)]
    ratio = statistics.median(ratios)
    most, least = (int(statistics.median(peaks[minutes])) >> 20 for minutes in (long, short))
    yield Result(
        f"peak memory of Transcribe, {long} min (grammar search)",
        f"{short} min",
        f"{ratio:.2f} x",
        f"{min(ratios):.2f}..{max(ratios):.2f} ({most} MB : {least} MB, {len(ratios)} pairs)",
        "<= 1.1 x",
        ratio <= 1.1,
    )


def _peak(path: Path, work: Path) -> int:
    command = [sys.executable, "-m", "bench.transcribe_once", str(path), str(work)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return int(done.stdout)
