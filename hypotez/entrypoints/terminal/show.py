"""Tables, lists and progress bars."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import StrEnum
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Self
from unicodedata import category

from hypotez.ports.progress import Cancelled, Progress, Report

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress
    from rich.progress import TaskID

__all__ = ["Bars", "ListFormat", "complain", "harmless", "note", "say", "show_list"]


CONTROLS: Final = frozenset({"Cc", "Cs", "Zl", "Zp"})
"""Unicode's categories of controls, of halves of letters, and of separators of lines and paragraphs."""
TURNING: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Signs that turn the direction of what follows, and so can show a name as another one."""


class ListFormat(StrEnum):
    """How lists are shown: for people, or one JSON object a line."""

    TEXT = "text"
    JSON = "json"


def harmless(text: str, keep: str = "") -> str:
    """The text without signs that a terminal obeys instead of showing them, but for those in `keep`.

    Names of files and what engines answer may have any: colours, a new title of the window, letters that run backwards.
    """
    return "".join("�" if _obeyed(sign) and sign not in keep else sign for sign in text)


def _obeyed(sign: str) -> bool:
    return category(sign) in CONTROLS or sign in TURNING


def say(text: str, end: str = "\n") -> None:
    """Write an answer to standard output, at once; a terminal gets it `harmless`, a pipe as it is."""
    sys.stdout.write((harmless(text, "\n\t") if sys.stdout.isatty() else text) + end)
    sys.stdout.flush()


def note(text: str) -> None:
    """Write a line that is not the answer to standard error."""
    sys.stderr.write(harmless(text) + "\n")
    sys.stderr.flush()


def complain(error: BaseException, name: str = "") -> None:
    """Write an error's sentence to standard error, after the `name` of what it is about if it does not say."""
    sentence = " ".join(str(error).split()) or type(error).__name__
    note(f"{name}: {sentence}" if name and name not in sentence else sentence)


def show_list(rows: Iterable[Mapping[str, Any]], columns: Sequence[str], format: ListFormat, empty: str = "") -> None:
    """Show rows as a table of `columns`, or each as a JSON object with all it has.

    In a terminal the table fits its width; elsewhere nothing is wrapped or cut.
    """
    rows = list(rows)
    if format is ListFormat.JSON:
        for row in rows:
            say(json.dumps(row, ensure_ascii=False, default=str))
        return
    if not rows:
        note(empty)
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(width=None if sys.stdout.isatty() else 10_000)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column.replace("_", " "), no_wrap=not console.is_terminal)
    for row in rows:
        table.add_row(*(Text(_cell(row.get(column))) for column in columns))
    with console.capture() as capture:
        console.print(table)
    for line in capture.get().splitlines():
        say(line.rstrip())


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case list() | tuple():
            return ", ".join(map(_cell, value))
    return harmless(str(value))


class Bars:
    """A progress bar per piece of work, on standard error and only when that is a terminal.

    A bar appears with the first sign of life and goes when its work is over. `stop()` ends all work that reports.
    """

    def __init__(self) -> None:
        self._stopped, self._lock = threading.Event(), threading.Lock()
        self._shown: RichProgress | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._shown:
            self._shown.stop()

    def stop(self) -> None:
        """Let every piece of work end with `Cancelled` at its next report."""
        self._stopped.set()

    @contextmanager
    def bar(self, name: str) -> Iterator[Report]:
        """The listener that moves a new bar, for as long as the context lasts."""
        task: TaskID | None = None

        def report(progress: Progress) -> None:
            nonlocal task
            if self._stopped.is_set():
                raise Cancelled
            if not sys.stderr.isatty():
                return
            shown = self._show()
            if task is None:
                task = shown.add_task(harmless(name), total=None, amount="")
            total = f" of {progress.total:.0f}" if progress.total else ""
            amount = f"{progress.stage} {progress.done:.0f}{total} {progress.unit}"
            shown.update(task, completed=progress.done, total=progress.total, amount=amount)

        try:
            yield report
        finally:
            if self._shown and task is not None:
                self._shown.remove_task(task)

    def _show(self) -> RichProgress:
        with self._lock:
            if self._shown is None:
                from rich.console import Console
                from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
                from rich.progress import Progress as RichProgress

                columns = (
                    TextColumn("{task.description}", markup=False),
                    BarColumn(),
                    TextColumn("{task.fields[amount]}"),
                )
                self._shown = RichProgress(
                    *columns,
                    TimeElapsedColumn(),
                    console=Console(stderr=True),
                    transient=True,
                    redirect_stdout=sys.stdout.isatty(),  # an answer that goes elsewhere must not pass the bars
                )
                self._shown.start()
            return self._shown
