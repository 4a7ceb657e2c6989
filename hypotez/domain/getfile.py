"""Get a file that the owner shares."""

from hypotez.ports.errors import NotAllowed
from hypotez.ports.files import Files, FoundFile
from hypotez.ports.names import legible, shown

__all__ = ["GetFile"]


class GetFile:
    """Find a file by its name inside the roots of a scope. `largest`: bytes, None for any size."""

    def __init__(self, files: Files, *, largest: int | None = None) -> None:
        self._files = files
        self._largest = largest

    def __call__(self, name: str, scope: str = "local", *, largest: int | None = None) -> FoundFile:
        """The file "root/folder/file"; the root may be left out where there is one. Read it with `open()`.

        `largest` bounds this one answer further, for a surface that cannot carry more.

        Raises:
            NotAllowed: no roots, outside of them, a secret, a link, no regular file, or too big.
            NotFound: no such file.
            StorageError: the disk refused.
        """
        found = self._files.find(scope, name.strip())
        bounds = [bound for bound in (self._largest, largest) if bound is not None]
        if bounds and found.size > min(bounds):
            raise NotAllowed(
                f"{shown(found.name)} has {found.size / 1e6:.1f} MB: {min(bounds) / 1e6:.1f} MB are the most here.",
                key="file-too-large",
                name=legible(found.name),
                size=round(found.size / 1e6, 1),
                most=round(min(bounds) / 1e6, 1),
            )
        return found
