"""The data that a scope learns from: `app.learning.data`."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from hypotez.domain.add_examples import Added, AddExamples
from hypotez.domain.delete_dataset import DeleteDataset
from hypotez.domain.export_dataset import ExportDataset
from hypotez.domain.list_datasets import Described, ListDatasets
from hypotez.domain.problems import Problem, problems
from hypotez.domain.remove_examples import RemoveExamples
from hypotez.ports.datasets import Change, DatasetReader, Datasets, Rows
from hypotez.ports.settings import Settings
from hypotez.ports.storage import Origin

__all__ = ["FIRST", "Data"]

FIRST: Final = "main"
"""The dataset of a scope that has selected none."""


class Data:
    """Datasets by name. Where no name is given, the one that the scope has selected is meant."""

    def __init__(self, datasets: Datasets, reader: DatasetReader, settings: Settings, delete: DeleteDataset) -> None:
        self._datasets, self._reader, self._settings, self._delete = datasets, reader, settings, delete

    def selected(self, scope: str = "local") -> str:
        """The dataset that a scope learns from."""
        return self._settings.server(scope).dataset or FIRST

    def select(self, dataset: str, scope: str = "local") -> Described:
        """Choose what a scope learns from, and whose model answers there.

        Raises:
            NotFound: no such dataset; the sentence says which there are.
        """
        found = ListDatasets(self._datasets).one(dataset, scope)
        self._settings.keep_server(scope, replace(self._settings.server(scope), dataset=found.name))
        return found

    def list(self, scope: str = "local") -> tuple[Described, ...]:
        """All datasets of a scope, the shared ones too, with their statistics."""
        return ListDatasets(self._datasets)(scope)

    def names(self, scope: str = "local") -> tuple[str, ...]:
        """The names of all datasets of a scope, the shared ones too."""
        return self._datasets.names(scope)

    def name(self, dataset: str | None = None, scope: str = "local") -> str:
        """The name of the dataset that is meant, which is there.

        Raises:
            NotFound: no such dataset.
        """
        return ListDatasets(self._datasets).name(dataset or self.selected(scope), scope)

    def describe(self, dataset: str | None = None, scope: str = "local") -> Described:
        """A dataset with its statistics.

        Raises:
            NotFound: no such dataset.
        """
        return ListDatasets(self._datasets).one(dataset or self.selected(scope), scope)

    def read(self, content: bytes | str, file: str = "") -> Rows:
        """What is in a file, or in a text, without keeping it.

        Raises:
            DatasetError: it cannot be read.
        """
        return self._reader.read(content, file)

    @property
    def most_bytes(self) -> int:
        """A larger file is refused."""
        return self._reader.most_bytes

    def check(self, content: bytes | str, file: str = "", *, leave_out: bool = False) -> Rows:
        """The rows that would be added, as `AddExamples.check` tells."""
        return AddExamples(self._reader, self._datasets).check(content, file, leave_out=leave_out)

    def keep(self, rows: Rows, *, dataset: str | None = None, origin: Origin = Origin()) -> Added:
        """Add rows that were read, as `AddExamples.keep` does."""
        return AddExamples(self._reader, self._datasets).keep(
            dataset or self.selected(origin.scope), rows, origin=origin
        )

    def add(
        self,
        content: bytes | str,
        file: str = "",
        *,
        dataset: str | None = None,
        origin: Origin = Origin(),
        leave_out: bool = False,
    ) -> Added:
        """Add the rows of a file, or of a text, as `AddExamples` does."""
        add = AddExamples(self._reader, self._datasets)
        return add(dataset or self.selected(origin.scope), content, file, origin=origin, leave_out=leave_out)

    def remove(
        self,
        dataset: str | None = None,
        *,
        ids: Iterable[str] = (),
        texts: Iterable[str] = (),
        labels: Iterable[str] = (),
        origin: Origin = Origin(),
    ) -> Change:
        """Remove rows, as `RemoveExamples` does."""
        name = dataset or self.selected(origin.scope)
        return RemoveExamples(self._datasets)(name, ids=ids, texts=texts, labels=labels, origin=origin)

    def export(self, dataset: str | None = None, format: str = "csv", *, scope: str = "local") -> Iterator[str]:
        """The rows of a dataset as lines, as `ExportDataset` writes them."""
        return ExportDataset(self._datasets)(dataset or self.selected(scope), format, scope=scope)

    def history(self, dataset: str | None = None, scope: str = "local") -> tuple[Change, ...]:
        """All changes of a dataset, oldest first.

        Raises:
            NotFound: no such dataset.
        """
        return self._datasets.history(scope, self.name(dataset, scope))

    def delete(self, dataset: str, scope: str = "local") -> None:
        """Delete a dataset with its history and the versions that learned from it, as `DeleteDataset`.

        Raises:
            NotFound: no such dataset.
        """
        self._delete(scope, self.name(dataset, scope))

    def problems(self, dataset: str | None = None, scope: str = "local") -> tuple[Problem, ...]:
        """What is wrong with a dataset, before anything is trained on it.

        Raises:
            NotFound: no such dataset.
        """
        name = self.name(dataset, scope)
        return problems([kept.example for kept in self._datasets.examples(scope, name)])
