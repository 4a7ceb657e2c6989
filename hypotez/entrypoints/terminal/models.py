"""`hypotez model`: the versions that were trained, and the jobs that trained them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hypotez.entrypoints.terminal.session import session
from hypotez.entrypoints.terminal.show import ListFormat, note, say, show_list

__all__ = ["commands"]

commands = typer.Typer(help="The versions that were trained, and which of them answers.", no_args_is_help=True)

Id = Annotated[str, typer.Argument(metavar="ID", help="The version.")]


@commands.command("list")
def list_(
    ctx: typer.Context,
    dataset: Annotated[str | None, typer.Option(help="Only those that learned from this one.")] = None,
    format: Annotated[ListFormat, typer.Option(help="A table, or a JSON object a line.")] = ListFormat.TEXT,
) -> None:
    """List the versions, oldest first."""
    with session(ctx).open() as app:
        models = app.learning.models
        rows = [
            {
                "id": one.id,
                "at": one.at.astimezone().strftime("%Y-%m-%d %H:%M"),
                "dataset": one.dataset,
                "learner": one.learner,
                "rows": one.rows,
                "accuracy": round(one.scores["accuracy"], 4) if "accuracy" in one.scores else None,
                "tested_on": int(one.scores.get("rows", 0)),
                "answers": models.current(one.dataset) == one,
            }
            for one in models.list(dataset=dataset)
        ]
    columns = ["id", "at", "dataset", "learner", "rows", "accuracy", "tested_on", "answers"]
    show_list(rows, columns, format, "there are no versions yet; `hypotez train FILE` trains one")


@commands.command()
def card(ctx: typer.Context, id: Id) -> None:
    """Print the model card of a version, as Markdown."""
    from hypotez.entrypoints.learning.card import card
    from hypotez.entrypoints.texts import Texts

    with session(ctx).open() as app:
        for line in card(Texts.for_language(app.config.language), app.learning.models.get(id)):
            say(line)


@commands.command()
def compare(
    ctx: typer.Context,
    id: Id,
    other: Annotated[str, typer.Argument(metavar="OTHER", help="The one it is held against.")],
) -> None:
    """Compare two versions on today's holdout, both scored anew."""
    with session(ctx).open() as app:
        found = app.learning.models.compare(id, other)
    gain = found.difference.accuracy
    say(f"{id}: {found.new.accuracy.value:.1%} of {found.new.rows} right, macro-F1 {found.new.macro_f1:.3f}")
    say(f"{other}: {found.old.accuracy.value:.1%} right, macro-F1 {found.old.macro_f1:.3f}")
    say(
        f"difference {100 * gain.value:+.1f} points ({100 * gain.low:+.1f} to {100 * gain.high:+.1f}), "
        f"p = {found.difference.p:.3f}"
    )


@commands.command()
def promote(ctx: typer.Context, id: Id) -> None:
    """Let a version answer: so one rolls back to an earlier one."""
    with session(ctx).open() as app:
        version = app.learning.models.promote(id)
        note(f"{version.id} answers for {version.dataset} from now on")


@commands.command()
def delete(ctx: typer.Context, id: Id) -> None:
    """Delete a version; where it was the one that answers, none does."""
    with session(ctx).open() as app:
        note(f"{app.learning.models.delete(id).id} is deleted")


@commands.command()
def export(
    ctx: typer.Context, id: Id, file: Annotated[Path, typer.Argument(metavar="FILE", help="Where it goes.")]
) -> None:
    """Write a version into one file, to be imported elsewhere."""
    with session(ctx).open() as app:
        note(f"written to {app.learning.models.export(id, file)}")


@commands.command("import")
def import_(
    ctx: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help="An exported version.")],
    dataset: Annotated[
        str | None, typer.Option(help="The dataset that it is to answer for; else the selected one.")
    ] = None,
) -> None:
    """Keep an exported version; it answers once it is promoted."""
    from hypotez.entrypoints.terminal.data import named

    with session(ctx).open() as app, named(file).open("rb") as opened:
        version = app.learning.models.take_in(opened, dataset or app.learning.data.selected())
        note(f"kept; `hypotez model promote {version.id}` lets it answer")
        say(version.id)


@commands.command()
def jobs(
    ctx: typer.Context,
    format: Annotated[ListFormat, typer.Option(help="A table, or a JSON object a line.")] = ListFormat.TEXT,
) -> None:
    """List the trainings, newest first; `hypotez train --again JOB` does one once more."""
    with session(ctx).open() as app:
        rows = [
            {
                "job": job.id,
                "at": job.at.astimezone().strftime("%Y-%m-%d %H:%M"),
                "dataset": job.asked.get("dataset"),
                "learner": job.asked.get("learner"),
                "seed": job.asked.get("seed"),
                "state": job.state.value,
                "stage": "" if job.state.ended else job.stage,
                "version": job.result,
                "error": job.error,
            }
            for job in app.learning.jobs.list("local")
        ]
    show_list(rows, ["job", "at", "dataset", "learner", "state", "version", "error"], format, "nothing was trained yet")


@commands.command()
def cancel(
    ctx: typer.Context, job: Annotated[str, typer.Argument(metavar="JOB", help="The training; see `jobs`.")]
) -> None:
    """Stop a training, one in another terminal too; nothing is left of it."""
    with session(ctx).open() as app:
        jobs = app.learning.jobs
        ended = jobs.cancel(jobs.get("local", job))
        note(f"{ended.id} is {ended.state.value}")
