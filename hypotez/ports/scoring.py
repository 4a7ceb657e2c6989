"""Scores: how good predictions and transcripts are, by measures that libraries compute."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from hypotez.ports.learning import Prediction

__all__ = ["Charts", "Classification", "Difference", "Interval", "LabelScore", "Scoring", "WordErrors"]


@dataclass(frozen=True, slots=True)
class Interval:
    """A measured value and the bounds between which it lies with 95 % confidence."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class LabelScore:
    """How one label fared; `support`: how many texts have it. The other three are from 0 to 1."""

    label: str
    precision: float
    recall: float
    f1: float
    support: int


@dataclass(frozen=True, slots=True)
class Classification:
    """How good predictions are; shares from 0 to 1.

    `calibration_error`: the expected one, over ten bins of equally many predictions. `coverage`: pairs of (share of
    texts that are answered, accuracy on them), the surest first. `confused`: (label, predicted label, times), the most
    frequent first. `per_label` is sorted by label.
    """

    rows: int
    accuracy: Interval
    macro_f1: float
    calibration_error: float
    per_label: tuple[LabelScore, ...]
    coverage: tuple[tuple[float, float], ...]
    confused: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """How much better the new is than the old. `p`: of McNemar's exact test, that both are equally good."""

    accuracy: Interval
    p: float
    only_new: int
    only_old: int

    @property
    def worse(self) -> bool:
        """The new is worse, and not by chance (p < .05)."""
        return self.p < 0.05 and self.only_old > self.only_new


@dataclass(frozen=True, slots=True)
class WordErrors:
    """Word and character error rates of transcripts, over all words and all characters together.

    `each`: the word error rate of every utterance, in their order.
    """

    wer: Interval
    cer: Interval
    each: tuple[float, ...]


@runtime_checkable
class Scoring(Protocol):
    """Computes scores. Where intervals come from resampling, the same seed gives the same numbers."""

    def classification(self, truth: Sequence[str], predictions: Sequence[Prediction]) -> Classification:
        """How good predictions are.

        Raises:
            ValueError: the two have different lengths, or none.
        """
        ...

    def difference(self, truth: Sequence[str], new: Sequence[str], old: Sequence[str], *, seed: int = 0) -> Difference:
        """How two lists of predicted labels differ.

        Raises:
            ValueError: the three have different lengths, or none.
        """
        ...

    def word_errors(self, said: Sequence[str], heard: Sequence[str], *, seed: int = 0) -> WordErrors:
        """How far transcripts are from what was said; case and punctuation do not count.

        Raises:
            ValueError: the two have different lengths, or none; or nothing was said.
        """
        ...

    def word_difference(
        self, said: Sequence[str], new: Sequence[str], old: Sequence[str], *, seed: int = 0
    ) -> Interval:
        """By how much the new transcripts' word error rate is above the old ones'; below zero they are better.

        Its bounds are those of pairs: an utterance that is hard for both widens nothing.

        Raises:
            ValueError: the three have different lengths, or none; or nothing was said.
        """
        ...


@runtime_checkable
class Charts(Protocol):
    """Draws pictures, as PNG."""

    def confusion(self, truth: Sequence[str], predicted: Sequence[str]) -> bytes:
        """The confusion matrix; readable at 77 labels too."""
        ...

    def learning_curve(self, points: Sequence[tuple[int, Interval]], title: str = "") -> bytes:
        """Accuracy by the number of rows that were learned from."""
        ...

    def word_errors(self, engines: Mapping[str, Mapping[str, Interval]]) -> bytes:
        """Word error rates by engine and subset."""
        ...
