"""Write a dataset out, in a form that can be read again."""

from collections.abc import Iterator, Sequence

from hypotez.domain.export import csv_line, json_line
from hypotez.ports.datasets import Datasets, KeptExample, dataset_name
from hypotez.ports.errors import OptionError
from hypotez.ports.names import legible, shown

__all__ = ["ExportDataset"]

_COLUMNS = ("id", "text", "label", "answer")


class ExportDataset:
    """All rows of a dataset as lines. Nobody is named in them."""

    formats = ("csv", "jsonl")

    def __init__(self, datasets: Datasets) -> None:
        self._datasets = datasets

    def __call__(
        self, dataset: str, format: str = "csv", *, scope: str = "local", number: int | None = None
    ) -> Iterator[str]:
        """Yield lines, each with its line end; the dataset as it was after the change `number`, or is now.

        What is read from them again are the same texts, labels and answers; in csv no cell is a formula.

        Raises:
            OptionError: a format that is not one of `formats`; as all else, before the first line is asked for.
            NotFound: no such dataset, or no such change.
            DatasetError: no name for a dataset.
            StorageError: the database refused.
        """
        if format not in self.formats:
            raise OptionError(
                f"There is no export format {shown(format)}: there are {', '.join(self.formats)}.",
                key="export-unknown-format",
                name=legible(format),
                there=", ".join(self.formats),
            )
        kept = self._datasets.examples(scope, dataset_name(dataset), number)
        return _csv(kept) if format == "csv" else _json_lines(kept)


def _row(kept: KeptExample) -> tuple[str, ...]:
    return (kept.id, kept.example.text, kept.example.label, kept.example.answer)


def _csv(kept: Sequence[KeptExample]) -> Iterator[str]:
    yield csv_line(_COLUMNS)
    for one in kept:
        yield csv_line(_row(one))


def _json_lines(kept: Sequence[KeptExample]) -> Iterator[str]:
    for one in kept:
        yield json_line(dict(zip(_COLUMNS, _row(one), strict=True)))
