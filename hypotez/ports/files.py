"""Files that people may have: names inside roots that the owner chose, and nothing else."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Protocol, runtime_checkable

__all__ = ["Files", "FoundFile", "Omitted"]


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A regular file inside a root.

    `name` is "root/folder/file" with slashes, never a path of the machine. `size` in bytes and `modified` in seconds
    since 1970 are those of the moment when it was found. `identity` tells whether two names are one file; None where
    nobody knows. `open()` checks the whole way again and gives a readable binary stream, or raises what
    `Files.find` raises.
    """

    name: str
    size: int
    open: Callable[[], BinaryIO]
    modified: float = 0.0
    identity: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Omitted:
    """Something inside a root that is not given to anybody, by its name and with the reason, a part of a sentence."""

    name: str
    reason: str


@runtime_checkable
class Files(Protocol):
    """Looks for files by name, inside the roots of a scope.

    A name is "root/folder/file"; where a scope has exactly one root, its name may be left out. Names are checked
    before anything is touched: see `hypotez.ports.names` for what a name may be and `hypotez.ports.secret_names` for
    what is secret. Links are never followed.
    """

    def roots(self, scope: str) -> tuple[str, ...]:
        """The names of the scope's roots, in the owner's order; none where the owner gave none."""
        ...

    def find(self, scope: str, name: str) -> FoundFile:
        """The file with that name.

        Raises:
            NotAllowed: the scope has no roots, the name leaves them, or it is a secret, a link or no regular file.
            NotFound: there is no such file.
            StorageError: the disk refused.
        """
        ...

    def walk(self, scope: str, directory: str = "") -> Iterator[FoundFile | Omitted]:
        """Yield every file below a folder, sorted by name, and what is left out. "" and "." are the only root.

        Raises:
            NotAllowed: as `find`; or several roots, and none of them named.
            NotFound: there is no such folder.
            StorageError: the disk refused.
        """
        ...
