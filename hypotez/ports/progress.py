"""How long work tells where it is, and how it is told to stop."""

from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["Cancelled", "Progress", "Report", "ignore"]


@dataclass(frozen=True, slots=True)
class Progress:
    """One sign of life from a long piece of work.

    `done` and `total` count in `unit` ("seconds" of audio, "bytes", "files", ...); `total` is None while nobody
    knows it.
    """

    stage: str
    done: float = 0.0
    total: float | None = None
    unit: str = ""


class Cancelled(Exception):
    """Raised by the listener, from inside `report`, to stop the work that reports."""


Report = Callable[[Progress], None]
"""Called now and then by long work, on the thread that works. Raising `Cancelled` from it stops the work."""


def ignore(progress: Progress, /) -> None:
    """The listener that does not listen."""
