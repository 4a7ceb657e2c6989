"""One call to an engine at the other end of a line: waiting with a pulse, a patience and a deadline."""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from hypotez.adapters.compose import checked
from hypotez.adapters.compose.line import LAST, Gone, Line
from hypotez.adapters.compose.messages import error_from, progress_from
from hypotez.adapters.compose.wire import Event, Garbled
from hypotez.ports.errors import EngineError, EngineTimeout
from hypotez.ports.progress import Progress, Report

__all__ = ["PULSE", "WINDOW", "Talk", "TimeLimits"]

PULSE = 0.5
"""Seconds: the listener is asked at least this often whether it still wants the result."""
WINDOW = 16
"""Blocks that may be on their way before the other end says that it took some."""


@dataclass(frozen=True, slots=True)
class TimeLimits:
    """How long an engine may take, in seconds; time in which the caller does not ask does not count.

    `silence`: without any sign of life. `whole`: in one call altogether, None for any time.
    """

    silence: float
    whole: float | None = None


class Talk:
    """What is said on `line` about one request to the engine `name`.

    `answered` is called as in `Line.ask`; `fault` makes the error for a line that is gone or garbled. `scratch`: the
    folder for temporary files that goes with the other end, where that is on this machine.
    """

    def __init__(
        self,
        line: Line,
        name: str,
        report: Report,
        limits: TimeLimits,
        *,
        fault: Callable[[Exception], EngineError],
        answered: Callable[[bool], None],
        scratch: str = "",
    ) -> None:
        self.scratch = scratch
        self._line = line
        self._inbox = line.ask(answered)
        self._name = name
        self._report = report
        self._limits = limits
        self._fault = fault
        self._room = WINDOW
        self._silent = self._waited = 0.0
        self._last = Progress("waiting")
        self._pulse = time.monotonic()
        self.arrived: deque[Event] = deque()
        self.lost = False

    def drop(self) -> None:
        """Want nothing more: what still comes is thrown away."""
        self._inbox.clear(Gone("dropped"))

    def send(self, event: Event) -> None:
        """Send what needs no room: requests and ends."""
        self._line.send(event)

    def send_block(self, event: Event) -> bool:
        """Send `event` when there is room for it; False, and nothing sent, when an answer has come first."""
        self._listen(0.0)
        while self._room <= 0 and not self.arrived:
            self._wait()
        if self.arrived:
            return False
        self._room -= 1
        self._line.send(event)
        return True

    def receive(self) -> Event:
        """Wait for the next answer.

        Raises:
            EngineTimeout: patience is over.
            HypotezError: what the engine raised, or that its line broke.
        """
        while not self.arrived:
            self._wait()
        return self.arrived.popleft()

    def expect(self, *kinds: str) -> Event:
        """Wait for one of these answers; others that a stranger may send are skipped, but for the end of another one.

        Raises:
            Garbled: such an end, after which nothing comes.
            HypotezError: as `receive`.
        """
        while (event := self.receive()).type not in kinds:
            if event.type in LAST:
                raise Garbled(f"{event.type!r} instead of {' or '.join(map(repr, kinds))}")
        return event

    def _wait(self) -> None:
        left = self._limits.silence - self._silent
        if self._limits.whole is not None:
            left = min(left, self._limits.whole - self._waited)
        if left <= 0:
            self.lost = True
            raise EngineTimeout(
                f"The engine {self._name!r} did not answer within its time limit; try shorter audio or text, "
                "or allow it more time.",
                engine=self._name,
            )
        started = time.monotonic()
        self._listen(min(left, PULSE))
        passed = time.monotonic() - started
        self._waited += passed
        self._silent += passed

    def _listen(self, seconds: float) -> None:
        """Handle the next event within `seconds`, and all that are there already; then take the listener's pulse."""
        try:
            event = self._inbox.get(seconds)
            while event is not None:
                self._silent = 0.0
                self._handle(event)
                event = self._inbox.get(0.0) if not self.arrived else None
        except (Gone, Garbled) as error:
            self.lost = True
            raise self._fault(error) from error
        if time.monotonic() - self._pulse >= PULSE:
            self._tell(self._last)

    def _handle(self, event: Event) -> None:
        if event.type == "progress":
            self._tell(progress_from(event.data))
        elif event.type == "more":
            self._room += checked.whole(event.data, "count", 0, 1 << 20)
        elif event.type == "error":
            raise error_from(event.data, self._name)
        else:
            self.arrived.append(event)

    def _tell(self, progress: Progress) -> None:
        self._last = progress
        self._pulse = time.monotonic()
        self._report(progress)
