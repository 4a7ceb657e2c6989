"""How things are measured: interleaved pairs in one run, CPU of this process and of all it started, ratios of medians.

The machines are shared and noisy, so nothing is compared with yesterday: each pair runs ours and theirs one after the
other, the order alternates, and the spread of the pairs' ratios is printed beside their median.
"""

import os
import statistics
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import psutil

__all__ = [
    "Pairs",
    "compare",
    "cpu_seconds",
    "cpu_seconds_of",
    "interleave",
    "memory_of",
    "peak_memory",
    "wall_seconds",
]

Clock = Callable[[], float]


def wall_seconds() -> float:
    """Time on the wall."""
    return time.perf_counter()


def cpu_seconds() -> float:
    """User and system CPU of this process, of its children that are alive, and of those that have ended.

    A child's share moves from the living to the ended when it is waited for; that is counted once.
    """
    ended = os.times()
    total = time.process_time() + ended.children_user + ended.children_system
    return total + sum(map(_used, psutil.Process().children(recursive=True)))


def cpu_seconds_of(pid: int) -> float:
    """The same of another process, as finely as the system counts for others: in steps of 10 ms, mostly."""
    process = psutil.Process(pid)
    return sum(map(_used, (process, *process.children(recursive=True))))


def _used(process: psutil.Process) -> float:
    """CPU of a process and of its children that have ended; none where it has just ended itself."""
    try:
        used = process.cpu_times()
    except psutil.Error:
        return 0.0
    return float(used.user + used.system + getattr(used, "children_user", 0.0) + getattr(used, "children_system", 0.0))


@dataclass(frozen=True, slots=True)
class Pairs:
    """Seconds of ours and of theirs, pair by pair."""

    ours: tuple[float, ...]
    theirs: tuple[float, ...]

    @property
    def ratios(self) -> tuple[float, ...]:
        """Ours over theirs."""
        return tuple(a / b for a, b in zip(self.ours, self.theirs, strict=True))

    @property
    def ratio(self) -> float:
        """The median of the ratios."""
        return statistics.median(self.ratios)

    @property
    def differences(self) -> tuple[float, ...]:
        """Ours minus theirs, in seconds."""
        return tuple(a - b for a, b in zip(self.ours, self.theirs, strict=True))

    @property
    def added(self) -> float:
        """The median of the differences, in seconds."""
        return statistics.median(self.differences)

    def spread(self) -> str:
        """Lowest to highest ratio, and the medians in seconds."""
        return f"{min(self.ratios):.2f}..{max(self.ratios):.2f} {self._medians()}"

    def spread_faster(self) -> str:
        """The same, the ratios the other way round: how many times faster ours is."""
        return f"{1 / max(self.ratios):.2f}..{1 / min(self.ratios):.2f} {self._medians()}"

    def _medians(self) -> str:
        ours, theirs = statistics.median(self.ours), statistics.median(self.theirs)
        return f"({ours:.3g} s : {theirs:.3g} s, {len(self.ours)} pairs)"


def compare(ours: Callable[[], object], theirs: Callable[[], object], clock: Clock, pairs: int = 5) -> Pairs:
    """What `clock` says that ours and theirs take; see `interleave`."""
    return interleave(_clocked(ours, clock), _clocked(theirs, clock), pairs)


def interleave(ours: Callable[[], float], theirs: Callable[[], float], pairs: int = 5) -> Pairs:
    """Run both once to warm up, then `pairs` times each, in turn; each says itself how many seconds count.

    Every second pair begins with ours.
    """
    ours()
    theirs()
    mine: list[float] = []
    other: list[float] = []
    for number in range(pairs):
        both = [(ours, mine), (theirs, other)]
        for run, seconds in both if number % 2 else reversed(both):
            seconds.append(run())
    return Pairs(tuple(mine), tuple(other))


def _clocked(run: Callable[[], object], clock: Clock) -> Callable[[], float]:
    def seconds() -> float:
        start = clock()
        run()
        return clock() - start

    return seconds


def peak_memory(run: Callable[[], object], every: float = 0.02) -> int:
    """The most bytes that this process and its children held together while `run` ran, looked at `every` so often.

    Pages that several of them share count once (PSS); where the system cannot tell, only pages that they do not share.
    """
    me = psutil.Process()
    peak = memory_of(me)
    stop = threading.Event()

    def watch() -> None:
        nonlocal peak
        while not stop.wait(every):
            peak = max(peak, memory_of(me))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        run()
    finally:
        stop.set()
        watcher.join()
    return peak


def memory_of(process: psutil.Process) -> int:
    """The bytes that a process and its children hold together; as for `peak_memory`, shared pages count once."""
    total = 0
    for each in (process, *process.children(recursive=True)):
        try:
            info = each.memory_full_info()
        except psutil.Error:
            continue
        total += getattr(info, "pss", info.uss)
    return total
