"""torch: an embedding bag of hashed words and pieces of words; it learns longer than sklearn, and knows no vocabulary.

Its files hold no words: what people wrote cannot be read out of them.
"""

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from hypotez.adapters.learning.lesson import prepare
from hypotez.ports.engine import Status
from hypotez.ports.errors import EngineUnavailable, OptionError
from hypotez.ports.learning import Example, Fitted, Learner, LearnerCan, Model
from hypotez.ports.progress import Report, ignore

__all__ = ["Torch"]

_PACKAGES = ("torch", "safetensors", "scipy")
_HINT = "pip install hypotez[torch]"


class Torch(Learner):
    """Learns on a graphics card where there is one; predicts without one, and without torch.

    Args:
        dims: numbers in the vector of a word; up to 1024.
        epochs: how often it goes through the examples, more often where they are few.
    """

    can = LearnerCan(accelerated=True)

    def __init__(self, *, dims: int = 96, epochs: int = 8) -> None:
        if not (1 <= dims <= 1024 and epochs >= 1):
            raise OptionError(f"The option dims must be from 1 to 1024 and epochs at least 1, not {dims} and {epochs}.")
        self.name = "torch"
        self._dims = dims
        self._epochs = epochs

    def fit(self, examples: Sequence[Example], *, seed: int = 0, report: Report = ignore) -> Fitted:
        """Learn from all examples, and before that three times from two thirds, to judge the rest.

        The same examples and seed give the same model on a processor, and nearly the same on a graphics card.

        Raises:
            DatasetError: fewer than two labels, more than 2,000, or no word in any text.
            EngineUnavailable: torch is not installed.
            Cancelled: by `report`.
        """
        lesson = prepare(examples, seed)
        try:
            from hypotez.adapters.learning.bag_fitting import fit
        except ImportError as error:
            raise self._missing() from error
        return fit(lesson, dims=self._dims, epochs=self._epochs, seed=seed, report=report)

    def load(self, folder: Path) -> Model:
        """An embedding bag; nothing of it is executed.

        Raises:
            ModelError: damaged, tampered with, too large, or of another learner.
            EngineUnavailable: safetensors is not installed.
            StorageError: the disk refused.
        """
        try:
            from hypotez.adapters.learning.bag_files import load

            return load(folder)
        except ImportError as error:
            raise self._missing() from error

    def status(self) -> Status:
        """Whether it is installed."""
        installed = all(map(find_spec, _PACKAGES))
        return Status(installed, installed, "" if installed else f"{_HINT}.")

    def close(self) -> None:
        """It holds nothing."""

    def _missing(self) -> EngineUnavailable:
        return EngineUnavailable(f"torch or safetensors is not installed: {_HINT}.", engine=self.name)
