"""Remove rows from a dataset; its history keeps what it was before."""

import logging
from collections.abc import Iterable

from hypotez.domain.same_text import normalised
from hypotez.ports.datasets import Change, Datasets, dataset_name
from hypotez.ports.errors import NotFound
from hypotez.ports.storage import Origin

__all__ = ["RemoveExamples"]

_log = logging.getLogger(__name__)


class RemoveExamples:
    """Takes rows out, by their ids, their texts or their labels."""

    def __init__(self, datasets: Datasets) -> None:
        self._datasets = datasets

    def __call__(
        self,
        dataset: str,
        *,
        ids: Iterable[str] = (),
        texts: Iterable[str] = (),
        labels: Iterable[str] = (),
        origin: Origin = Origin(),
    ) -> Change:
        """Remove the rows that have one of these ids, texts (in any spelling) or labels.

        Raises:
            NotFound: no such dataset, or no such row.
            DatasetError: no name for a dataset, or somebody else has changed it meanwhile.
            StorageError: the database refused.
        """
        name = dataset_name(dataset)
        now = self._datasets.history(origin.scope, name)[-1]
        wanted, spelled, labelled = set(ids), {normalised(text) for text in texts}, set(labels)
        going = [
            kept.id
            for kept in self._datasets.examples(origin.scope, name, now.number)
            if kept.id in wanted or kept.example.label in labelled or normalised(kept.example.text) in spelled
        ]
        if not going:
            raise NotFound("The dataset has no such row: look at it and try again.", key="dataset-row-unknown")
        change = self._datasets.change(origin.scope, name, remove=going, who=origin.who, after=now.sha256)
        _log.info("removed", extra={"scope": origin.scope, "rows": change.removed})
        return change
