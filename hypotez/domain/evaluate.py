"""Evaluate: how good a version is, on labelled texts that somebody sends or on the holdout."""

from collections.abc import Sequence
from dataclasses import dataclass

from hypotez.domain.current import current_version
from hypotez.domain.holdout import split
from hypotez.domain.open_models import OpenModels
from hypotez.ports.datasets import Datasets, dataset_name
from hypotez.ports.errors import DatasetError, EngineUnavailable, ModelError, NotFound
from hypotez.ports.learning import Example, Prediction
from hypotez.ports.scoring import Classification, Difference, Scoring
from hypotez.ports.versions import Version, Versions

__all__ = ["Evaluate", "Evaluation", "Predicted"]


@dataclass(frozen=True, slots=True)
class Predicted:
    """What a version says to each of some `texts`, in their order."""

    version: Version
    texts: tuple[str, ...]
    predictions: tuple[Prediction, ...]

    def sure(self, prediction: Prediction) -> bool:
        """Whether it would be said."""
        return prediction.confidence >= self.version.threshold


@dataclass(frozen=True, slots=True)
class Evaluation:
    """How good a version is on some `examples`; `predictions` in their order.

    `coverage`: the share of them that it would answer, `precision`: how many of these answers are right. `previous`:
    the version before it, if there is one, and the `difference` to that one on the same examples.
    """

    version: Version
    examples: tuple[Example, ...]
    predictions: tuple[Prediction, ...]
    scores: Classification
    coverage: float
    precision: float
    previous: Version | None = None
    difference: Difference | None = None

    @property
    def errors(self) -> tuple[tuple[Example, Prediction], ...]:
        """What it got wrong, the surest first."""
        pairs = zip(self.examples, self.predictions, strict=True)
        wrong = [(example, said) for example, said in pairs if said.label != example.label]
        return tuple(sorted(wrong, key=lambda pair: -pair[1].confidence))


class Evaluate:
    """Asks a version about texts, and scores what it says."""

    def __init__(self, datasets: Datasets, versions: Versions, models: OpenModels, scoring: Scoring) -> None:
        self._datasets, self._versions, self._models, self._scoring = datasets, versions, models, scoring

    def predict(self, texts: Sequence[str], scope: str, dataset: str, *, version: str | None = None) -> Predicted:
        """What a version, by its id, or the current one says to texts.

        Raises:
            NotFound: nothing was trained on this dataset yet, or there is no such version.
            ModelError: its files were changed.
            EngineUnavailable: what its learner needs is not here.
        """
        found = self.version(scope, dataset, version)
        return Predicted(found, tuple(texts), self._models(found).predict(texts))

    def __call__(
        self, examples: Sequence[Example], scope: str, dataset: str, *, version: str | None = None
    ) -> Evaluation:
        """How good a version, by its id, or the current one is on `examples`; without any, on today's holdout.

        Raises:
            DatasetError: none was given, and none is held out.
            NotFound, ModelError, EngineUnavailable: as for predictions.
        """
        found = self.version(scope, dataset, version)
        examples = tuple(examples) or self._held_out(scope, dataset)
        texts, truth = [one.text for one in examples], [one.label for one in examples]
        said = self._models(found).predict(texts)
        answered = [
            one.label == label for one, label in zip(said, truth, strict=True) if one.confidence >= found.threshold
        ]
        previous, before = self._before(found, texts)
        difference = None
        if previous:
            difference = self._scoring.difference(truth, [one.label for one in said], [one.label for one in before])
        return Evaluation(
            found,
            examples,
            said,
            self._scoring.classification(truth, said),
            len(answered) / len(examples),
            sum(answered) / len(answered) if answered else 1.0,
            previous,
            difference,
        )

    def version(self, scope: str, dataset: str, id: str | None = None) -> Version:
        """The version with that id, or the current one.

        Raises:
            NotFound: there is none.
        """
        if id is not None:
            return self._versions.get(scope, id)
        return current_version(self._versions, scope, dataset)

    def _held_out(self, scope: str, dataset: str) -> tuple[Example, ...]:
        _, held = split([one.example for one in self._datasets.examples(scope, dataset_name(dataset))])
        if not held:
            raise DatasetError("No row is kept for testing yet: send labelled texts to test with.", key="test-no-rows")
        return held

    def _before(self, version: Version, texts: Sequence[str]) -> tuple[Version | None, tuple[Prediction, ...]]:
        """The version that it followed, if that is still there and can be opened, and what it says."""
        if version.parent is None:
            return None, ()
        try:
            previous = self._versions.get(version.scope, version.parent)
            return previous, self._models(previous).predict(texts)
        except (NotFound, ModelError, EngineUnavailable):
            return None, ()
