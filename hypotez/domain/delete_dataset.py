"""Delete a dataset, and what was learned from it."""

import logging
from dataclasses import replace

from hypotez.domain.open_models import OpenModels
from hypotez.ports.datasets import Datasets
from hypotez.ports.settings import Settings
from hypotez.ports.versions import Versions

__all__ = ["DeleteDataset"]

_log = logging.getLogger(__name__)


class DeleteDataset:
    """Deletes a dataset with its history and the versions that learned from it.

    Without the history nobody could tell which of them know somebody who wants to be forgotten. A scope that had
    selected it has selected none.
    """

    def __init__(self, datasets: Datasets, versions: Versions, models: OpenModels, settings: Settings) -> None:
        self._datasets, self._versions, self._models, self._settings = datasets, versions, models, settings

    def __call__(self, scope: str, dataset: str) -> int:
        """How many versions went; those that came in a file stay.

        Raises:
            NotFound: no such dataset, or one that is shared by all and of which nothing is the scope's own.
            StorageError: the database or the disk refused.
        """
        self._datasets.delete(scope, dataset)
        learned = [version for version in self._versions.list(scope, dataset) if version.change]
        for version in learned:
            self._versions.delete(version)
            self._models.close(version)
        self._versions.sweep()  # a training that was killed may have left words of it in its files
        chosen = self._settings.server(scope)
        if chosen.dataset == dataset and dataset not in self._datasets.names(scope):
            self._settings.keep_server(scope, replace(chosen, dataset=None))
        _log.info("dataset deleted", extra={"scope": scope, "versions": len(learned)})
        return len(learned)
