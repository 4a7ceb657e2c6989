"""`hypotez train`: teach a model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from hypotez.entrypoints.terminal.session import session
from hypotez.entrypoints.terminal.show import Bars, note, say

if TYPE_CHECKING:
    from hypotez.entrypoints.app import App
    from hypotez.entrypoints.texts import Texts
    from hypotez.ports.jobs import Job

__all__ = ["train"]


def train(
    ctx: typer.Context,
    *,
    file: Annotated[
        str | None,
        typer.Argument(metavar="FILE", help="Labelled texts to add before: csv, tsv, jsonl, json, txt, zip, or -."),
    ] = None,
    dataset: Annotated[str | None, typer.Option(help="The dataset; else the selected one.")] = None,
    learner: Annotated[str | None, typer.Option(help="What learns; see `hypotez engines`.")] = None,
    seed: Annotated[int, typer.Option(help="The same data and seed give the same model.")] = 0,
    threshold: Annotated[
        float | None, typer.Option(min=0, max=1, help="Below this confidence it says that it does not know.")
    ] = None,
    leave_out: Annotated[bool, typer.Option("--leave-out", help="Leave out rows that cannot be used.")] = False,
    again: Annotated[
        str | None, typer.Option(metavar="JOB", help="Do once more what a job did; see `hypotez model jobs`.")
    ] = None,
) -> None:
    """Learn from a dataset; the new version answers from then on, unless it is worse than the one before."""
    if again is not None and (leave_out or seed or any(one is not None for one in (file, dataset, learner, threshold))):
        raise typer.BadParameter("--again stands alone: it does what the job was asked for")
    from hypotez.entrypoints.learning.telling import told_problem
    from hypotez.entrypoints.learning.watched import watched
    from hypotez.entrypoints.texts import Texts

    with session(ctx).open() as app, Bars() as bars:
        texts, learning = Texts.for_language(app.config.language), app.learning
        if again is not None:
            job = learning.jobs.again(learning.jobs.get("local", again))
        else:
            if file is not None:
                _add(app, texts, file, dataset, leave_out=leave_out)
            job = learning.train(dataset=dataset, learner=learner, seed=seed, threshold=threshold)
            for problem in learning.data.problems(dataset):  # the others are no reason to refuse
                note(told_problem(texts, problem))
        with bars.bar(f"job {job.id}") as report:
            job = watched(learning.jobs, job, report)
        learned = _tell(app, texts, job)
    if not learned:
        raise typer.Exit(1)


def _add(app: App, texts: Texts, file: str, dataset: str | None, *, leave_out: bool) -> None:
    from hypotez.entrypoints.learning.telling import told_added
    from hypotez.entrypoints.terminal.data import read_data

    data = app.learning.data
    content, name = read_data(file, data.most_bytes)
    added = data.add(content, name, dataset=dataset, leave_out=leave_out)
    for line in told_added(texts, dataset or data.selected(), added):
        note(line)


def _tell(app: App, texts: Texts, job: Job) -> bool:
    """Say what came of the job; whether it is a version."""
    from hypotez.entrypoints.learning.telling import told_ended

    learning = app.learning
    if not job.result:
        for line in told_ended(texts, job, None, False, None):
            note(line)
        return False
    version = learning.models.get(job.result)
    current = learning.models.current(version.dataset) == version
    tested = learning.evaluate(version=version.id, dataset=version.dataset) if version.scores else None
    for line in told_ended(texts, job, version, current, tested):
        say(line)
    return True
