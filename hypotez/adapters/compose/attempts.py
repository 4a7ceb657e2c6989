"""Who was asked in vain, what each one said, and what several engines come to as one."""

import logging
import threading
from collections.abc import Sequence

from hypotez.ports.engine import Place, Status
from hypotez.ports.errors import EngineFailed, EngineUnavailable, HypotezError
from hypotez.ports.speech import Attempt

__all__ = ["Unavailable", "attempted", "best", "farthest", "nobody"]

_log = logging.getLogger(__name__)


class Unavailable:
    """Which engines said that they cannot work here, and with which sentence."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._latched: dict[str, EngineUnavailable] = {}

    def check(self, name: str) -> None:
        """Raise what it said."""
        with self._lock:
            latched = self._latched.get(name)
        if latched is not None:
            raise EngineUnavailable(str(latched), engine=name) from latched

    def note(self, name: str, error: HypotezError) -> None:
        """Remember an error that says so; others pass."""
        if isinstance(error, EngineUnavailable):
            with self._lock:
                self._latched[name] = error


def attempted(name: str, error: HypotezError) -> Attempt:
    """What an error tells of the engine that raised it, the log included."""
    _log.debug("engine passed over", extra={"engine": name, "code": error.code})
    return Attempt(name, error.code, str(error))


def nobody(attempts: Sequence[Attempt], last: HypotezError, advice: str = "") -> HypotezError:
    """One error for all: an only engine's own, else the list of what each one said."""
    if len(attempts) == 1:
        return last
    said = "; ".join(f"{attempt.engine}: {attempt.reason.rstrip('.')}" for attempt in attempts)
    kind = EngineUnavailable if all(a.code == EngineUnavailable.code for a in attempts) else EngineFailed
    return kind(f"No engine could answer ({said}). {advice}".rstrip())


def farthest(places: Sequence[Place]) -> Place:
    """The place that is farthest away."""
    order = (Place.LOCAL, Place.NETWORK, Place.CLOUD)
    return max(places, key=order.index, default=Place.LOCAL)


def best(statuses: Sequence[Status]) -> Status:
    """The first that is ready, else the first."""
    return next((status for status in statuses if status.ready), statuses[0] if statuses else Status(ready=False))
