"""Calls to an engine in another process: what all isolated ports share."""

import threading
import weakref
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from typing import TypeVar

from hypotez.adapters.compose.child import Child
from hypotez.adapters.compose.pool import Pool
from hypotez.adapters.compose.recipe import Recipe
from hypotez.adapters.compose.talk import Talk, TimeLimits
from hypotez.adapters.compose.watch import watched
from hypotez.adapters.compose.wire import Event, Garbled
from hypotez.ports.errors import ConfigError
from hypotez.ports.progress import Report, ignore

__all__ = ["Calls", "started"]

T = TypeVar("T")

_GRACE = 1.0
"""Seconds that an engine has to notice that it was cancelled, before its process is killed."""


class Calls:
    """Talks with warm children that are built by `recipe`; see `isolated` for the options.

    `extra`: children that may be started past `workers` while all are busy, and end after their call.
    """

    def __init__(
        self,
        recipe: Recipe,
        *,
        patience: float,
        deadline: float | None,
        memory: int | None,
        workers: int,
        extra: int = 0,
    ) -> None:
        if not (patience > 0 and workers > 0 and (deadline is None or deadline > 0) and (memory is None or memory > 0)):
            raise ConfigError("Isolation needs patience, deadline and memory above 0, and at least one worker.")
        self._name = recipe.called
        self._limits = TimeLimits(patience, deadline)
        self._memory = memory
        self._pool = Pool(recipe, size=workers + extra, keep=workers)
        self.close: Callable[[], None] = self._pool.close
        self._at_exit = weakref.finalize(self, self._pool.close)

    @contextmanager
    def talk(self, report: Report = ignore, *, keep: bool = False) -> Iterator[Talk]:
        """A talk with a child that is ready.

        The child is free for others as soon as its answer is here, even if the caller reads that slowly; `keep` keeps
        it, and what is in its folder, until the caller leaves. Whatever is raised inside before that stops its work: it
        has a second to notice, then it is killed.
        """
        child = self._pool.take(report)
        lease = _Lease(self._pool, child, keep=keep)
        talk = Talk(
            child.line,
            self._name,
            report,
            self._limits,
            fault=child.fault,
            answered=lease.answered,
            scratch=child.scratch,
        )
        grace = 0.0
        try:
            with watched(child.pid, self._memory, lambda: child.kill(f"used more than {self._memory} MiB of memory")):
                if not child.greeted:
                    child.greet(talk)
                yield talk
        except Garbled as error:
            raise child.fault(error) from error
        except BaseException:
            grace = 0.0 if talk.lost else _GRACE
            raise
        finally:
            lease.end(talk, grace)


class _Lease:
    """Who brings a child back: the thread that sees its answer end, or the caller who leaves before."""

    def __init__(self, pool: Pool, child: Child, *, keep: bool) -> None:
        self._pool = pool
        self._child = child
        self._lock = threading.Lock()
        self._left = self._whole = False
        self._keep = keep
        self._over = threading.Event()

    def answered(self, whole: bool) -> None:
        """The answer is here, or the line is broken and the caller will see it."""
        with self._lock:
            self._whole = whole
            self._over.set()
            if self._left or not whole or self._keep:
                return
        self._pool.give(self._child, reusable=True)

    def end(self, talk: Talk, grace: float) -> None:
        """The caller leaves; a child that still works is told so and has `grace` seconds to stop."""
        with self._lock:
            self._left = True
            if self._whole and not self._keep:
                return
        talk.drop()
        if grace and not self._over.is_set():
            self._child.line.forget()
            self._child.line.send(Event("cancel"))
            self._over.wait(grace)
        self._pool.give(self._child, reusable=self._whole)


def started(stream: Generator[T, None, None]) -> Iterator[T]:
    """`stream` after its first item, which is dropped.

    What it does until then happens now, and from now on closing or losing it ends it properly: a generator that was
    never started would be dropped without a word.
    """
    next(stream)
    return stream
