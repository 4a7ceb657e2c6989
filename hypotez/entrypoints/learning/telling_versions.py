"""Versions, as sentences in somebody's language."""

from collections.abc import Iterator

from hypotez.domain.compare import Comparison
from hypotez.domain.problems import UNTESTED
from hypotez.entrypoints.learning.figures import moment, percent, points, rows
from hypotez.entrypoints.texts import Texts
from hypotez.ports.versions import Version

__all__ = ["told_comparison", "told_selected", "told_version"]


def told_selected(texts: Texts, dataset: str, current: Version | None, *, answering: bool = True) -> Iterator[str]:
    """Yield the lines on a dataset that was selected, and on its `current` version, where that is `answering`."""
    yield texts("dataset-selected", name=dataset)
    if current is None:
        yield texts("dataset-untrained")
    elif answering:
        yield texts("dataset-answers", id=current.id)


def told_version(texts: Texts, version: Version, *, current: bool, answers: bool) -> str:
    """A version in a line: whether it is the `current` one of its dataset, and whether that one `answers`."""
    key = "version-line-answers" if answers else "version-line-current"
    score = texts("version-untested")
    if version.scores.get("rows", 0) >= UNTESTED:
        score = texts("version-score", accuracy=percent(version.scores["accuracy"]))
    return texts(
        key if current else "version-line",
        id=version.id,
        at=moment(version.at),
        learner=version.learner,
        dataset=version.dataset,
        rows=rows(texts, version.rows),
        score=score,
    )


def told_comparison(texts: Texts, new: Version, old: Version, found: Comparison) -> Iterator[str]:
    """Yield the lines on how two versions do on the same texts."""
    for version, scores in ((new, found.new), (old, found.old)):
        accuracy = scores.accuracy
        yield texts(
            "compare-version",
            id=version.id,
            accuracy=percent(accuracy.value),
            low=percent(accuracy.low),
            high=percent(accuracy.high),
            rows=rows(texts, scores.rows),
        )
    difference = found.difference
    p = texts.number(f"{difference.p:.3f}")
    yield texts("test-difference", id=old.id, p=p, **points(texts, difference.accuracy))
