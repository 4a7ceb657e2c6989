"""Testing a model in Discord: a report with its picture and its table, or what the model says to each text."""

from collections.abc import Iterable, Sequence
from typing import Final

from hypotez.domain.evaluate import Evaluation, Predicted
from hypotez.entrypoints.discord.handing import pieces
from hypotez.entrypoints.discord.messages import LIMIT, Enclosed, Reply, parts, plain
from hypotez.entrypoints.learning import Learning
from hypotez.entrypoints.learning.tables import errors_csv, predictions_csv
from hypotez.entrypoints.learning.telling import told_evaluation, told_prediction
from hypotez.entrypoints.texts import Texts
from hypotez.ports.datasets import Rows
from hypotez.ports.progress import Report
from hypotez.ports.scoring import Charts, Interval

__all__ = ["curve_of", "outcome_of"]

LINES: Final = 10
"""Predictions that are told as lines; more come as a table."""


def outcome_of(
    learning: Learning, texts: Texts, scope: str, rows: Rows, *, version: str | None, most: int
) -> list[Reply]:
    """What a version makes of `rows`; of none, how good it is on the holdout. Blocks.

    Files have at most `most` bytes each.
    """
    if rows.texts and not rows.examples:
        return _predictions(texts, learning.predict(rows.texts, scope, version=version), most)
    found = learning.evaluate(rows.examples, scope, version=version)
    return _report(texts, found, learning.charts, most)


def curve_of(learning: Learning, texts: Texts, scope: str, report: Report) -> Reply:
    """What more data would bring. Blocks."""
    points = learning.curve(scope, report=report)
    picture = Enclosed.data("curve.png", learning.charts.learning_curve(points))
    return Reply("\n".join(_point(texts, number, score) for number, score in points), picture)


def _report(texts: Texts, found: Evaluation, charts: Charts, most: int) -> list[Reply]:
    truth, said = [one.label for one in found.examples], [one.label for one in found.predictions]
    files = [Enclosed.data("confusion.png", charts.confusion(truth, said))]
    tables = _table("errors", errors_csv(found), most) if found.errors else []
    told = parts(plain("\n".join(told_evaluation(texts, found))))
    first = Reply(told[-1], files[0], more=tuple(tables[:1]))
    return [*map(Reply, told[:-1]), first, *(Reply("", table) for table in tables[1:])]


def _predictions(texts: Texts, found: Predicted, most: int) -> list[Reply]:
    pairs = list(zip(found.texts, found.predictions, strict=True))
    lines = plain(
        "\n".join(f"{text}: {told_prediction(texts, said, sure=found.sure(said))}" for text, said in pairs[:LINES])
    )
    if len(pairs) <= LINES and len(lines) <= LIMIT:
        return [Reply(part) for part in parts(lines)]
    tables = _table("predictions", predictions_csv(found), most)
    sure = sum(map(found.sure, found.predictions))
    told = texts("test-predictions", id=found.version.id, count=len(pairs), sure=sure)
    return [Reply(told, tables[0]), *(Reply("", table) for table in tables[1:])]


def _table(name: str, lines: Iterable[str], most: int) -> Sequence[Enclosed]:
    cut = pieces(lines, most)
    return [
        Enclosed.data(f"{name}.csv" if number == 1 else f"{name}-{number}.csv", data)
        for number, data in enumerate(cut, 1)
    ]


def _point(texts: Texts, number: int, score: Interval) -> str:
    value, low, high = (round(100 * share, 1) for share in (score.value, score.low, score.high))
    return texts("test-curve", rows=texts("learning-rows", count=number), accuracy=value, low=low, high=high)
