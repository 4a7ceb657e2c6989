"""`hypotez train`, `evaluate`, `answer` and `review`: teach a model, and see what it has learned."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from hypotez.entrypoints.terminal.session import session
from hypotez.entrypoints.terminal.show import Bars, note, say

if TYPE_CHECKING:
    from hypotez.domain.evaluate import Predicted
    from hypotez.entrypoints.app import App
    from hypotez.entrypoints.texts import Texts
    from hypotez.ports.datasets import Rows
    from hypotez.ports.jobs import Job

__all__ = ["answer", "evaluate", "read_data", "review", "train"]

_LOOK: Final = 0.1
"""Seconds between two looks at how far a training is."""

Dataset = Annotated[str | None, typer.Option(help="The dataset; else the selected one.")]


def train(
    ctx: typer.Context,
    *,
    file: Annotated[
        str | None,
        typer.Argument(metavar="FILE", help="Labelled texts to add before: csv, tsv, jsonl, json, txt, zip, or -."),
    ] = None,
    dataset: Dataset = None,
    learner: Annotated[str | None, typer.Option(help="What learns; see `hypotez engines`.")] = None,
    seed: Annotated[int, typer.Option(help="The same data and seed give the same model.")] = 0,
    threshold: Annotated[
        float | None, typer.Option(min=0, max=1, help="Below this confidence it says that it does not know.")
    ] = None,
    leave_out: Annotated[bool, typer.Option("--leave-out", help="Leave out rows that cannot be used.")] = False,
) -> None:
    """Learn from a dataset; the new version answers from then on, unless it is worse than the one before."""
    from hypotez.entrypoints.learning.telling import told_added, told_ended, told_problem
    from hypotez.entrypoints.texts import Texts

    with session(ctx).open() as app, Bars() as bars:
        texts, learning = Texts.for_language(app.config.language), app.learning
        if file is not None:
            content, name = read_data(file, learning.data.most_bytes)
            added = learning.data.add(content, name, dataset=dataset, leave_out=leave_out)
            for line in told_added(texts, dataset or learning.data.selected(), added):
                note(line)
        for problem in learning.data.problems(dataset):
            note(told_problem(texts, problem))
        job = _watched(app, learning.train(dataset=dataset, learner=learner, seed=seed, threshold=threshold), bars)
        version = learning.models.get(job.result) if job.result else None
        current = version is not None and learning.models.current(version.dataset) == version
        tested = learning.evaluate(version=version.id, dataset=version.dataset) if version and version.scores else None
        for line in told_ended(texts, job, version, current, tested):
            say(line)
    if version is None:
        raise typer.Exit(1)


def evaluate(
    ctx: typer.Context,
    *,
    file: Annotated[
        str | None, typer.Argument(metavar="FILE", help="Texts, with labels or without; else the holdout. - reads it.")
    ] = None,
    dataset: Dataset = None,
    version: Annotated[str | None, typer.Option(metavar="ID", help="A version; else the one that answers.")] = None,
    curve: Annotated[
        bool, typer.Option("--curve", help="Also train on less and less data, to see what more brings.")
    ] = False,
    output: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write the pictures and tables into this folder.")
    ] = None,
) -> None:
    """Test a model: a report on labelled texts, predictions for others."""
    from hypotez.entrypoints.learning.telling import told_evaluation
    from hypotez.entrypoints.texts import Texts

    with session(ctx).open() as app, Bars() as bars:
        texts, learning = Texts.for_language(app.config.language), app.learning
        rows = None
        if file is not None:
            content, name = read_data(file, learning.data.most_bytes)
            rows = learning.data.read(content, name)
            _note_bad(rows)
        if rows and rows.texts:
            _show_predictions(texts, learning.predict(rows.texts, dataset=dataset, version=version), output)
        else:
            found = learning.evaluate(rows.examples if rows else (), dataset=dataset, version=version)
            for line in told_evaluation(texts, found):
                say(line)
            if output:
                from hypotez.entrypoints.learning.tables import errors_csv

                truth = [example.label for example in found.examples]
                said = [one.label for one in found.predictions]
                _write(output / "confusion.png", [learning.charts.confusion(truth, said)])
                _write(output / "errors.csv", (line.encode() for line in errors_csv(found)))
        if curve:
            with bars.bar("learning curve") as report:
                points = learning.curve(dataset=dataset, report=report)
            for number, score in points:
                say(f"{number} rows: {score.value:.1%} ({score.low:.1%} to {score.high:.1%})")
            if output:
                _write(output / "curve.png", [learning.charts.learning_curve(points)])


def answer(
    ctx: typer.Context,
    *,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What somebody says; - reads it.")],
    dataset: Dataset = None,
    why: Annotated[bool, typer.Option("--why", help="Also say which words spoke for it.")] = False,
) -> None:
    """Say what the model answers to a text. The exit code is 1 where it is not sure."""
    from hypotez.entrypoints.learning.telling import told_prediction
    from hypotez.entrypoints.terminal.inputs import read_text
    from hypotez.entrypoints.texts import Texts

    with session(ctx).open() as app:
        texts, learning = Texts.for_language(app.config.language), app.learning
        text = read_text().strip() if text == "-" else text
        found = learning.answer(text, dataset=dataset)
        say(found.text if found.sure else texts("answer-unsure"))
        note(told_prediction(texts, found.prediction, sure=found.sure))
        if why:
            words = ", ".join(reason.words for reason in learning.why(text, dataset=dataset) if reason.weight > 0)
            note(texts("answer-why", words=words))
    if not found.sure:
        raise typer.Exit(1)


def review(
    ctx: typer.Context,
    *,
    dataset: Dataset = None,
    most: Annotated[int, typer.Option(min=1, help="How many rows to show.")] = 10,
    keep: Annotated[str | None, typer.Option(metavar="ID", help="The label of this row is right.")] = None,
    change: Annotated[str | None, typer.Option(metavar="ID", help="This row has another --label.")] = None,
    label: Annotated[str | None, typer.Option(help="The one that it has.")] = None,
    drop: Annotated[str | None, typer.Option(metavar="ID", help="This row is of no use.")] = None,
) -> None:
    """Show the rows whose label the model doubts most, or settle one of them."""
    if sum(one is not None for one in (keep, change, drop)) > 1 or (change is None) != (label is None):
        raise typer.BadParameter("give one of --keep ID, --change ID --label LABEL, and --drop ID")
    from hypotez.entrypoints.learning.telling import told_doubt
    from hypotez.entrypoints.texts import Texts
    from hypotez.ports.storage import Origin

    with session(ctx).open() as app:
        texts, learning, here = Texts.for_language(app.config.language), app.learning, Origin()
        name = dataset or learning.data.selected()
        if keep:
            learning.review.keep(here.scope, name, keep, here)
        elif change and label:
            learning.review.change(here.scope, name, change, label, here)
        elif drop:
            learning.review.drop(here.scope, name, drop, here)
        doubts = learning.review(here.scope, name, most=most)
        for doubt in doubts:
            say(told_doubt(texts, doubt))
        if not doubts:
            note(texts("review-none"))


def read_data(file: str, most: int) -> tuple[bytes, str]:
    """The bytes and the name of a file, or of standard input.

    Raises:
        DatasetError: it has more than `most` bytes.
    """
    from hypotez.ports.errors import DatasetError

    if file == "-":
        content, name = sys.stdin.buffer.read(most + 1), ""
    else:
        with Path(file).open("rb") as opened:
            content, name = opened.read(most + 1), Path(file).name
    if len(content) > most:
        raise DatasetError(f"{name or 'standard input'} has more than {most >> 20} MB: send it in parts.")
    return content, name


def _watched(app: App, job: Job, bars: Bars) -> Job:
    """The job when it has ended; whoever interrupts stops it."""
    from hypotez.ports.progress import Progress

    jobs = app.learning.jobs
    try:
        with bars.bar(f"job {job.id}") as report:
            while not (job := jobs.wait(job, _LOOK)).state.ended:
                report(Progress(job.stage, job.done, job.total, ""))
    except BaseException:
        jobs.cancel(job)
        raise
    return job


def _show_predictions(texts: Texts, found: Predicted, output: Path | None) -> None:
    from hypotez.entrypoints.learning.tables import predictions_csv
    from hypotez.entrypoints.learning.telling import told_prediction

    if output:
        _write(output / "predictions.csv", (line.encode() for line in predictions_csv(found)))
        return
    for text, said in zip(found.texts, found.predictions, strict=True):
        say(f"{text}\t{told_prediction(texts, said, sure=found.sure(said))}")


def _note_bad(rows: Rows) -> None:
    for bad in rows.bad:
        note(f"line {bad.line}{f' of {bad.file}' if bad.file else ''} {bad.reason}: left out")
    if rows.more_bad:
        note(f"{rows.more_bad} more are left out")


def _write(path: Path, blocks: Iterable[bytes]) -> None:
    from hypotez.domain.whole import disk_errors, whole_file

    with disk_errors():
        path.parent.mkdir(parents=True, exist_ok=True)
    with whole_file(path) as file:
        file.writelines(blocks)
    note(f"written to {path}")
