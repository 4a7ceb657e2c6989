"""The rows of the table, and how they are printed."""

import os
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from rich.console import Console
from rich.table import Table

__all__ = ["Result", "Skipped", "Surroundings", "row", "rows", "run", "skipped"]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a row may use.

    `work` is an empty folder, `data` holds real speech (a folder with manifest.jsonl) or is None. `pairs` is how often
    ours and theirs are compared. `quick`: only see that everything works, with as little input as that takes. `texts`
    holds sets of labelled texts (see `labelled`) or is None, `sentences` a sentence-embedding model or is None.
    """

    work: Path
    data: Path | None = None
    pairs: int = 5
    quick: bool = False
    texts: Path | None = None
    sentences: Path | None = None

    def folder(self, name: str) -> Path:
        """A new folder in `work`."""
        folder = self.work / name
        folder.mkdir()
        return folder


@dataclass(frozen=True, slots=True)
class Result:
    """One line: what was measured against what, the value with its spread, the goal, and whether it is met."""

    what: str
    against: str
    value: str
    spread: str
    goal: str = ""
    met: bool | None = None


class Skipped(Exception):
    """A row that cannot be measured here, with the reason."""


Measure = Callable[[Surroundings], Iterator[Result]]

_rows: dict[str, Measure] = {}


def row(name: str) -> Callable[[Measure], Measure]:
    """Register a measurement under the name that ROW= takes."""

    def keep(measure: Measure) -> Measure:
        _rows[name] = measure
        return measure

    return keep


def rows() -> dict[str, Measure]:
    """All rows by name, in the order of the table."""
    return _rows


def skipped(what: str, reason: str) -> Result:
    """The line of a part that cannot be measured here."""
    return Result(what, "", "skipped", reason)


def run(measures: dict[str, Measure], around: Callable[[str], Surroundings]) -> bool:
    """Measure and print; whether every goal was met. A row that fails does not stop the others, and misses its goal.

    Where `around` says quick, goals are not judged: such figures mean nothing.
    """
    console = Console(width=170)
    lines: list[tuple[str, Result]] = []
    for name, measure in measures.items():
        started = time.perf_counter()
        for result in _results(name, measure, around(name)):
            lines.append((name, result))
            console.print(f"{name}: {result.what}: {result.value} {result.spread}", highlight=False, style="dim")
        seconds = time.perf_counter() - started
        console.print(f"{name}: {seconds:.0f} s{_load()}", highlight=False, style="dim")
    console.print(_table(lines))
    return all(result.met is not False for _, result in lines)


def _results(name: str, measure: Measure, surroundings: Surroundings) -> Iterator[Result]:
    try:
        for result in measure(surroundings):
            yield replace(result, met=None) if surroundings.quick else result
    except Skipped as reason:
        yield skipped(name, str(reason))
    except Exception as error:  # noqa: BLE001 - the other rows still say something
        traceback.print_exc()
        yield Result(name, "", "failed", repr(error), met=False)


def _load() -> str:
    """How busy the machine is: figures of the wall clock are worth little on a busy one."""
    with suppress(OSError, AttributeError):
        return f", load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    return ""


def _table(lines: list[tuple[str, Result]]) -> Table:
    table = Table(title="hypotez bench")
    for head in ("row", "what", "against", "value", "spread", "goal", ""):
        table.add_column(head, overflow="fold")
    marks = {True: "[green]met[/green]", False: "[red]missed[/red]", None: ""}
    for name, result in lines:
        table.add_row(name, result.what, result.against, result.value, result.spread, result.goal, marks[result.met])
    return table
