"""Learning to tell texts apart: labelled examples in; out comes a model that labels texts, and says how sure it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, TypeAlias, runtime_checkable

from hypotez.ports.engine import Place, Status
from hypotez.ports.progress import Report, ignore

__all__ = [
    "Example",
    "Fitted",
    "Learner",
    "LearnerCan",
    "Model",
    "OutOfFold",
    "Prediction",
    "Reason",
    "Scalar",
]

Scalar: TypeAlias = bool | int | float | str


@dataclass(frozen=True, slots=True)
class Example:
    """A text and the label that it has; `answer` is what to say to such a text, empty where the label will do."""

    text: str
    label: str
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Prediction:
    """The likeliest label. `confidence`: how probable it is, from 0 to 1, calibrated.

    `runners_up`: the next labels with their confidence, the likelier first; they need not be all.
    """

    label: str
    confidence: float
    runners_up: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class OutOfFold:
    """What a model that had not seen an example said of it; `given`: its confidence in the label that it really has."""

    label: str
    confidence: float
    given: float


@dataclass(frozen=True, slots=True)
class Reason:
    """A word, or words, of a text. `weight`: how much they speak for the label; below 0 they speak against it."""

    words: str
    weight: float


@dataclass(frozen=True, slots=True)
class LearnerCan:
    """What a learner is, known before its vendor is imported.

    `place`: where the texts go. `semantic`: knows words that it was never taught. `accelerated`: uses a graphics card
    where there is one.
    """

    place: Place = Place.LOCAL
    semantic: bool = False
    accelerated: bool = False


@runtime_checkable
class Model(Protocol):
    """What was learned. Safe to use from several threads; it never changes."""

    @property
    def labels(self) -> tuple[str, ...]:
        """All labels, sorted."""
        ...

    def predict(self, texts: Sequence[str]) -> tuple[Prediction, ...]:
        """A prediction for each text, in their order; any text has one, an empty one too."""
        ...

    def explain(self, text: str, label: str | None = None, *, most: int = 5) -> tuple[Reason, ...]:
        """The words of `text` that speak loudest for `label`, or for the likeliest one, the loudest first.

        Words that the model does not know say nothing, and are left out.
        """
        ...

    def save(self, folder: Path) -> None:
        """Write it as files into `folder`, which exists and is empty, in formats that cannot execute.

        The same model always gives the same bytes.

        Raises:
            StorageError: the disk refused.
        """
        ...


@dataclass(frozen=True, slots=True)
class Fitted:
    """What came out of learning.

    `out_of_fold`: one for each example, in their order. `settings`: what the learner chose or was told, for people.
    """

    model: Model
    out_of_fold: tuple[OutOfFold, ...]
    settings: Mapping[str, Scalar] = field(default_factory=dict)


@runtime_checkable
class Learner(Protocol):
    """Learns. Built cheaply: its vendor is imported when it first works."""

    name: str
    """As the config calls it."""

    @property
    def can(self) -> LearnerCan:
        """What it is."""
        ...

    def fit(self, examples: Sequence[Example], *, seed: int = 0, report: Report = ignore) -> Fitted:
        """Learn from examples of at least two labels. The same examples and seed give the same model.

        Their order does not matter. `report` counts in "rounds", or in whatever the learner works through.

        Raises:
            DatasetError: fewer than two labels, or nothing to learn from in the texts.
            EngineUnavailable: what it needs is not here.
            Cancelled: by `report`.
        """
        ...

    def load(self, folder: Path) -> Model:
        """A model that this kind of learner has saved. Nothing about the files is trusted.

        Raises:
            ModelError: damaged, tampered with, too large, or of another learner.
            EngineUnavailable: what it needs is not here.
            StorageError: the disk refused.
        """
        ...

    def status(self) -> Status:
        """Whether it can work here, found out without importing its vendor."""
        return Status()

    def close(self) -> None:
        """Free what it holds; closing twice is harmless. Its models stay good."""
        return
