"""The command that somebody means who says it in free words: `app.learning.intents`."""

import threading
from collections.abc import Callable
from typing import Final

from hypotez.domain.open_models import OpenModels
from hypotez.ports.datasets import Datasets
from hypotez.ports.versions import Version, Versions

__all__ = ["BUILT_IN", "COMMANDS", "Intents"]

BUILT_IN: Final = "hypotez"
"""The scope of the model that understands commands wherever a scope has no own."""
COMMANDS: Final = "commands"
"""The dataset whose labels are commands."""
NONE: Final = "none"
"""Its label for all other texts."""


class Intents:
    """Asks a scope's own model of the dataset `commands`, or else the one that all share.

    That one is trained by `train(scope, dataset)`, quietly, when it is first needed, and anew where its data is another
    than it has learned from; until then the one before answers, or none.
    """

    def __init__(
        self, datasets: Datasets, versions: Versions, opened: OpenModels, train: Callable[[str, str], None]
    ) -> None:
        self._datasets, self._versions, self._opened, self._train = datasets, versions, opened, train
        self._seen_to = False
        self._lock = threading.Lock()

    def __call__(self, text: str, scope: str = "local") -> str | None:
        """The command, where the model is sure of one.

        Raises:
            ModelError: the model's files were changed.
            EngineUnavailable: what its learner needs is not here.
        """
        version = self._versions.current(scope, COMMANDS) or self._shared()
        if version is None:
            return None
        (said,) = self._opened(version).predict([text])
        return said.label if said.confidence >= version.threshold and said.label != NONE else None

    def _shared(self) -> Version | None:
        with self._lock:  # whoever else asks at the same moment does not have it trained twice
            if not self._seen_to:
                self._seen_to = True
                if not self._has_learned():
                    self._train(BUILT_IN, COMMANDS)
        return self._versions.current(BUILT_IN, COMMANDS)

    def _has_learned(self) -> bool:
        """Whether there is a version that has learned from the data as it is; once in the life of a process."""
        now = self._datasets.history(BUILT_IN, COMMANDS)[-1].sha256
        return any(version.dataset_sha256 == now for version in self._versions.list(BUILT_IN, COMMANDS))
