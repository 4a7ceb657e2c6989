"""The one way from an event loop to the ports, which block."""

import asyncio
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import TypeVar

from hypotez.ports.progress import Cancelled, Progress, Report, ignore

__all__ = ["Crossing"]

T = TypeVar("T")


class Crossing:
    """Runs blocking work in threads of its own, `parallel` pieces at once; the others wait for their turn.

    `parallel` is the engine's `can.max_parallel`.
    """

    def __init__(self, parallel: int = 1) -> None:
        self._threads = ThreadPoolExecutor(max_workers=max(1, parallel), thread_name_prefix="crossing")
        self._closed = threading.Event()

    async def run(self, work: Callable[[Report], T], listen: Report = ignore) -> T:
        """Call `work(report)` in a thread and return what it returns.

        What the work reports reaches `listen` on the event loop, where it must not block; of reports that come faster
        than the loop takes them only the latest does. Cancelling the awaiting task
        ends the wait at once and the work at its next report, which raises `Cancelled` in its thread: a thread cannot
        be stopped from outside.

        Raises:
            Whatever `work` raises.
        """
        loop = asyncio.get_running_loop()
        latest: deque[Progress] = deque(maxlen=1)
        unwanted = posted = False

        def report(progress: Progress) -> None:
            nonlocal posted
            if unwanted or self._closed.is_set():
                raise Cancelled
            if listen is not ignore:
                latest.append(progress)
                if not posted:
                    posted = True
                    loop.call_soon_threadsafe(deliver)

        def deliver() -> None:
            nonlocal posted
            posted = False
            listen(latest[-1])

        try:
            return await loop.run_in_executor(self._threads, copy_context().run, work, report)
        except asyncio.CancelledError:
            unwanted = True
            raise

    def close(self) -> None:
        """Take no more work, and stop what runs at its next report, without waiting for it."""
        self._closed.set()
        self._threads.shutdown(wait=False, cancel_futures=True)
