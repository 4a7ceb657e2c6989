"""The versions of a scope's models: `app.learning.models`."""

from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from hypotez.domain.compare import Compare, Comparison
from hypotez.domain.open_models import OpenModels
from hypotez.domain.whole import whole_file
from hypotez.ports.datasets import Datasets, dataset_name
from hypotez.ports.errors import NotFound
from hypotez.ports.learning import Learner
from hypotez.ports.scoring import Scoring
from hypotez.ports.versions import Version, Versions

__all__ = ["Models"]


class Models:
    """Versions by their ids, as somebody typed them."""

    def __init__(
        self,
        versions: Versions,
        datasets: Datasets,
        opened: OpenModels,
        scoring: Scoring,
        learner: Callable[[Version], Learner],
    ) -> None:
        self._versions, self._datasets, self._opened = versions, datasets, opened
        self._scoring, self._learner = scoring, learner

    def list(self, scope: str = "local", dataset: str | None = None) -> tuple[Version, ...]:
        """The versions of a scope, perhaps only those of one dataset, oldest first."""
        return self._versions.list(scope, dataset_name(dataset) if dataset else None)

    def get(self, id: str, scope: str = "local") -> Version:
        """A version.

        Raises:
            NotFound: there is none.
        """
        return self._versions.get(scope, id)

    def current(self, dataset: str, scope: str = "local") -> Version | None:
        """The version that answers; None before the first training."""
        return self._versions.current(scope, dataset_name(dataset))

    def promote(self, id: str, scope: str = "local") -> Version:
        """Make a version the one that answers: so one rolls back, and forward again.

        Raises:
            NotFound: there is none.
            ModelError: its files were changed, or cannot be loaded: the one that answers goes on.
            EngineUnavailable: what its learner needs is not here.
        """
        version = self.get(id, scope)
        self._opened(version)
        self._versions.promote(version)
        return version

    def delete(self, id: str, scope: str = "local") -> Version:
        """Delete a version; where it was the one that answers, none does.

        Raises:
            NotFound: there is none.
        """
        version = self.get(id, scope)
        self._versions.delete(version)
        self._opened.close(version)
        return version

    def compare(self, new: str, old: str, scope: str = "local") -> Comparison:
        """Two versions on today's holdout, both scored anew.

        Raises:
            NotFound: there is no such version.
            DatasetError: nothing is held out.
        """
        return Compare(self._datasets, self._opened, self._scoring)(self.get(new, scope), self.get(old, scope))

    def export(self, id: str, to: str | Path, scope: str = "local") -> Path:
        """Write a version into one file, whole or not at all.

        Raises:
            NotFound: there is none.
            StorageError: the disk refused.
        """
        version = self.get(id, scope)
        with whole_file(path := Path(to)) as file:
            self._versions.export(version, file)
        return path

    def take_in(self, file: BinaryIO, dataset: str, scope: str = "local") -> Version:
        """Keep an exported version as a new one, which does not answer before it is promoted.

        Raises:
            ModelError: tampered with, hostile, or of another kind.
            EngineUnavailable: its learner is not here.
        """
        return self._versions.take_in(file, scope, dataset_name(dataset), lambda found: self._learner(found).load)

    def latest(self, scope: str = "local", dataset: str | None = None) -> Version:
        """The version that was made last.

        Raises:
            NotFound: there is none.
        """
        versions = self.list(scope, dataset)
        if not versions:
            raise NotFound("There is no version yet: train one.", key="version-none-yet")
        return versions[-1]
