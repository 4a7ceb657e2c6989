"""Shared datasets beside a scope's own: each is there as it came, until the scope changes it."""

from collections.abc import Iterable, Sequence
from contextlib import suppress

from hypotez.adapters.datasets.shared import SharedFolders
from hypotez.ports.datasets import Change, Datasets, KeptExample, content_sha256, row_sha256
from hypotez.ports.errors import DatasetError, NotFound

__all__ = ["WithShared"]


class WithShared(Datasets):
    """Shows each shared dataset in every scope, as one with a single change, by nobody.

    The first change that a scope makes copies it: from then on the scope has its own, whose first change is the copy.
    """

    def __init__(self, own: Datasets, shared: SharedFolders) -> None:
        self._own, self._shared = own, shared

    def names(self, scope: str) -> tuple[str, ...]:
        """A scope's own, and the shared ones."""
        return tuple(sorted({*self._own.names(scope), *self._shared.names()}))

    def change(
        self,
        scope: str,
        name: str,
        *,
        add: Iterable[KeptExample] = (),
        remove: Iterable[str] = (),
        who: str = "",
        after: str | None = None,
    ) -> Change:
        """Change a scope's own, which begins as a copy of the shared one."""
        if self._untouched(scope, name):
            rows = self._shared.examples(name, scope)
            if after is not None and after != _as_it_came(rows).sha256:
                raise DatasetError(
                    "The dataset was changed meanwhile: look at it and try again.", key="dataset-changed"
                )
            # what is copied reads as before, so it does no harm where the change is then refused
            with suppress(DatasetError):  # somebody else has just begun it
                self._own.change(scope, name, add=rows, after="")
        return self._own.change(scope, name, add=add, remove=remove, who=who, after=after)

    def examples(self, scope: str, name: str, number: int | None = None) -> Sequence[KeptExample]:
        """The rows of a scope's own, or the shared ones."""
        if not self._untouched(scope, name):
            return self._own.examples(scope, name, number)
        if number not in {None, 1}:
            raise NotFound("The dataset has no such change: look at its history.", key="dataset-change-unknown")
        return self._shared.examples(name, scope)

    def history(self, scope: str, name: str) -> tuple[Change, ...]:
        """The changes of a scope's own, or the one that the shared one came with."""
        if not self._untouched(scope, name):
            return self._own.history(scope, name)
        return (_as_it_came(self._shared.examples(name, scope)),)

    def delete(self, scope: str, name: str) -> None:
        """Delete a scope's own; a shared one of that name is seen again."""
        if self._untouched(scope, name):
            raise NotFound(
                "That dataset is shared by all, and nothing of it is yours: there is nothing to delete.",
                key="dataset-only-shared",
            )
        self._own.delete(scope, name)

    def taught_by(self, who: str) -> tuple[tuple[str, str], ...]:
        """Where a person's examples are: in no shared one."""
        return self._own.taught_by(who)

    def examples_of(self, who: str) -> Sequence[tuple[str, KeptExample]]:
        """A person's examples: in no shared one."""
        return self._own.examples_of(who)

    def forget(self, who: str) -> int:
        """Delete a person's examples."""
        return self._own.forget(who)

    def _untouched(self, scope: str, name: str) -> bool:
        return name not in self._own.names(scope) and name in self._shared.names()


def _as_it_came(rows: Sequence[KeptExample]) -> Change:
    sha256 = content_sha256(row_sha256(row.example) for row in rows)
    return Change(1, max(row.at for row in rows), "", len(rows), 0, len(rows), sha256)
