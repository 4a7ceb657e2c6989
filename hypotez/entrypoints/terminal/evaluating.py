"""`hypotez evaluate`: see how good a model is."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hypotez.entrypoints.terminal.session import session
from hypotez.entrypoints.terminal.show import Bars, ListFormat, note, say

if TYPE_CHECKING:
    from hypotez.domain.evaluate import Evaluation, Predicted
    from hypotez.entrypoints.app import App
    from hypotez.entrypoints.texts import Texts

__all__ = ["evaluate"]


def evaluate(
    ctx: typer.Context,
    *,
    file: Annotated[
        str | None, typer.Argument(metavar="FILE", help="Texts, with labels or without; else the holdout. - reads it.")
    ] = None,
    dataset: Annotated[str | None, typer.Option(help="The dataset; else the selected one.")] = None,
    version: Annotated[str | None, typer.Option(metavar="ID", help="A version; else the one that answers.")] = None,
    curve: Annotated[
        bool, typer.Option("--curve", help="Also train on less and less data, to see what more brings.")
    ] = False,
    output: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write the pictures and tables into this folder.")
    ] = None,
    format: Annotated[ListFormat, typer.Option(help="Sentences, or JSON with all that is known.")] = ListFormat.TEXT,
) -> None:
    """Test a model: a report on labelled texts, predictions for others."""
    from hypotez.entrypoints.learning.telling import told_bad
    from hypotez.entrypoints.terminal.data import read_data
    from hypotez.entrypoints.texts import Texts

    with session(ctx).open() as app, Bars() as bars:
        texts, learning = Texts.for_language(app.config.language), app.learning
        rows = None
        if file is not None:
            rows = learning.data.read(*read_data(file, learning.data.most_bytes))
            if rows.bad:
                note(told_bad(texts, rows))
        if rows and rows.texts:
            _predictions(texts, learning.predict(rows.texts, dataset=dataset, version=version), format, output)
        else:
            found = learning.evaluate(rows.examples if rows else (), dataset=dataset, version=version)
            _report(app, texts, found, format, output)
        if curve:
            _curve(app, dataset, format, output, bars)


def _predictions(texts: Texts, found: Predicted, format: ListFormat, output: Path | None) -> None:
    from hypotez.entrypoints.learning.tables import predictions_csv
    from hypotez.entrypoints.learning.telling import told_prediction

    if output:
        _write(output / "predictions.csv", map(str.encode, predictions_csv(found)))
        return
    for text, said in zip(found.texts, found.predictions, strict=True):
        sure = found.sure(said)
        if format is ListFormat.JSON:
            _say_json({"text": text, "label": said.label, "confidence": round(said.confidence, 4), "sure": sure})
        else:
            say(f"{text}\t{told_prediction(texts, said, sure=sure)}")


def _report(app: App, texts: Texts, found: Evaluation, format: ListFormat, output: Path | None) -> None:
    from hypotez.entrypoints.learning.report import report
    from hypotez.entrypoints.learning.tables import coverage_csv, errors_csv, labels_csv
    from hypotez.entrypoints.learning.telling import told_evaluation

    if format is ListFormat.JSON:
        _say_json(report(found))
    else:
        for line in told_evaluation(texts, found):
            say(line)
    if output:
        truth = [example.label for example in found.examples]
        said = [one.label for one in found.predictions]
        _write(output / "confusion.png", [app.learning.charts.confusion(truth, said)])
        for name, table in (("labels", labels_csv), ("coverage", coverage_csv), ("errors", errors_csv)):
            _write(output / f"{name}.csv", map(str.encode, table(found)))


def _curve(app: App, dataset: str | None, format: ListFormat, output: Path | None, bars: Bars) -> None:
    with bars.bar("learning curve") as moved:
        points = app.learning.curve(dataset=dataset, report=moved)
    for number, score in points:
        if format is ListFormat.JSON:
            _say_json({"rows": number, "accuracy": score.value, "low": score.low, "high": score.high})
        else:
            say(f"{number} rows: {score.value:.1%} ({score.low:.1%} to {score.high:.1%})")
    if output:
        _write(output / "curve.png", [app.learning.charts.learning_curve(points)])


def _say_json(found: object) -> None:
    say(json.dumps(found, ensure_ascii=False))


def _write(path: Path, blocks: Iterable[bytes]) -> None:
    from hypotez.domain.whole import disk_errors, whole_file

    with disk_errors():
        path.parent.mkdir(parents=True, exist_ok=True)
    with whole_file(path) as file:
        file.writelines(blocks)
    note(f"written to {path}")
