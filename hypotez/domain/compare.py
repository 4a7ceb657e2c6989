"""Compare two versions on today's holdout: both are scored anew, on texts that neither has learned from."""

from dataclasses import dataclass

from hypotez.domain.holdout import split
from hypotez.domain.open_models import OpenModels
from hypotez.ports.datasets import Datasets
from hypotez.ports.errors import DatasetError
from hypotez.ports.scoring import Classification, Difference, Scoring
from hypotez.ports.versions import Version

__all__ = ["Compare", "Comparison"]


@dataclass(frozen=True, slots=True)
class Comparison:
    """How two versions did on the same texts."""

    new: Classification
    old: Classification
    difference: Difference


class Compare:
    """Scores two versions of one scope."""

    def __init__(self, datasets: Datasets, models: OpenModels, scoring: Scoring) -> None:
        self._datasets, self._models, self._scoring = datasets, models, scoring

    def __call__(self, new: Version, old: Version) -> Comparison:
        """How much better the new is, on the holdout of the new one's dataset as it is now.

        Raises:
            DatasetError: nothing is held out there.
            NotFound: the dataset or a version has been deleted.
            ModelError: a model's files were changed.
        """
        _, held = split([kept.example for kept in self._datasets.examples(new.scope, new.dataset)])
        if not held:
            raise DatasetError(
                "No row is kept for testing yet: versions are compared once there are more rows.", key="compare-no-rows"
            )
        truth = [example.label for example in held]
        texts = [example.text for example in held]
        said_new, said_old = (self._models(version).predict(texts) for version in (new, old))
        return Comparison(
            self._scoring.classification(truth, said_new),
            self._scoring.classification(truth, said_old),
            self._scoring.difference(truth, [said.label for said in said_new], [said.label for said in said_old]),
        )
