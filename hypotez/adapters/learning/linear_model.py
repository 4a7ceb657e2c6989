"""A linear model of texts: what it says of them, and which words made it say so."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from hypotez.adapters.learning.calibration import probabilities
from hypotez.adapters.learning.explaining import reasons
from hypotez.adapters.learning.features import Features
from hypotez.adapters.learning.linear import Separation
from hypotez.adapters.learning.predicting import predictions
from hypotez.ports.learning import Model, Prediction, Reason

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["LinearModel"]

_AT_ONCE = 4096
"""Texts whose margins are in memory together."""


class LinearModel(Model):
    """Separates labels by the features of a text; `temperature` makes probabilities of margins."""

    def __init__(self, labels: Sequence[str], features: Features, separation: Separation, temperature: float) -> None:
        self._labels = tuple(labels)
        self.features = features
        self.separation = separation
        self.temperature = temperature

    @property
    def labels(self) -> tuple[str, ...]:
        """All labels, sorted."""
        return self._labels

    def predict(self, texts: Sequence[str]) -> tuple[Prediction, ...]:
        """A prediction for each text."""
        parts = (texts[start : start + _AT_ONCE] for start in range(0, len(texts), _AT_ONCE))
        return tuple(each for part in parts for each in predictions(self.shares(part), self.labels))

    def shares(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        """How probable each label is: texts x labels."""
        return probabilities(self.separation.margins(self.features.matrix(texts)), self.temperature)

    def explain(self, text: str, label: str | None = None, *, most: int = 5) -> tuple[Reason, ...]:
        """The words that speak loudest; see `reasons`."""
        label = self.predict([text])[0].label if label is None else label
        if label not in self.labels:
            return ()
        row = self.features.matrix([text])
        says = row.data * self.separation.weights[row.indices, self.labels.index(label)]
        return reasons(text, self.features, dict(zip(row.indices.tolist(), says.tolist(), strict=True)), most)

    def save(self, folder: Path) -> None:
        """Write it; see `linear_files`."""
        from hypotez.adapters.learning.linear_files import save

        save(self, folder)
