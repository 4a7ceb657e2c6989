"""The answering end of a line: the requests of one connection, one after another, to one engine."""

import logging
import queue
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import IO, Any

from hypotez.adapters.compose import checked
from hypotez.adapters.compose.line import Gone, Inbox
from hypotez.adapters.compose.messages import EXTRA, error_event, progress_event
from hypotez.adapters.compose.wire import Event, Garbled, read_event, write_event
from hypotez.ports.errors import HypotezError, OptionError
from hypotez.ports.progress import Cancelled, Progress

__all__ = ["STRANGER", "Answer", "Bounds", "Request", "Service"]

_log = logging.getLogger(__name__)

_BATCH = 4
"""Taken blocks that are told of in one "more"."""
_STREAMED = frozenset({"audio-start", "audio-chunk", "audio-stop", "file-chunk", "file-stop"})
_QUEUED = 4
"""Requests of one client that may wait; the next one is not read before."""
_SLOWEST = 8000.0
"""Bytes per second of the thinnest sound, 8-bit at 8 kHz: whoever speaks live sends no less."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a client may take.

    `waiting`: bytes of one request that wait to be read. `data`: bytes of JSON in one event. `patience`: seconds that
    it may be silent, or behind what it would send if it spoke live, while an engine waits for it.
    """

    waiting: int
    data: int
    patience: float


STRANGER = Bounds(waiting=8 << 20, data=1 << 20, patience=60.0)
"""For whoever can connect."""


class Request:
    """One request and what streams in after it, within `bounds`.

    A client that names a window is told when blocks are taken and never sends more than that, so the thread that
    reads stays free to see a "cancel" or the end of the stream. Other clients are held back by not reading.
    """

    def __init__(self, event: Event, send: Callable[[Event], None], bounds: Bounds) -> None:
        self.kind = event.type
        self.data: Mapping[str, Any] = event.data
        self.ours = isinstance(event.data.get(EXTRA), dict)
        self.ended = False
        self._windowed = self.ours and "window" in event.data[EXTRA]
        self._write = send
        self._inbox = Inbox(bounds.waiting)
        self._patience = self._left = bounds.patience
        self._cancelled = threading.Event()
        self._taken = 0

    def add(self, event: Event) -> None:
        """Something that streamed in."""
        self.ended = self.ended or event.type in {"audio-stop", "file-stop"}
        self._inbox.put(event)

    def cancel(self) -> None:
        """Make the engine stop at its next report or block."""
        self._cancelled.set()
        self._inbox.clear(Cancelled())

    def stream(self, kind: str) -> Iterator[Event]:
        """The events of `kind` that stream in, until the stop.

        Raises:
            Cancelled: the client does not want the result any more.
            OptionError: it was silent for too long.
        """
        while True:
            asked = time.monotonic()
            event = self._inbox.get(max(self._left, 0.0))
            if event is None:
                raise OptionError("The rest of the sound did not come in time; send it without such pauses.")
            earned = len(event.payload) / _SLOWEST
            self._left = min(self._patience, self._left - (time.monotonic() - asked) + earned)
            if event.type in {"audio-stop", "file-stop"}:
                return
            if event.type == kind:
                yield event
                self._taken += 1
                if self._windowed and self._taken % _BATCH == 0:
                    self.send(Event("more", {"count": _BATCH}))

    def send(self, event: Event) -> None:
        """Send part of the answer.

        Raises:
            Cancelled: the client is gone or does not want it.
        """
        if self._cancelled.is_set():
            raise Cancelled
        try:
            self._write(event)
        except (OSError, ValueError) as error:
            raise Cancelled from error

    def report(self, progress: Progress) -> None:
        """The engine's listener; only clients of ours hear of it.

        Raises:
            Cancelled: the client is gone or does not want the result.
        """
        if self._cancelled.is_set():
            raise Cancelled
        if self.ours:
            self.send(progress_event(progress))

    def finish(self) -> None:
        """Drop what still streams in."""
        self._inbox.clear(Gone("answered"))


Answer = Callable[[Request], None]
"""Sends all events of an answer; what it raises is sent as the error."""


class Service:
    """Answers what comes from `reader` on `writer`; `gate` is held while an engine works.

    `answers` names the function for each kind of request; requests of other kinds are dropped, as Wyoming wants it.
    `gone` is called on the reading thread when the client has left, `hang_up` when it takes no answers.
    `traces`: errors tell where they come from.
    """

    def __init__(
        self,
        reader: IO[bytes],
        writer: IO[bytes],
        answers: Mapping[str, Answer],
        *,
        gate: AbstractContextManager[Any],
        gone: Callable[[], None] = lambda: None,
        hang_up: Callable[[], None] = lambda: None,
        bounds: Bounds = STRANGER,
        traces: bool = False,
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._answers = answers
        self._gate = gate
        self._gone = gone
        self._hang_up = hang_up
        self._bounds = bounds
        self._traces = traces
        self._writing = threading.Lock()
        self._requests: queue.Queue[Request | None] = queue.Queue(_QUEUED)

    def run(self) -> None:
        """Answer on this thread until the client leaves."""
        threading.Thread(target=self._read, name="service-reader", daemon=True).start()
        while (request := self._requests.get()) is not None:
            self._answer(request)

    def _write(self, event: Event) -> None:
        try:
            with self._writing:
                write_event(event, self._writer)
        except OSError:
            self._hang_up()
            raise

    def _answer(self, request: Request) -> None:
        try:
            with self._gate:
                self._answers[request.kind](request)
        except Exception as error:  # noqa: BLE001 - whatever an engine raises, the client hears of it
            if isinstance(error, Garbled):
                error = OptionError(f"The request cannot be used, for it holds {error}; put that right.")
            if not isinstance(error, HypotezError | Cancelled):
                _log.debug("The engine raised what it must not.", exc_info=error)
            try:
                self._write(error_event(error, trace=self._traces))
            except (OSError, ValueError):
                _log.debug("The client left before it heard: %s", type(error).__name__)
        finally:
            request.finish()

    def _read(self) -> None:
        current: Request | None = None
        try:
            while (event := read_event(self._reader, self._bounds.data)) is not None:
                if event.type in self._answers:
                    current = self._request(event)
                elif event.type in _STREAMED:
                    if (
                        event.type == "audio-start"
                        and (current is None or current.ended)
                        and "transcribe" in self._answers
                    ):
                        current = self._request(Event("transcribe"))  # some clients do not say it
                    if current is not None:
                        current.add(event)
                elif event.type == "cancel" and current is not None:
                    current.cancel()
                elif event.type == "ping":
                    self._write(Event("pong", {"text": checked.optional_text(event.data, "text")}))
        except (Garbled, OSError, ValueError) as error:
            _log.debug("A client spoke no Wyoming, or left in the middle: %s", error)
        finally:
            self._gone()
            if current is not None:
                current.cancel()
            self._requests.put(None)

    def _request(self, event: Event) -> Request:
        request = Request(event, self._write, self._bounds)
        self._requests.put(request)
        return request
