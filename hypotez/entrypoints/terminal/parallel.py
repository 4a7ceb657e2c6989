"""Several pieces of work at once, their results one after another."""

from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Final, TypeVar

__all__ = ["in_order"]

T = TypeVar("T")

GRACE: Final = 3.0
"""Seconds that work has to end by itself when nobody wants it any more."""


def in_order(works: Sequence[Callable[[], T]], jobs: int, stop: Callable[[], None]) -> Generator[Future[T]]:
    """Do `works` in `jobs` threads and yield them, finished, in their order.

    When it is closed early (Ctrl-C, an error), `stop` is called, what has not begun never does, and what runs gets a
    moment to end.
    """
    threads = ThreadPoolExecutor(max_workers=jobs, thread_name_prefix="job")
    futures = [threads.submit(work) for work in works]
    finished = False
    try:
        for future in futures:
            _wait(future)
            yield future
        finished = True
    finally:
        if not finished:
            stop()
        threads.shutdown(wait=finished, cancel_futures=True)
        if not finished:
            wait(futures, timeout=GRACE)


def _wait(future: Future[T]) -> None:
    """Wait in short sleeps: where a wait without end cannot be interrupted (Windows), Ctrl-C still works."""
    while not wait([future], timeout=0.5).done:
        continue
