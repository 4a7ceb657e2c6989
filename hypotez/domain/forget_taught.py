"""Forget what a person has taught: their examples, and the versions that learned from them."""

import logging
from dataclasses import dataclass

from hypotez.domain.open_models import OpenModels
from hypotez.ports.datasets import Datasets
from hypotez.ports.errors import NotFound
from hypotez.ports.versions import Version, Versions

__all__ = ["ForgetTaught", "Unlearned"]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Unlearned:
    """How many `examples` went, the versions that are `retired`, and those of them that answered, to `rebuild`.

    In place of these nothing answers until it is trained again.
    """

    examples: int = 0
    retired: tuple[Version, ...] = ()
    rebuild: tuple[Version, ...] = ()


class ForgetTaught:
    """Deletes a person's examples, and every version that has seen one of them, also where it came back in a file."""

    def __init__(self, datasets: Datasets, versions: Versions, models: OpenModels) -> None:
        self._datasets, self._versions, self._models = datasets, versions, models

    def __call__(self, who: str) -> Unlearned:
        """Forget them. The versions go first: if this is interrupted, asking again finishes the work.

        Raises:
            StorageError: the database or the disk refused; ask again.
        """
        places = self._datasets.taught_by(who)
        gone = _Retired(self._versions, self._models)
        for place in places:
            for version in self._versions.list(*place):
                if version.change and self._had(place, version.change, who):
                    gone.add(version)
        for version in self._versions.taken_in():
            if any(self._learned_here(version, place, who) for place in places):
                gone.add(version)
        examples = self._datasets.forget(who)
        for place in places:  # a training that had read their rows may have ended meanwhile
            for version in self._versions.list(*place):
                if version.change and self._lost(place, version.change):
                    gone.add(version)
        self._versions.sweep()  # a training that was killed may have left their words in its files
        _log.info("unlearned", extra={"examples": examples, "versions": [version.id for version in gone.retired]})
        return Unlearned(examples, tuple(gone.retired), tuple(gone.rebuild))

    def _had(self, place: tuple[str, str], number: int, who: str) -> bool:
        """Whether a row of theirs was there; a holdout row counts, for versions are scored on it."""
        try:
            return any(one.origin.who == who for one in self._datasets.examples(*place, number))
        except NotFound:
            return True  # nobody knows any more what was there

    def _learned_here(self, version: Version, place: tuple[str, str], who: str) -> bool:
        """Whether a version that came in a file had been trained on a state with a row of theirs."""
        return any(
            change.sha256 == version.dataset_sha256 and self._had(place, change.number, who)
            for change in self._datasets.history(*place)
        )

    def _lost(self, place: tuple[str, str], number: int) -> bool:
        return any(change.number == number and not change.sha256 for change in self._datasets.history(*place))


class _Retired:
    """Versions that are deleted, and those of them that answered."""

    def __init__(self, versions: Versions, models: OpenModels) -> None:
        self._versions, self._models = versions, models
        self.retired: list[Version] = []
        self.rebuild: list[Version] = []

    def add(self, version: Version) -> None:
        if self._versions.current(version.scope, version.dataset) == version:
            self.rebuild.append(version)
        self._versions.delete(version)
        self._models.close(version)
        self.retired.append(version)
