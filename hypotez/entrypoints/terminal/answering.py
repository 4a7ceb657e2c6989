"""`hypotez answer` and `hypotez review`: what a model says, and what it doubts."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from hypotez.entrypoints.terminal.session import session
from hypotez.entrypoints.terminal.show import ListFormat, note, say

__all__ = ["answer", "review"]

Dataset = Annotated[str | None, typer.Option(help="The dataset; else the selected one.")]
Shown = Annotated[ListFormat, typer.Option(help="Sentences, or JSON with all that is known.")]


def answer(
    ctx: typer.Context,
    *,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What somebody says; - reads it.")],
    dataset: Dataset = None,
    why: Annotated[bool, typer.Option("--why", help="Also say which words spoke for it.")] = False,
    format: Shown = ListFormat.TEXT,
) -> None:
    """Say what the model answers to a text. The exit code is 1 where it is not sure."""
    from hypotez.entrypoints.learning.telling import told_prediction
    from hypotez.entrypoints.terminal.inputs import read_text
    from hypotez.entrypoints.texts import Texts

    with session(ctx).open() as app:
        texts, learning = Texts.for_language(app.config.language), app.learning
        text = read_text().strip() if text == "-" else text
        found = learning.answer(text, dataset=dataset)
        reasons = [one for one in learning.why(text, dataset=dataset) if one.weight > 0] if why else []
        if format is ListFormat.JSON:
            fields = {"text": found.text, "sure": found.sure, "label": found.prediction.label}
            fields |= {"confidence": round(found.prediction.confidence, 4), "version": found.version.id}
            words = {"why": {one.words: round(one.weight, 4) for one in reasons}} if why else {}
            say(json.dumps(fields | words, ensure_ascii=False))
        else:
            say(found.text if found.sure else texts("answer-unsure"))
            note(told_prediction(texts, found.prediction, sure=found.sure))
            if reasons:
                note(texts("answer-why", words=", ".join(one.words for one in reasons)))
            elif why:
                note(texts("answer-why-nothing"))
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
    format: Shown = ListFormat.TEXT,
) -> None:
    """Show the rows whose label the model doubts most, or settle one of them and show the others."""
    if sum(one is not None for one in (keep, change, drop)) > 1 or (change is None) != (label is None):
        raise typer.BadParameter("give one of --keep ID, --change ID --label LABEL, and --drop ID")
    from hypotez.entrypoints.learning.telling import told_doubt
    from hypotez.entrypoints.texts import Texts
    from hypotez.ports.storage import Origin

    with session(ctx).open() as app:
        texts, learning, here = Texts.for_language(app.config.language), app.learning, Origin()
        name = dataset or learning.data.selected()
        if keep is not None:
            learning.review.keep(here.scope, name, keep, here)
            note(texts("review-kept-row"))
        elif change is not None and label is not None:
            learning.review.change(here.scope, name, change, label, here)
            note(texts("review-changed", label=label.strip()))
        elif drop is not None:
            learning.review.drop(here.scope, name, drop, here)
            note(texts("review-dropped"))
        doubts = learning.review(here.scope, name, most=most)
        for doubt in doubts:
            if format is ListFormat.JSON:
                row = {"id": doubt.kept.id, "text": doubt.kept.example.text, "label": doubt.kept.example.label}
                say(json.dumps(row | {"other": doubt.label, "given": round(doubt.given, 4)}, ensure_ascii=False))
            else:
                say(told_doubt(texts, doubt))
        if not doubts:
            note(texts("review-none"))
