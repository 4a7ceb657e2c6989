"""A model card: what a version is, what it learned from, and how far to trust it, as Markdown.

After Mitchell et al. 2019, "Model Cards for Model Reporting".
"""

from collections.abc import Iterator
from typing import Final

from hypotez.domain.problems import UNTESTED
from hypotez.entrypoints.texts import Texts
from hypotez.ports.versions import Version

__all__ = ["card"]

_SCORES: Final = frozenset({"accuracy", "calibration_error", "coverage", "macro_f1", "precision", "rows"})


def card(texts: Texts, version: Version) -> Iterator[str]:
    """Yield the card's lines."""
    yield f"# {texts('card-title', id=version.id)}"
    yield ""
    yield texts("card-use", dataset=version.dataset, count=len(version.labels))
    yield ""
    for name, value in _facts(texts, version):
        yield f"- {name}: {value}"
    yield ""
    yield f"## {texts('card-scores')}"
    yield ""
    held = int(version.scores.get("rows", 0))
    if held < UNTESTED:
        yield texts("card-untested", held=held, needed=UNTESTED)
        yield ""
    if held:
        yield from _scores(texts, version)
        yield ""
    yield f"## {texts('card-labels')}"
    yield ""
    for label in version.labels:
        answer = version.answers.get(label)
        yield f"- {label}: {' '.join(answer.split())}" if answer else f"- {label}"
    yield ""
    yield texts("card-limits")


def _scores(texts: Texts, version: Version) -> Iterator[str]:
    for name, score in sorted(version.scores.items()):
        if name == "precision" and not version.scores.get("coverage"):
            continue  # of answers that there are none of
        told = texts(f"score-{name.replace('_', '-')}") if name in _SCORES else name.replace("_", " ")
        yield f"- {told}: {f'{score:g}' if name == 'rows' else texts.number(f'{score:.3f}')}"


def _facts(texts: Texts, version: Version) -> Iterator[tuple[str, str]]:
    yield texts("card-made"), version.at.isoformat(timespec="seconds")
    yield texts("card-data"), f"{version.dataset}, {version.rows}, sha256 {version.dataset_sha256}"
    settings = ", ".join(f"`{name} = {value}`" for name, value in sorted(version.settings.items()))
    yield texts("card-learner"), f"{version.learner} ({settings})" if settings else version.learner
    yield texts("card-seed"), str(version.seed)
    yield texts("card-threshold"), texts.number(f"{version.threshold:.3f}")
    yield texts("card-parent"), version.parent or "-"
