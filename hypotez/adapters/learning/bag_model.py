"""A model of texts that is an embedding bag over hashed words and pieces of words."""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from hypotez.adapters.learning.bag import Bag, narrowed
from hypotez.adapters.learning.calibration import probabilities
from hypotez.adapters.learning.explaining import reasons
from hypotez.adapters.learning.hashed import Hashed
from hypotez.adapters.learning.predicting import predictions
from hypotez.ports.learning import Model, Prediction, Reason

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["BagModel"]

_AT_ONCE = 1024
"""Texts whose margins are in memory together."""


class BagModel(Model):
    """`temperature` makes probabilities of the bag's margins."""

    def __init__(self, labels: Sequence[str], bag: Bag, temperature: float) -> None:
        self._labels = tuple(labels)
        self._hashed = Hashed()
        self.bag = bag
        self.temperature = temperature

    @property
    def labels(self) -> tuple[str, ...]:
        """All labels, sorted."""
        return self._labels

    def predict(self, texts: Sequence[str]) -> tuple[Prediction, ...]:
        """A prediction for each text."""
        parts = (texts[start : start + _AT_ONCE] for start in range(0, len(texts), _AT_ONCE))
        return tuple(each for part in parts for each in predictions(self._shares(part), self.labels))

    def explain(self, text: str, label: str | None = None, *, most: int = 5) -> tuple[Reason, ...]:
        """The words that speak loudest; see `reasons`. Exact, for nothing between the layers bends what a word says.

        What a word says is how much more it speaks for the label than for the others on average.
        """
        label = self.predict([text])[0].label if label is None else label
        if label not in self.labels:
            return ()
        row = narrowed(self._hashed.matrix([text]), self.bag.known)
        weights = self.bag.weights
        against = weights[:, self.labels.index(label)] - weights.mean(axis=1)
        strength = row.data * (self.bag.vectors[row.indices] @ against)
        says = defaultdict(float, zip(self.bag.known[row.indices].tolist(), strength.tolist(), strict=True))
        return reasons(text, self._hashed, says, most)

    def save(self, folder: Path) -> None:
        """Write it; see `bag_files`."""
        from hypotez.adapters.learning.bag_files import save

        save(self, folder)

    def _shares(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        return probabilities(self.bag.margins(self._hashed.matrix(texts)), self.temperature)
