"""Waiting and asking again: what calls to a network engine need, whatever they ask for."""

import logging
import threading
import time
from collections.abc import Callable
from typing import TypeVar

from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_attempt
from tenacity.wait import wait_exponential_jitter

from hypotez.ports.errors import EngineError, EngineUnreachable
from hypotez.ports.progress import Progress, Report

__all__ = ["Breaker", "Patience", "Resting"]

_log = logging.getLogger(__name__)

T = TypeVar("T")
_HEARTBEAT = 0.25  # seconds between looks at whether the listener wants to stop
_LONGEST_WAIT = 30.0  # seconds; an engine that asks for more is not waited for


class Resting(EngineUnreachable):
    """The breaker is open: nobody waits for it, the next engine may answer."""

    retryable = False


class Breaker:
    """Stops asking an engine that failed `failures` times in a row, for `seconds`; then one call may try again."""

    def __init__(self, failures: int, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._allowed, self._seconds, self._clock = failures, seconds, clock
        self._lock = threading.Lock()
        self._failures = 0
        self._open_until = 0.0

    def check(self, engine: str) -> None:
        """Raise `Resting` while the engine rests."""
        with self._lock:
            rest = self._open_until - self._clock()
            if rest > 0:
                raise Resting(
                    f"{engine} failed {self._failures} times in a row and is left alone for {rest:.0f} s more.",
                    engine=engine,
                    retry_after=rest,
                )
            if self._failures >= self._allowed:
                # the one that asks now is the trial; others wait for its outcome
                self._open_until = self._clock() + self._seconds

    def succeeded(self) -> None:
        """The engine answered."""
        with self._lock:
            self._failures, self._open_until = 0, 0.0

    def undecided(self) -> None:
        """The call ended for a reason that says nothing about the engine; another one may be the trial."""
        with self._lock:
            self._open_until = 0.0

    def failed(self) -> None:
        """The engine did not answer, by its own fault or the network's."""
        with self._lock:
            self._failures += 1
            if self._failures >= self._allowed:
                self._open_until = self._clock() + self._seconds


class Patience:
    """Calls something until it answers: `attempts` times at most, with growing pauses, while the breaker allows.

    Only failures that may pass are tried again; a `retry_after` is honoured up to half a minute.
    """

    def __init__(self, engine: str, *, attempts: int, breaker: Breaker, pause: float = 0.5) -> None:
        self._engine, self._attempts, self._breaker = engine, attempts, breaker
        self._pause = wait_exponential_jitter(multiplier=pause, max=10.0, jitter=pause)

    def call(self, ask: Callable[[], T], report: Report) -> T:
        """`ask()`'s answer. `report` hears of the waiting and can end it."""
        retrying = Retrying(
            retry=retry_if_exception(_may_pass),
            stop=stop_after_attempt(self._attempts),
            wait=self._wait,
            sleep=lambda seconds: _sleep(seconds, report),
            before_sleep=self._told,
            reraise=True,
        )
        answer: T = retrying(self._once, ask)
        return answer

    def _once(self, ask: Callable[[], T]) -> T:
        self._breaker.check(self._engine)
        try:
            answer = ask()
        except EngineError:
            self._breaker.failed()
            raise
        except BaseException:
            self._breaker.undecided()
            raise
        self._breaker.succeeded()
        return answer

    def _told(self, state: RetryCallState) -> None:
        error = state.outcome.exception() if state.outcome else None
        code = error.code if isinstance(error, EngineError) else None
        _log.debug(
            "engine asked again", extra={"engine": self._engine, "code": code, "again_in_seconds": state.upcoming_sleep}
        )

    def _wait(self, state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        asked = error.retry_after if isinstance(error, EngineError) else None
        return asked if asked is not None else self._pause(state)


def _may_pass(error: BaseException) -> bool:
    return isinstance(error, EngineError) and error.retryable and (error.retry_after or 0.0) <= _LONGEST_WAIT


def _sleep(seconds: float, report: Report) -> None:
    until = time.monotonic() + seconds
    while (rest := until - time.monotonic()) > 0:
        report(Progress("wait", seconds - rest, seconds, "seconds"))
        time.sleep(min(rest, _HEARTBEAT))
