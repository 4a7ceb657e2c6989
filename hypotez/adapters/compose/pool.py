"""Worker processes for one engine: kept warm, one call each at a time."""

import os
import threading

from hypotez.adapters.compose.child import Child
from hypotez.adapters.compose.recipe import Recipe
from hypotez.adapters.compose.talk import PULSE
from hypotez.ports.errors import EngineCrashed
from hypotez.ports.progress import Progress, Report

__all__ = ["Pool"]


class Pool:
    """At most `size` children, of which `keep` stay warm when idle; who comes when all are busy waits."""

    def __init__(self, recipe: Recipe, *, size: int, keep: int) -> None:
        self._recipe = recipe
        self._size = size
        self._keep = keep
        self._owner = os.getpid()
        self._free = threading.Condition()
        self._idle: list[Child] = []
        self._busy: set[Child] = set()
        self._closings = 0

    def take(self, report: Report) -> Child:
        """A child that nobody else uses, started now if need be; `report` is called while all are busy.

        Raises:
            EngineCrashed: the pool was closed while this waited.
        """
        if self._owner != os.getpid():  # after a fork: the children are the other process's
            self._owner, self._free = os.getpid(), threading.Condition()
            self._idle, self._busy = [], set()
        closings = self._closings
        while True:
            with self._free:
                room = self._free.wait_for(lambda: len(self._busy) < self._size or self._closings > closings, PULSE)
                if self._closings > closings:
                    name = self._recipe.called
                    raise EngineCrashed(f"The engine {name!r} was closed before it could be asked.", engine=name)
                if room:
                    return self._next()
            report(Progress("waiting"))

    def give(self, child: Child, *, reusable: bool) -> None:
        """Bring back what `take` gave; one that is not `reusable`, or one too many, is ended first."""
        with self._free:
            if child in self._busy and reusable and child.alive and len(self._idle) < self._keep:
                self._busy.remove(child)
                self._idle.append(child)
                self._free.notify()
                return
        child.end(gently=reusable)
        with self._free:
            self._busy.discard(child)
            self._free.notify()

    def close(self) -> None:
        """End all children, the busy ones too. A `take` that waits fails; the next one starts anew."""
        if self._owner != os.getpid():
            return
        with self._free:
            idle, busy = self._idle, self._busy
            self._idle, self._busy = [], set()  # a busy one that is given back now is ended, not kept
            self._closings += 1
            self._free.notify_all()
        for child in busy:
            child.kill("was ended, since its owner was closed")
        for child in idle:
            child.end(gently=True)
        for child in busy:  # whoever uses it may never come back
            child.end(gently=False)

    def _next(self) -> Child:
        while self._idle:
            child = self._idle.pop()
            if child.alive:
                self._busy.add(child)
                return child
            child.end(gently=False)
        child = Child(self._recipe)
        self._busy.add(child)
        return child
