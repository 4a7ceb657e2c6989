"""Which datasets there are, and what each is like."""

from dataclasses import dataclass

from hypotez.domain.statistics import Statistics, statistics
from hypotez.ports.datasets import Change, Datasets, dataset_name
from hypotez.ports.errors import NotFound
from hypotez.ports.names import legible, shown

__all__ = ["Described", "ListDatasets"]


@dataclass(frozen=True, slots=True)
class Described:
    """A dataset: its name, its latest change, and what it is like since then."""

    name: str
    change: Change
    statistics: Statistics


class ListDatasets:
    """The datasets of a scope, with what is shared."""

    def __init__(self, datasets: Datasets) -> None:
        self._datasets = datasets

    def __call__(self, scope: str = "local") -> tuple[Described, ...]:
        """All of them, by name.

        Raises:
            StorageError: the database or the disk refused.
        """
        return tuple(self._described(scope, name) for name in self._datasets.names(scope))

    def name(self, dataset: str, scope: str = "local") -> str:
        """The name of the one that somebody means; unlike its description, this costs no look at its rows.

        Raises:
            NotFound, DatasetError, StorageError: as for `one`.
        """
        name, names = dataset_name(dataset), self._datasets.names(scope)
        if name not in names:
            if not names:
                raise NotFound(
                    f"There is no dataset {shown(name)}: there are none yet.",
                    key="dataset-none-yet",
                    name=legible(name),
                )
            raise NotFound(
                f"There is no dataset {shown(name)}: there are {', '.join(names)}.",
                key="dataset-unknown",
                name=legible(name),
                there=", ".join(names),
            )
        return name

    def one(self, dataset: str, scope: str = "local") -> Described:
        """The one that somebody means.

        Raises:
            NotFound: there is none; the sentence says which there are.
            DatasetError: no name for a dataset.
            StorageError: as for all.
        """
        return self._described(scope, self.name(dataset, scope))

    def _described(self, scope: str, name: str) -> Described:
        change = self._datasets.history(scope, name)[-1]
        rows = self._datasets.examples(scope, name, change.number)
        return Described(name, change, statistics(kept.example for kept in rows))
