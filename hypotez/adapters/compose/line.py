"""A line: both directions of a byte stream of events, each on a thread of its own.

Threads, because pipes cannot be waited for with a time limit on every system, and because whoever speaks must never
hang on an other end that has stopped listening. Nothing polls: waiting is waiting for a condition.
"""

import queue
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import IO

from hypotez.adapters.compose.wire import Event, Garbled, read_event, write_event

__all__ = ["BLOCKS", "LAST", "Gone", "Inbox", "Line"]

BLOCKS = frozenset({"audio-chunk", "file-chunk"})
"""Events that carry parts of something long."""
LAST = frozenset({"audio-stop", "error", "file-stop", "info", "transcript", "voices"})
"""Events that end an answer."""


class Gone(Exception):
    """The other end has closed, or this end has."""


class Inbox:
    """Events that have come and wait to be read; whoever puts waits while they weigh more than `limit` bytes."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._weight = 0
        self._events: deque[Event] = deque()
        self._end: Exception | None = None
        self._changed = threading.Condition()

    def put(self, event: Event, *, wait: bool = True) -> None:
        """Add `event`; one that comes after the end is dropped."""
        with self._changed:
            if wait:
                self._changed.wait_for(lambda: self._weight < self._limit or self._end is not None)
            if self._end is None:
                self._events.append(event)
                self._weight += event.weight
                self._changed.notify_all()

    def close(self, end: Exception) -> None:
        """Nothing more comes: once what is here has been read, `get` raises `end`. The first end counts."""
        with self._changed:
            self._end = self._end or end
            self._changed.notify_all()

    def clear(self, end: Exception) -> None:
        """Throw away what has not been read, and close."""
        with self._changed:
            self._events.clear()
            self._end = end
            self._changed.notify_all()

    def get(self, seconds: float | None = None) -> Event | None:
        """The next event, None when `seconds` pass without one."""
        with self._changed:
            self._changed.wait_for(lambda: self._events or self._end is not None, seconds)
            if self._events:
                event = self._events.popleft()
                self._weight -= event.weight
                self._changed.notify_all()
                return event
            if self._end is not None:
                raise self._end
            return None


class Line:
    """One end of a stream of events over `reader` and `writer`.

    `sent` is called, on the writing thread, after each event that has left. An answer that waits to be read may take
    `limit` bytes. The threads end with the stream, close both files and are daemons.
    """

    def __init__(
        self, reader: IO[bytes], writer: IO[bytes], *, limit: int = 8 << 20, sent: Callable[[Event], None] | None = None
    ) -> None:
        self._limit = limit
        self._outbox: queue.SimpleQueue[Event | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._inbox: Inbox | None = None
        self._answered: Callable[[bool], None] = _nothing
        self._end: Exception | None = None
        self._sent = sent
        self._threads = (
            threading.Thread(target=self._read, args=(reader,), name="line-reader", daemon=True),
            threading.Thread(target=self._write, args=(writer,), name="line-writer", daemon=True),
        )
        for thread in self._threads:
            thread.start()

    @property
    def ended(self) -> bool:
        """Whether nothing more will come."""
        return self._end is not None

    def ask(self, answered: Callable[[bool], None]) -> Inbox:
        """A new inbox for one answer; `get` raises `Gone` or `Garbled` once the stream has ended.

        `answered` is called on the reading thread when the answer is here as a whole, read or not: then this line is
        free for the next question. It is called with False when the stream has ended instead.
        """
        inbox = Inbox(self._limit)
        with self._lock:
            if self._end is not None:
                inbox.close(self._end)
            else:
                self._inbox, self._answered = inbox, answered
        return inbox

    def acknowledge(self) -> None:
        """Make room for one more block."""
        with self._lock:
            inbox = self._inbox
        if inbox is not None:
            inbox.put(Event("more", {"count": 1}), wait=False)

    def send(self, event: Event) -> None:
        """Hand `event` to the writing thread; never waits. Whether it left shows in what comes back."""
        self._outbox.put(event)

    def forget(self) -> None:
        """Drop the blocks that have been handed over and have not left yet; a request stays."""
        kept: list[Event | None] = []
        with suppress(queue.Empty):
            while True:
                event = self._outbox.get_nowait()
                if event is None or event.type not in BLOCKS:
                    kept.append(event)
        for event in kept:
            self._outbox.put(event)

    def close(self) -> None:
        """Stop writing once all that was handed over has left."""
        self._outbox.put(None)

    def join(self, seconds: float) -> None:
        """Wait for both threads to end."""
        for thread in self._threads:
            if thread is not threading.current_thread():
                thread.join(seconds)

    def _read(self, reader: IO[bytes]) -> None:
        end: Exception = Gone()
        try:
            for event in _events(reader):
                with self._lock:
                    inbox = self._inbox
                if inbox is not None:
                    inbox.put(event)
                    if event.type in LAST:
                        self._finish(Gone("it has answered"), whole=True)
        except Garbled as error:
            end = error
        except (OSError, ValueError) as error:  # ValueError: the file was closed under us
            end = Gone(str(error))
        with self._lock:
            self._end = end
        self._finish(end, whole=False)
        self._outbox.put(None)
        with suppress(OSError):
            reader.close()

    def _finish(self, end: Exception, *, whole: bool) -> None:
        with self._lock:
            inbox, answered = self._inbox, self._answered
            self._inbox, self._answered = None, _nothing
        if inbox is not None:
            inbox.close(end)
        answered(whole)

    def _write(self, writer: IO[bytes]) -> None:
        with suppress(OSError, ValueError):
            while (event := self._outbox.get()) is not None:
                write_event(event, writer)
                if self._sent is not None:
                    self._sent(event)
        with suppress(OSError, ValueError):
            writer.close()


def _nothing(_whole: bool) -> None:
    """Nobody waits for an answer."""


def _events(reader: IO[bytes]) -> Iterator[Event]:
    while (event := read_event(reader)) is not None:
        yield event
