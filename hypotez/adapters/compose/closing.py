"""What becomes of calls that run while their engines are closed."""

from hypotez.ports.errors import EngineCrashed
from hypotez.ports.progress import Progress, Report

__all__ = ["Closing", "Watch"]


class Closing:
    """Ends the calls that run when their engines are closed; nothing is started for them any more."""

    def __init__(self) -> None:
        self.count = 0

    def note(self) -> None:
        """They are closed now."""
        self.count += 1

    def watch(self, report: Report) -> "Watch":
        """A listener for a call that begins now."""
        return Watch(self, report)


class Watch:
    """A listener that ends the work once its engines are closed."""

    def __init__(self, closing: Closing, report: Report) -> None:
        self._closing, self._began, self._report = closing, closing.count, report

    @property
    def closed(self) -> bool:
        """Whether they were closed since the call began."""
        return self._closing.count != self._began

    def __call__(self, progress: Progress) -> None:
        """Hand the report on, and end the work where that is wished."""
        if not self.closed:
            self._report(progress)
        if self.closed:
            raise EngineCrashed("The work was stopped, for hypotez was closed: ask again.")
