"""Review: the rows whose label the model doubts most, for somebody to keep, to change or to drop."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from hypotez.domain.current import current_version
from hypotez.domain.written import written_label
from hypotez.ports.datasets import Change, Datasets, KeptExample, Source, dataset_name
from hypotez.ports.errors import NotFound
from hypotez.ports.learning import Example
from hypotez.ports.storage import Origin, new_id, utc_now
from hypotez.ports.versions import Versions

__all__ = ["Doubtful", "Review"]


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A row, the `label` that the model would give it, and its confidence in the one that it has, `given`."""

    kept: KeptExample
    label: str
    given: float


class Review:
    """Goes through what the current version doubts. A row that somebody has looked at is doubted no more."""

    def __init__(self, datasets: Datasets, versions: Versions, *, now: Callable[[], datetime] = utc_now) -> None:
        self._datasets, self._versions, self._now = datasets, versions, now

    def __call__(self, scope: str, dataset: str, *, most: int = 10) -> tuple[Doubtful, ...]:
        """The most doubtful rows that are still there, the most doubtful first.

        Raises:
            NotFound: no such dataset, or nothing was trained on it yet.
        """
        version = current_version(self._versions, scope, dataset)
        there = {one.id: one for one in self._datasets.examples(scope, version.dataset)}
        doubts = [doubt for doubt in version.doubts if doubt.row in there][:most]
        return tuple(Doubtful(there[doubt.row], doubt.label, doubt.given) for doubt in doubts)

    def keep(self, scope: str, dataset: str, row: str, origin: Origin) -> Change:
        """The row's label is right.

        Raises:
            NotFound: the row is not there any more.
        """
        return self._replace(scope, dataset, row, None, origin)

    def change(self, scope: str, dataset: str, row: str, label: str, origin: Origin) -> Change:
        """The row has another label.

        Raises:
            NotFound: the row is not there any more.
            TextError: the label is empty or too long.
        """
        label = written_label(label)
        return self._replace(scope, dataset, row, label, origin)

    def drop(self, scope: str, dataset: str, row: str, origin: Origin) -> Change:
        """The row is of no use.

        Raises:
            NotFound: the row is not there any more.
        """
        return self._datasets.change(scope, dataset_name(dataset), remove=[row], who=origin.who)

    def _replace(self, scope: str, dataset: str, row: str, label: str | None, origin: Origin) -> Change:
        dataset = dataset_name(dataset)
        for one in self._datasets.examples(scope, dataset):
            if one.id == row:
                break
        else:
            raise NotFound("This row is not there any more: somebody has changed it meanwhile.", key="dataset-row-gone")
        example = one.example if label in {None, one.example.label} else Example(one.example.text, label or "")
        at = self._now()
        # it stays the row of whoever gave it, so that it goes when they are forgotten
        looked_at = replace(one, id=new_id(at), example=example, source=Source.REVIEWED)
        return self._datasets.change(scope, dataset, add=[looked_at], remove=[row], who=origin.who)
