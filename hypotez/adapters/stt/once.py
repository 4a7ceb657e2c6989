"""A model that is loaded once, whoever asks first."""

from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

__all__ = ["Once"]

T = TypeVar("T")


class Once(Generic[T]):
    """Holds what `make` returns: made at the first `get()`, for all threads; made anew after `drop()`.

    Where `make` raises, nothing is held, and the next `get()` tries again.
    """

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._lock = Lock()
        self._held: list[T] = []

    def get(self) -> T:
        """The one."""
        with self._lock:
            if not self._held:
                self._held.append(self._make())
            return self._held[0]

    def drop(self) -> None:
        """Let it go; whoever still works with it may finish."""
        with self._lock:
            self._held.clear()
