"""Watching, from outside, how much memory a process uses: a limit inside it would break torch's address space."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

__all__ = ["SAMPLE", "memory_of", "watched"]

SAMPLE = 0.25
"""Seconds between two looks."""


def memory_of(pid: int) -> int:
    """Bytes in RAM of a process and its descendants; 0 when it is gone."""
    import psutil

    try:
        process = psutil.Process(pid)
        family = [process, *process.children(recursive=True)]
    except psutil.Error:
        return 0
    total = 0
    for member in family:
        try:
            total += member.memory_info().rss
        except psutil.Error:  # it ended between the two looks
            continue
    return total


@contextmanager
def watched(pid: int, limit: int | None, overdone: Callable[[], None]) -> Iterator[None]:
    """While the context is open, call `overdone` (on a thread) once the process uses more than `limit` MiB."""
    if limit is None:
        yield
        return
    finished = threading.Event()

    def watch() -> None:
        while not finished.wait(SAMPLE):
            if memory_of(pid) > limit << 20:
                overdone()
                return

    thread = threading.Thread(target=watch, name="memory-watch", daemon=True)
    thread.start()
    try:
        yield
    finally:
        finished.set()
        thread.join()
