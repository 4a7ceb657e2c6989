"""Train: a dataset in, a new version of its model out, and the better one of old and new answers from then on."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from hypotez.domain.compare import Compare, Comparison
from hypotez.domain.holdout import held_out, split
from hypotez.domain.open_models import OpenModels
from hypotez.domain.problems import UNTESTED, Problem, problems
from hypotez.domain.seed import check_seed
from hypotez.domain.threshold import check_threshold, threshold_for
from hypotez.ports.datasets import Datasets, KeptExample, Source
from hypotez.ports.errors import DatasetError, EngineUnavailable, ModelError, NotFound
from hypotez.ports.learning import Fitted, Learner, Prediction
from hypotez.ports.progress import Progress, Report, ignore
from hypotez.ports.scoring import Scoring
from hypotez.ports.storage import new_id, utc_now
from hypotez.ports.versions import Doubt, Version, Versions

__all__ = ["Train", "Trained", "Verdict"]

_log = logging.getLogger(__name__)

_DOUBTS = 500
"""That are kept of a version."""


class Verdict(StrEnum):
    """What became of a new version."""

    PROMOTED = "promoted"
    """It answers from now on."""
    UNTESTED = "untested"
    """It answers from now on, and nobody knows how well: too few rows are held out."""
    WORSE = "worse"
    """It is kept, and the old one goes on answering."""


@dataclass(frozen=True, slots=True)
class Trained:
    """A new version. `problems`: what is wrong with its data. `comparison` with the version that was current."""

    version: Version
    verdict: Verdict
    problems: tuple[Problem, ...] = ()
    comparison: Comparison | None = None


class Train:
    """Learns from a dataset. `learner` finds one by its name in the config, `kind` says what it is elsewhere."""

    def __init__(
        self,
        datasets: Datasets,
        versions: Versions,
        scoring: Scoring,
        learner: Callable[[str], Learner],
        models: OpenModels,
        *,
        now: Callable[[], datetime] = utc_now,
        kind: Callable[[str], str] = str,
    ) -> None:
        self._datasets, self._versions, self._scoring = datasets, versions, scoring
        self._learner, self._models, self._now, self._kind = learner, models, now, kind

    def __call__(
        self,
        scope: str,
        dataset: str,
        learner: str,
        *,
        seed: int = 0,
        threshold: float | None = None,
        report: Report = ignore,
    ) -> Trained:
        """Train on all rows but the holdout; `threshold` None finds the one that `threshold_for` says.

        The new version is promoted unless it is worse on the holdout (McNemar, p < .05); where fewer than 30 rows are
        held out it is promoted, and untested, and also where the one before cannot be opened. Nothing is left of a
        training that was stopped.

        Raises:
            NotFound: no such dataset.
            DatasetError: nothing can be learned from it, or what was learned is to be forgotten; a sentence says why.
            OptionError: a threshold or a seed that is none, or no such learner.
            EngineError: the learner failed.
            Cancelled: by `report`.
        """
        check_threshold(threshold)
        check_seed(seed)
        change = self._datasets.history(scope, dataset)[-1]
        kept = self._datasets.examples(scope, dataset, change.number)
        found = problems([one.example for one in kept])
        for problem in found:
            if problem.fatal:
                raise problem.refusal()
        learned, held = split([one.example for one in kept])
        fitted = self._learner(learner).fit(learned, seed=seed, report=report)
        report(Progress("score"))
        said = fitted.model.predict([example.text for example in held]) if held else ()
        truth = [example.label for example in held]
        if threshold is None:
            outcomes = zip(fitted.out_of_fold, learned, strict=True)
            threshold = threshold_for([(out.confidence, out.label == example.label) for out, example in outcomes])
        parent = self._versions.current(scope, dataset)
        at = self._now()
        version = Version(
            new_id(at), at, scope, dataset, change.number, change.sha256, learner,
            fitted.model.labels, len(learned), seed, threshold, dict(fitted.settings),
            self._scores(truth, said, threshold), _answers(kept), _doubts(kept, fitted, said),
            parent.id if parent else None, self._kind(learner),
        )  # fmt: skip
        report(Progress("keep"))
        self._versions.keep(version, fitted.model)
        if not self._may_know(version):
            self._versions.delete(version)
            raise DatasetError(
                "The dataset was deleted meanwhile, or rows of it were forgotten: train again.", key="dataset-gone"
            )
        verdict, comparison = self._judge(version, parent, len(held))
        if verdict is not Verdict.WORSE:
            self._versions.promote(version)
        _log.info(
            "trained",
            extra={
                "id": version.id,
                "scope": scope,
                "learner": learner,
                "rows": version.rows,
                "verdict": verdict.value,
            },
        )
        return Trained(version, verdict, found, comparison)

    def _may_know(self, version: Version) -> bool:
        """Whether nothing of what it has learned was forgotten meanwhile; asked once whoever forgets can see it."""
        try:
            history = self._datasets.history(version.scope, version.dataset)
        except NotFound:
            return False
        read = (version.change, version.dataset_sha256)  # another hash: another dataset has the name by now
        return any((change.number, change.sha256) == read for change in history)

    def _scores(self, truth: Sequence[str], said: Sequence[Prediction], threshold: float) -> dict[str, float]:
        if not truth:
            return {}
        scores = self._scoring.classification(truth, said)
        answered = [one.label == label for one, label in zip(said, truth, strict=True) if one.confidence >= threshold]
        return {
            "rows": float(scores.rows),
            "accuracy": scores.accuracy.value,
            "macro_f1": scores.macro_f1,
            "calibration_error": scores.calibration_error,
            "coverage": len(answered) / len(truth),
            "precision": sum(answered) / len(answered) if answered else 1.0,
        }

    def _judge(self, version: Version, parent: Version | None, held: int) -> tuple[Verdict, Comparison | None]:
        if held < UNTESTED:
            return Verdict.UNTESTED, None
        if parent is None:
            return Verdict.PROMOTED, None
        self._models(version)
        try:
            comparison = Compare(self._datasets, self._models, self._scoring)(version, parent)
        except (NotFound, ModelError, EngineUnavailable) as error:  # the old one answers nobody: any is better
            _log.warning("the version before cannot be opened: %s", error, extra={"id": parent.id})
            return Verdict.PROMOTED, None
        return Verdict.WORSE if comparison.difference.worse else Verdict.PROMOTED, comparison


def _answers(kept: Sequence[KeptExample]) -> dict[str, str]:
    """What to say to each label: the latest answer that a row of it has."""
    return {one.example.label: one.example.answer for one in kept if one.example.answer}


def _doubts(kept: Sequence[KeptExample], fitted: Fitted, said: Sequence[Prediction]) -> tuple[Doubt, ...]:
    """The rows that a model which had not seen them contradicts most, but those that somebody has looked at."""
    learned, held = iter(fitted.out_of_fold), iter(said)
    doubts = []
    for one in kept:
        label = one.example.label
        if held_out(one.example.text):
            prediction = next(held)
            doubt = Doubt(one.id, prediction.label, _confidence_in(label, prediction))
        else:
            out = next(learned)
            doubt = Doubt(one.id, out.label, out.given)
        if doubt.label != label and one.source is not Source.REVIEWED:
            doubts.append(doubt)
    return tuple(sorted(doubts, key=lambda doubt: doubt.given)[:_DOUBTS])


def _confidence_in(label: str, prediction: Prediction) -> float:
    return dict(((prediction.label, prediction.confidence), *prediction.runners_up)).get(label, 0.0)
