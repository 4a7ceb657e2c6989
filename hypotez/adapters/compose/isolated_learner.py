"""A learner in a process of its own: learning that hangs, crashes or eats the memory leaves this process as it was.

    IsolatedLearner(Recipe("hypotez.learners", "sklearn"), memory=2048)

The options are those of the other isolated engines (see `isolated`). The model comes back as files, in the formats that
the learner saves, and is loaded here, where it answers: nothing that the child sends is trusted.
"""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from hypotez.adapters.compose.calls import Calls
from hypotez.adapters.compose.fitting import ask_fit
from hypotez.adapters.compose.isolated import PATIENCE
from hypotez.adapters.compose.recipe import Recipe
from hypotez.ports.engine import Status
from hypotez.ports.errors import EngineFailed, ModelError, StorageError
from hypotez.ports.learning import Example, Fitted, Learner, LearnerCan, Model
from hypotez.ports.progress import Report, ignore

__all__ = ["IsolatedLearner"]


class IsolatedLearner(Learner):
    """Learns in another process. All else is done by a learner here, that never learns."""

    def __init__(
        self,
        recipe: Recipe,
        *,
        patience: float = PATIENCE,
        deadline: float | None = None,
        memory: int | None = None,
        workers: int = 1,
    ) -> None:
        self._learner: Learner = recipe.build()
        self._calls = Calls(recipe, patience=patience, deadline=deadline, memory=memory, workers=workers)
        self.name = self._learner.name

    @property
    def can(self) -> LearnerCan:
        """What the learner is."""
        return self._learner.can

    def fit(self, examples: Sequence[Example], *, seed: int = 0, report: Report = ignore) -> Fitted:
        """As the learner does it.

        Raises:
            EngineCrashed, EngineTimeout: its process died or hung.
            StorageError: there is no room for the model's files.
        """
        try:
            # a folder among the child's own, which it removes also when this process dies: people's words are in it
            with (
                self._calls.talk(report, keep=True) as talk,
                tempfile.TemporaryDirectory(dir=talk.scratch, ignore_cleanup_errors=True) as folder,
            ):
                learned = ask_fit(talk, examples, seed, Path(folder))
                return Fitted(self._learner.load(Path(folder)), learned.out_of_fold, learned.settings)
        except ModelError as error:
            raise EngineFailed(
                f"The learner {self.name!r} made a model that cannot be used.", engine=self.name
            ) from error
        except OSError as error:
            raise StorageError(f"There is no room for a model in the folder for temporary files: {error}.") from error

    def load(self, folder: Path) -> Model:
        """As the learner does it, here."""
        return self._learner.load(folder)

    def status(self) -> Status:
        """As the learner sees it."""
        return self._learner.status()

    def close(self) -> None:
        """End the processes."""
        self._calls.close()
        self._learner.close()
