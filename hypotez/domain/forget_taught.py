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
    """How many `examples` went, the versions that are `retired`, and the (scope, dataset)s that lost their current one.

    What is to be rebuilt answers nothing until it is trained again.
    """

    examples: int = 0
    retired: tuple[Version, ...] = ()
    rebuild: tuple[tuple[str, str], ...] = ()


class ForgetTaught:
    """Deletes a person's examples, and every version that has seen one of them."""

    def __init__(self, datasets: Datasets, versions: Versions, models: OpenModels) -> None:
        self._datasets, self._versions, self._models = datasets, versions, models

    def __call__(self, who: str) -> Unlearned:
        """Forget them. The versions go first: if this is interrupted, asking again finishes the work.

        Raises:
            StorageError: the database or the disk refused; ask again.
        """
        retired, rebuild = [], []
        for scope, dataset in self._datasets.taught_by(who):
            current = self._versions.current(scope, dataset)
            for version in self._versions.list(scope, dataset):
                if self._learned_from(version, who):
                    self._versions.delete(version)
                    self._models.close(version)
                    retired.append(version)
            if current in retired:
                rebuild.append((scope, dataset))
        gone = self._datasets.forget(who)
        _log.info("unlearned", extra={"examples": gone, "versions": [version.id for version in retired]})
        return Unlearned(gone, tuple(retired), tuple(rebuild))

    def _learned_from(self, version: Version, who: str) -> bool:
        """Whether a row of theirs was there when it was trained; a holdout row counts, for it is scored on it."""
        if version.change == 0:  # it was brought from elsewhere, and has seen nothing from here
            return False
        try:
            seen = self._datasets.examples(version.scope, version.dataset, version.change)
        except NotFound:
            return True  # nobody knows any more what it has seen
        return any(one.origin.who == who for one in seen)
