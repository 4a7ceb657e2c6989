"""What came of learning, as sentences in somebody's language: for chats, the terminal and Discord alike."""

from collections.abc import Iterator, Sequence
from typing import Final

from hypotez.domain.add_examples import Added, RowsRefused
from hypotez.domain.evaluate import Evaluation
from hypotez.domain.holdout import held_out
from hypotez.domain.list_datasets import Described
from hypotez.domain.problems import UNTESTED, Kind, Problem
from hypotez.domain.review import Doubtful
from hypotez.entrypoints.faults import told_fault
from hypotez.entrypoints.learning.figures import moment, percent, points, rows
from hypotez.entrypoints.texts import Texts
from hypotez.ports.bad_rows import BadRow
from hypotez.ports.datasets import Change, KeptExample, Rows
from hypotez.ports.errors import HypotezError
from hypotez.ports.jobs import Job, JobState
from hypotez.ports.learning import Prediction
from hypotez.ports.versions import Version

__all__ = [
    "told_added",
    "told_bad",
    "told_change",
    "told_corrected",
    "told_dataset",
    "told_doubt",
    "told_ended",
    "told_evaluation",
    "told_job",
    "told_prediction",
    "told_problem",
    "told_progress",
    "told_refused",
]

_FEW: Final = 10
_BAD_ROWS: Final = 5
_STAGES: Final = frozenset({"calibrating", "curve", "embedding", "keep", "learning", "reading", "score", "waiting"})
"""Of jobs; a learner from elsewhere may have others, which are told as it calls them."""
_SCRIPTS: Final = frozenset({"arabic", "armenian", "cjk", "cyrillic", "georgian", "greek", "hangul", "hebrew", "latin"})
"""That have a name in every language; others are told as Unicode calls them."""


def told_dataset(texts: Texts, described: Described, *, selected: bool) -> Iterator[str]:
    """Yield the lines on a dataset, the most important one first."""
    found = described.statistics
    counts = [texts("dataset-count", name=label, rows=count) for label, count in found.labels.items()]
    key = "dataset-line-selected" if selected else "dataset-line"
    yield texts(key, name=described.name, rows=rows(texts, found.rows), labels=len(counts))
    shown, balance = ", ".join(counts[:_FEW]), round(found.balance * 100)
    if len(counts) > _FEW:
        yield texts("dataset-balance-more", labels=shown, more=len(counts) - _FEW, balance=balance)
    elif counts:
        yield texts("dataset-balance", labels=shown, balance=balance)
    if found.duplicates or found.conflicts:
        yield texts("dataset-flaws", duplicates=found.duplicates, conflicts=len(found.conflicts))
    if found.scripts:
        scripts = (
            texts("dataset-count", name=_script(texts, name), rows=count) for name, count in found.scripts.items()
        )
        yield texts("dataset-scripts", scripts=", ".join(scripts))


def _script(texts: Texts, name: str) -> str:
    return texts(f"script-{name.lower()}") if name.lower() in _SCRIPTS else name


def told_added(texts: Texts, dataset: str, added: Added) -> Iterator[str]:
    """Yield the lines on rows that were added."""
    yield texts("dataset-added", new=added.new, name=dataset, rows=rows(texts, added.change.rows))
    if added.bad:
        yield texts("dataset-left-out", count=len(added.bad) + added.more_bad, first=_first(texts, added.bad))


def told_bad(texts: Texts, found: Rows) -> str:
    """Which rows are left out."""
    return texts("dataset-left-out", count=len(found.bad) + found.more_bad, first=_first(texts, found.bad))


def told_refused(texts: Texts, refused: RowsRefused) -> str:
    """Which rows cannot be used, so that nothing was changed."""
    found = refused.rows
    return texts("dataset-refused", count=len(found.bad) + found.more_bad, first=_first(texts, found.bad))


def told_change(texts: Texts, change: Change) -> str:
    """One step in a dataset's history."""
    return texts(
        "dataset-change",
        number=change.number,
        at=moment(change.at),
        added=change.added,
        removed=change.removed,
        rows=rows(texts, change.rows),
    )


def _first(texts: Texts, bad: Sequence[BadRow]) -> str:
    return "; ".join(_bad(texts, row) for row in bad[:_BAD_ROWS])


def _bad(texts: Texts, row: BadRow) -> str:
    reason = texts(f"row-{row.fault}", count=row.count)
    if row.file:
        return texts("dataset-row-of", line=row.line, file=row.file, reason=reason)
    return texts("dataset-row", line=row.line, reason=reason)


def told_problem(texts: Texts, problem: Problem) -> str:
    """What is wrong with a dataset."""
    about = ", ".join(texts("quoted", name=name) for name in problem.about)
    if problem.kind is not Kind.UNEVEN and problem.count > len(problem.about):  # there it is no number of labels
        about = texts("problem-named-more", named=about, more=problem.count - len(problem.about))
    return texts(f"problem-{problem.kind}", about=about, count=problem.count)


def told_progress(texts: Texts, job: Job, ahead: int = 0) -> str:
    """How far a job is."""
    if job.state is JobState.QUEUED and ahead:
        return texts("train-waits", id=job.id, ahead=ahead)
    if not job.stage:
        return texts("train-begun", id=job.id)
    stage = texts(f"stage-{job.stage}") if job.stage in _STAGES else job.stage
    if not job.total:
        return texts("train-stage", id=job.id, stage=stage)
    percent = min(100, int(100 * job.done / job.total))
    if job.seconds_left is None:
        return texts("train-stage-percent", id=job.id, stage=stage, percent=percent)
    return texts("train-stage-left", id=job.id, stage=stage, percent=percent, left=round(job.seconds_left))


def told_job(texts: Texts, job: Job) -> str:
    """A job in a line."""
    state, dataset = texts(f"job-{job.state}"), str(job.asked.get("dataset", ""))
    return texts("job-line", id=job.id, at=moment(job.at), dataset=dataset, state=state)


def told_ended(
    texts: Texts,
    job: Job,
    version: Version | None,
    current: bool,
    tested: Evaluation | None,
    *,
    answering: bool = True,
) -> Iterator[str]:
    """Yield the lines on a training that has ended: its `version`, whether that one is `current`, and how good it is.

    `answering`: the current version of its dataset is the one that answers there.
    """
    answers = current and answering
    if job.state is JobState.FAILED:
        failed = HypotezError(job.error, **job.fault)
        yield texts("train-failed", id=job.id, error=told_fault(texts, failed) or job.error)
    elif version is None:
        yield texts("train-interrupted" if job.state is JobState.INTERRUPTED else "train-cancelled", id=job.id)
    elif version.scores.get("rows", 0) < UNTESTED:
        key = "train-untested" if answers else "train-ready-untested"
        yield texts(key, id=version.id, held=int(version.scores.get("rows", 0)))
    else:
        scores = version.scores
        key = "train-promoted" if answers else "train-ready" if current else "train-worse"
        yield texts(key, id=version.id, accuracy=percent(scores["accuracy"]), held=int(scores["rows"]))
        answered = {name: percent(scores[name]) for name in ("coverage", "precision")}
        yield texts("train-coverage", **answered) if scores["coverage"] else texts("train-silent")
        if tested and tested.previous and tested.difference:
            change = tested.difference.accuracy
            before = percent(tested.scores.accuracy.value - change.value)
            yield texts("train-before", accuracy=before, **points(texts, change))


def told_evaluation(texts: Texts, found: Evaluation) -> Iterator[str]:
    """Yield the lines on how good a version is."""
    scores = found.scores
    yield texts(
        "test-report",
        id=found.version.id,
        rows=rows(texts, scores.rows),
        accuracy=percent(scores.accuracy.value),
        low=percent(scores.accuracy.low),
        high=percent(scores.accuracy.high),
        fscore=percent(scores.macro_f1),
        ece=percent(scores.calibration_error),
    )
    sure = {"coverage": percent(found.coverage), "precision": percent(found.precision)}
    yield texts("test-sure", **sure) if found.coverage else texts("test-silent")
    if found.previous and found.difference:
        p = texts.number(f"{found.difference.p:.3f}")
        yield texts("test-difference", id=found.previous.id, p=p, **points(texts, found.difference.accuracy))
    if not scores.confused:
        yield texts("test-perfect")
    else:
        pairs = [
            texts("test-confused-pair", label=label, predicted=predicted, times=times)
            for label, predicted, times in scores.confused[:5]
        ]
        yield texts("test-confused", pairs=", ".join(pairs))


def told_prediction(texts: Texts, said: Prediction, *, sure: bool) -> str:
    """What a text is taken to be."""
    key = "test-prediction" if sure else "test-prediction-unsure"
    return texts(key, label=said.label, confidence=percent(said.confidence))


def told_corrected(texts: Texts, kept: KeptExample) -> str:
    """What becomes of a correction."""
    key = "answer-corrected-held" if held_out(kept.example.text) else "answer-corrected"
    return texts(key, label=kept.example.label)


def told_doubt(texts: Texts, doubtful: Doubtful) -> str:
    """A row that is doubted."""
    kept = doubtful.kept
    return texts(
        "review-row",
        id=kept.id,
        text=kept.example.text,
        label=kept.example.label,
        other=doubtful.label,
        given=percent(doubtful.given),
    )
