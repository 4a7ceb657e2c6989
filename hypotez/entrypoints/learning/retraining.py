"""Training by itself: once people have said enough, and where what answered has been forgotten."""

import logging
import threading
from collections.abc import Callable

from hypotez.ports.datasets import Datasets, Source
from hypotez.ports.errors import Busy, HypotezError, NotFound
from hypotez.ports.versions import Version, Versions

__all__ = ["Retraining"]

_log = logging.getLogger(__name__)

Place = tuple[str, str]
"""A scope and its dataset."""
_SAID = frozenset({Source.CORRECTED, Source.CONFIRMED})


class Retraining:
    """Trains a place anew after so many more corrections and confirmations, once none has come for `quiet` seconds.

    `after`: how many; 0 is never.
    What is waited for is in no file: `look` finds out after a restart what is due. `train` takes a scope, a dataset,
    and the version after which the new one is to take.
    """

    def __init__(
        self,
        datasets: Datasets,
        versions: Versions,
        train: Callable[[str, str, Version | None], object],
        *,
        after: int,
        quiet: float,
    ) -> None:
        self._datasets, self._versions, self._train = datasets, versions, train
        self._after, self._quiet = after, quiet
        self._waiting: dict[Place, threading.Timer] = {}
        self._seen: set[Place] = set()
        self._closed = False
        self._lock = threading.Lock()

    def said(self, scope: str, dataset: str) -> None:
        """Somebody has just said something there."""
        if self._due(scope, dataset):
            self._wait(scope, dataset)

    def look(self, scope: str, dataset: str) -> None:
        """See, once in the life of a process, whether there is something left from the one before."""
        with self._lock:
            if (scope, dataset) in self._seen:
                return
            self._seen.add((scope, dataset))
        if self._versions.current(scope, dataset) and self._due(scope, dataset):
            self._wait(scope, dataset)

    def now(self, scope: str, dataset: str, like: Version | None = None) -> None:
        """Train, or do so when what is trained there has ended; what is wrong goes to the log."""
        try:
            self._train(scope, dataset, like)
        except Busy:  # that one has not seen the latest
            self._wait(scope, dataset, like)
        except HypotezError as error:
            _log.warning("not trained anew: %s", error, extra={"scope": scope})

    def close(self) -> None:
        """Train nothing more."""
        with self._lock:
            self._closed = True
            for timer in self._waiting.values():
                timer.cancel()
            self._waiting.clear()

    def _later(self, scope: str, dataset: str, like: Version | None) -> None:
        with self._lock:
            self._waiting.pop((scope, dataset), None)
        try:
            done = self._versions.current(scope, dataset) is not None and not self._due(scope, dataset)
        except HypotezError as error:
            _log.warning("not trained anew: %s", error, extra={"scope": scope})
            return
        if not done:  # by whoever has trained it meanwhile
            self.now(scope, dataset, like)

    def _due(self, scope: str, dataset: str) -> bool:
        """Whether the current version has not seen enough of what was said."""
        if not self._after:
            return False
        current = self._versions.current(scope, dataset)
        seen = current.change if current else 0
        try:
            history = self._datasets.history(scope, dataset)
            if sum(change.added for change in history if change.number > seen) < self._after:
                return False  # without reading all rows
            known = {one.id for one in self._datasets.examples(scope, dataset, seen)} if seen else set()
            now = self._datasets.examples(scope, dataset)
        except NotFound:  # the version came in a file, and there is no such dataset
            return False
        if current and not current.change and len(now) < current.rows:
            return False  # it came in a file, and its data did not: what is here would teach less than it knows
        return sum(one.source in _SAID and one.id not in known for one in now) >= self._after

    def _wait(self, scope: str, dataset: str, like: Version | None = None) -> None:
        with self._lock:
            if self._closed:
                return
            if (scope, dataset) in self._waiting:
                self._waiting[scope, dataset].cancel()
            timer = threading.Timer(self._quiet, self._later, (scope, dataset, like))
            timer.daemon = True
            self._waiting[scope, dataset] = timer
            timer.start()
