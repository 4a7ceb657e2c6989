"""semantic: knows what words mean before it is taught; a sentence model's vectors averaged with the linear learner."""

import threading
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from hypotez.adapters.learning.lesson import prepare
from hypotez.adapters.ranges import at_least
from hypotez.ports.engine import PathText, Status
from hypotez.ports.errors import EngineUnavailable
from hypotez.ports.learning import Example, Fitted, Learner, LearnerCan, Model
from hypotez.ports.progress import Report, ignore

if TYPE_CHECKING:
    from hypotez.adapters.learning.sentences import Sentences

__all__ = ["Semantic"]

_PACKAGES = ("sklearn", "onnxruntime", "tokenizers")
_FILES = ("model.onnx", "tokenizer.json")


class Semantic(Learner):
    """Logistic regression on sentence vectors, and the linear learner; out-of-fold texts say how much each counts.

    Args:
        model: the folder of the sentence model, such as tools/export_minilm.py makes.
        threads: how many the sentence model uses; small ones gain nothing from more.
        sgd_above: with more examples than this the linear part learns by gradient descent.
    """

    can = LearnerCan(semantic=True)

    def __init__(self, *, model: PathText = "", threads: int = 1, sgd_above: int = 30_000) -> None:
        at_least(0, sgd_above=sgd_above)
        at_least(1, threads=threads)
        self.name = "semantic"
        self._folder = model
        self._threads = threads
        self._sgd_above = sgd_above
        self._lock = threading.Lock()
        self._loaded: Sentences | None = None

    def fit(self, examples: Sequence[Example], *, seed: int = 0, report: Report = ignore) -> Fitted:
        """Learn from all examples, and before that three times from two thirds, to judge the rest.

        Raises:
            DatasetError: fewer than two labels, more than 2,000, or no word in any text.
            EngineUnavailable: a package or the sentence model is not here.
            Cancelled: by `report`.
        """
        lesson = prepare(examples, seed)
        sentences = self._sentences()
        from hypotez.adapters.learning.semantic_fitting import fit

        return fit(lesson, sentences, many=len(examples) > self._sgd_above, seed=seed, report=report)

    def load(self, folder: Path) -> Model:
        """A model that was learned with the same sentence model; nothing of it is executed.

        Raises:
            ModelError: damaged, tampered with, too large, of another learner, or of another sentence model.
            EngineUnavailable: a package or the sentence model is not here.
            StorageError: the disk refused.
        """
        sentences = self._sentences()
        from hypotez.adapters.learning.semantic_files import load

        return load(folder, sentences)

    def status(self) -> Status:
        """Whether the packages and the sentence model are here."""
        if not all(map(find_spec, _PACKAGES)):
            return Status(installed=False, ready=False, hint="pip install hypotez[semantic]")
        if not self._folder:
            hint = "Give it a sentence model: python tools/export_minilm.py --out FOLDER, and model = FOLDER."
            return Status(ready=False, hint=hint)
        missing = [name for name in _FILES if not (Path(self._folder) / name).is_file()]
        return Status(ready=not missing, hint=f"There is no {missing[0]} in {self._folder}." if missing else "")

    def close(self) -> None:
        """Let go of the sentence model."""
        with self._lock:
            self._loaded = None

    def _sentences(self) -> "Sentences":
        with self._lock:
            if self._loaded is None:
                if not (status := self.status()).ready:
                    raise EngineUnavailable(status.hint, engine=self.name)
                from hypotez.adapters.learning.sentences import Sentences

                self._loaded = Sentences(Path(self._folder), self._threads)
            return self._loaded
