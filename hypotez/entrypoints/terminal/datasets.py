"""`hypotez dataset`: what is learned from."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from hypotez.entrypoints.terminal.session import session
from hypotez.entrypoints.terminal.show import ListFormat, note, say, show_list

__all__ = ["commands"]

commands = typer.Typer(help="Labelled texts to learn from.", no_args_is_help=True)

Name = Annotated[str | None, typer.Argument(metavar="NAME", help="The dataset; else the selected one.")]
Shown = Annotated[ListFormat, typer.Option(help="A table, or a JSON object a line.")]


class Export(StrEnum):
    """For spreadsheets, or a JSON object a line."""

    CSV = "csv"
    JSONL = "jsonl"


@commands.command("list")
def list_(ctx: typer.Context, format: Shown = ListFormat.TEXT) -> None:
    """List the datasets; the selected one is what is trained, and what answers."""
    with session(ctx).open() as app:
        selected = app.learning.data.selected()
        rows = [
            {
                "name": one.name,
                "selected": one.name == selected,
                "rows": one.statistics.rows,
                "labels": len(one.statistics.labels),
                "duplicates": one.statistics.duplicates,
                "conflicts": len(one.statistics.conflicts),
                "sha256": _shown(one.change.sha256, format),
            }
            for one in app.learning.data.list()
        ]
    show_list(
        rows, ["name", "selected", "rows", "labels", "duplicates", "conflicts", "sha256"], format, "there is none"
    )


@commands.command()
def show(ctx: typer.Context, name: Name = None) -> None:
    """Show what a dataset is like, and what is wrong with it."""
    from hypotez.entrypoints.learning.telling import told_dataset, told_problem
    from hypotez.entrypoints.texts import Texts

    with session(ctx).open() as app:
        texts, data = Texts.for_language(app.config.language), app.learning.data
        described = data.describe(name)
        for line in told_dataset(texts, described, selected=described.name == data.selected()):
            say(line)
        for problem in data.problems(described.name):
            say(told_problem(texts, problem))


@commands.command()
def select(ctx: typer.Context, name: Annotated[str, typer.Argument(metavar="NAME", help="The dataset.")]) -> None:
    """Choose the dataset that is meant where none is named."""
    with session(ctx).open() as app:
        note(f"{app.learning.data.select(name).name} is selected")


@commands.command()
def add(
    ctx: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help="csv, tsv, jsonl, json, txt, zip, or - to read it.")],
    name: Annotated[str | None, typer.Option("--dataset", metavar="NAME", help="Else the selected one.")] = None,
    leave_out: Annotated[bool, typer.Option("--leave-out", help="Leave out rows that cannot be used.")] = False,
) -> None:
    """Add labelled texts; what is there already is not added again."""
    from hypotez.entrypoints.learning.telling import told_added
    from hypotez.entrypoints.terminal.data import read_data
    from hypotez.entrypoints.texts import Texts

    with session(ctx).open() as app:
        data = app.learning.data
        content, called = read_data(file, data.most_bytes)
        added = data.add(content, called, dataset=name, leave_out=leave_out)
        for line in told_added(Texts.for_language(app.config.language), name or data.selected(), added):
            say(line)


@commands.command()
def remove(
    ctx: typer.Context,
    name: Name = None,
    id: Annotated[list[str] | None, typer.Option(help="The row with this id; may be repeated.")] = None,
    text: Annotated[list[str] | None, typer.Option(help="All rows with this text; may be repeated.")] = None,
    label: Annotated[list[str] | None, typer.Option(help="All rows with this label; may be repeated.")] = None,
) -> None:
    """Remove rows; the history keeps what was there before."""
    if not (id or text or label):
        raise typer.BadParameter("give an --id, a --text or a --label")
    with session(ctx).open() as app:
        change = app.learning.data.remove(name, ids=id or (), texts=text or (), labels=label or ())
        note(f"{change.removed} removed, {change.rows} left")


@commands.command()
def export(
    ctx: typer.Context,
    name: Name = None,
    format: Annotated[Export, typer.Option(help="For spreadsheets, or a JSON object a line.")] = Export.CSV,
) -> None:
    """Write all rows to standard output."""
    with session(ctx).open() as app:
        for line in app.learning.data.export(name, format.value):
            say(line, end="")


@commands.command()
def history(ctx: typer.Context, name: Name = None, format: Shown = ListFormat.TEXT) -> None:
    """List the changes of a dataset."""
    with session(ctx).open() as app:
        rows = [
            {
                "number": change.number,
                "at": change.at.astimezone().strftime("%Y-%m-%d %H:%M"),
                "added": change.added,
                "removed": change.removed,
                "rows": change.rows,
                "sha256": _shown(change.sha256, format),
            }
            for change in app.learning.data.history(name)
        ]
    show_list(rows, ["number", "at", "added", "removed", "rows", "sha256"], format)


@commands.command()
def delete(ctx: typer.Context, name: Annotated[str, typer.Argument(metavar="NAME", help="The dataset.")]) -> None:
    """Delete a dataset with its history, and the versions that learned from it."""
    with session(ctx).open() as app:
        app.learning.data.delete(name)
        note(f"{name} is deleted")


def _shown(sha256: str, format: ListFormat) -> str:
    """Enough of a hash for people to tell two apart; all of it for programs."""
    return sha256 if format is ListFormat.JSON else sha256[:12]
