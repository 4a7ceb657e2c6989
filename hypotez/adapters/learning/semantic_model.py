"""A linear model of words averaged with one of meanings."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from hypotez.adapters.learning.calibration import probabilities
from hypotez.adapters.learning.linear_model import LinearModel
from hypotez.adapters.learning.logistic import Regression
from hypotez.adapters.learning.mixture import Mixture
from hypotez.adapters.learning.predicting import predictions
from hypotez.adapters.learning.sentences import Sentences
from hypotez.ports.learning import Model, Prediction, Reason

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["SemanticModel"]

_AT_ONCE = 1024
"""Texts whose probabilities are in memory together."""


class SemanticModel(Model):
    """`regression` separates labels by the vectors of `sentences`; `temperature` makes probabilities of its margins."""

    def __init__(
        self, linear: LinearModel, sentences: Sentences, regression: Regression, temperature: float, mixture: Mixture
    ) -> None:
        self.linear = linear
        self.sentences = sentences
        self.regression = regression
        self.temperature = temperature
        self.mixture = mixture

    @property
    def labels(self) -> tuple[str, ...]:
        """All labels, sorted."""
        return self.linear.labels

    def predict(self, texts: Sequence[str]) -> tuple[Prediction, ...]:
        """A prediction for each text."""
        parts = (texts[start : start + _AT_ONCE] for start in range(0, len(texts), _AT_ONCE))
        return tuple(each for part in parts for each in predictions(self._shares(part), self.labels))

    def explain(self, text: str, label: str | None = None, *, most: int = 5) -> tuple[Reason, ...]:
        """The words that speak loudest in the linear model; what the other one hears is not in single words."""
        return self.linear.explain(text, self.predict([text])[0].label if label is None else label, most=most)

    def save(self, folder: Path) -> None:
        """Write it; see `semantic_files`."""
        from hypotez.adapters.learning.semantic_files import save

        save(self, folder)

    def _shares(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        meant = probabilities(self.regression.margins(self.sentences.vectors(texts)), self.temperature)
        return self.mixture.shares(meant, self.linear.shares(texts))
