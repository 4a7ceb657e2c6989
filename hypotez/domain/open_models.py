"""Models that are loaded, so that each is loaded once."""

import threading
from collections import OrderedDict
from collections.abc import Callable

from hypotez.ports.learning import Learner, Model
from hypotez.ports.versions import Version, Versions

__all__ = ["OpenModels"]


class OpenModels:
    """Loads the model of a version with the learner that made it; the `most` that were asked for last stay loaded."""

    def __init__(self, versions: Versions, learner: Callable[[Version], Learner], *, most: int = 8) -> None:
        self._versions, self._learner, self._most = versions, learner, most
        self._open: OrderedDict[str, Model] = OrderedDict()
        self._lock = threading.Lock()

    def __call__(self, version: Version) -> Model:
        """Its model.

        Raises:
            NotFound: the version has been deleted.
            ModelError: its files were changed.
            EngineUnavailable: what its learner needs is not here.
        """
        with self._lock:
            if version.id not in self._open:
                self._open[version.id] = self._versions.model(version, self._learner(version).load)
            self._open.move_to_end(version.id)
            while len(self._open) > self._most:
                self._open.popitem(last=False)
            return self._open[version.id]

    def close(self, version: Version) -> None:
        """Forget a version's model; the next who asks for it must find it."""
        with self._lock:
            self._open.pop(version.id, None)
