"""scikit-learn: quick to learn, small, at home in any language; words weighed by TF-IDF and separated linearly."""

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from hypotez.adapters.learning.lesson import prepare
from hypotez.adapters.ranges import at_least
from hypotez.ports.engine import Status
from hypotez.ports.errors import EngineUnavailable, OptionError
from hypotez.ports.learning import Example, Fitted, Learner, LearnerCan, Model
from hypotez.ports.progress import Report, ignore

__all__ = ["Sklearn"]

_HINT = "pip install scikit-learn"


class Sklearn(Learner):
    """A support vector machine for each label; stochastic gradient descent where examples are many.

    Args:
        features: "words" are words and pairs of words; "words+characters" are pieces of words too: slower, and it copes
            with words that are misspelt or inflected.
        sgd_above: with more examples than this it learns by gradient descent.
    """

    can = LearnerCan()

    def __init__(
        self, *, features: Literal["words+characters", "words"] = "words+characters", sgd_above: int = 30_000
    ) -> None:
        if features not in {"words+characters", "words"}:
            raise OptionError(f'The option features must be "words+characters" or "words", not {features!r}.')
        at_least(0, sgd_above=sgd_above)
        self.name = "sklearn"
        self._characters = features != "words"
        self._sgd_above = sgd_above

    def fit(self, examples: Sequence[Example], *, seed: int = 0, report: Report = ignore) -> Fitted:
        """Learn from all examples, and before that three times from two thirds, to judge the rest.

        Raises:
            DatasetError: fewer than two labels, more than 2,000, or no word in any text.
            EngineUnavailable: scikit-learn is not installed.
            Cancelled: by `report`.
        """
        lesson = prepare(examples, seed)
        many = len(examples) > self._sgd_above
        try:
            from hypotez.adapters.learning.fitting import fit

            return fit(lesson, characters=self._characters, many=many, seed=seed, report=report)
        except ImportError as error:
            raise self._missing() from error

    def load(self, folder: Path) -> Model:
        """A linear model, whatever its features; nothing of it is executed.

        Raises:
            ModelError: damaged, tampered with, too large, or of another learner.
            EngineUnavailable: numpy or scipy is not installed.
            StorageError: the disk refused.
        """
        try:
            from hypotez.adapters.learning.linear_files import load

            return load(folder)
        except ImportError as error:
            raise self._missing() from error

    def status(self) -> Status:
        """Whether it is installed."""
        installed = find_spec("sklearn") is not None
        return Status(installed, installed, "" if installed else f"{_HINT}.")

    def close(self) -> None:
        """It holds nothing."""

    def _missing(self) -> EngineUnavailable:
        return EngineUnavailable(f"scikit-learn is not installed: {_HINT}.", engine=self.name)
