"""Files inside folders of this machine that the owner shares, scope by scope."""

import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import BinaryIO

from hypotez.adapters.storage.tree import LinkError, SpecialFileError, Tree, tree
from hypotez.ports.errors import HypotezError, NotAllowed, NotFound, StorageError
from hypotez.ports.files import Files, FoundFile, Omitted
from hypotez.ports.names import legible, portable_parts, shown
from hypotez.ports.secret_names import SecretNames

__all__ = ["RootedFiles"]

_REASONS: dict[type[OSError], str] = {
    LinkError: "is a link",
    SpecialFileError: "is a special file",
    FileNotFoundError: "disappeared",
}


class RootedFiles(Files):
    """Shared folders.

    `roots`: `{scope: {root: path of a folder}}`. `secrets`: patterns of names that are secret here too. `hidden`:
    paths of files and folders that are never given, by whatever name they are reached: the configuration, the
    database. Messages tell names inside roots and no paths.
    """

    def __init__(
        self,
        *,
        roots: Mapping[str, Mapping[str, str]] | None = None,
        secrets: Sequence[str] = (),
        hidden: Sequence[str] = (),
    ) -> None:
        self._roots = {
            scope: {name: tree(Path(path).expanduser()) for name, path in named.items()}
            for scope, named in (roots or {}).items()
        }
        self._secrets = SecretNames(secrets)
        self._hidden = tuple(Path(path).expanduser() for path in hidden)

    def roots(self, scope: str) -> tuple[str, ...]:
        """The names of the scope's roots."""
        return tuple(self._roots.get(scope, {}))

    def find(self, scope: str, name: str) -> FoundFile:
        """The file with that name."""
        root, folder, parts = self._place(scope, name)
        if not parts:
            raise NotAllowed(f"{shown(name)} is a folder: name a file in it.", key="file-folder", name=legible(name))
        with _refusals(name):
            self._refuse_hidden(folder, parts)
            found = folder.look(parts)
        if stat.S_ISDIR(found.st_mode):
            raise NotAllowed(f"{shown(name)} is a folder: name a file in it.", key="file-folder", name=legible(name))
        if _special(found):
            raise _not_regular(name)
        return self._found(root, folder, parts, found)

    def walk(self, scope: str, directory: str = "") -> Iterator[FoundFile | Omitted]:
        """Yield every file below a folder, and what is left out."""
        name = directory if directory == "/" else directory.removesuffix("/")
        root, folder, parts = self._place(scope, "" if name == "." else name)
        with _refusals(name or root):
            self._refuse_hidden(folder, parts)
            names = folder.names(parts)
        waiting = [(*parts, below) for below in sorted(names, reverse=True)]
        hidden = self._hidden_identities()
        while waiting:
            parts = waiting.pop()
            below = self._below(root, folder, parts, hidden)
            if isinstance(below, list):
                waiting += [(*parts, deeper) for deeper in sorted(below, reverse=True)]
            else:
                yield below

    def _below(
        self, root: str, folder: Tree, parts: tuple[str, ...], hidden: frozenset[tuple[int, int]]
    ) -> FoundFile | Omitted | list[str]:
        """One step of a walk: a file, something left out, or the names in a folder."""
        name = "/".join((root, *parts))
        if reason := self._unnameable(name, parts[-1]):
            return Omitted(_unicode(name), reason)
        try:
            found = folder.look(parts)
            own = _identity(found) in hidden
            if stat.S_ISDIR(found.st_mode) and not own:
                return folder.names(parts)
        except OSError as error:
            return Omitted(name, _REASONS.get(type(error), "may not be read"))
        reason = "belongs to hypotez itself" if own else _special(found)
        return Omitted(name, reason) if reason else self._found(root, folder, parts, found)

    def _unnameable(self, name: str, part: str) -> str:
        """Why something is left out for its name alone."""
        try:
            portable_parts(name)
        except NotAllowed:
            return "has a name that does not work on every system"
        return "may hold secrets" if part in self._secrets else ""

    def _place(self, scope: str, name: str) -> tuple[str, Tree, tuple[str, ...]]:
        """The root and the parts inside it, checked as far as names can be."""
        roots = self._roots.get(scope, {})
        if not roots:
            raise NotAllowed(
                "No folder is shared here: the owner can share one in the configuration.", key="files-none-shared"
            )
        if not name and len(roots) > 1:
            raise NotAllowed(f"Say which folder: {', '.join(roots)}.", key="files-which-folder", there=", ".join(roots))
        parts = portable_parts(name) if name else ()
        if parts and parts[0] in roots:
            root, parts = parts[0], parts[1:]
        elif len(roots) == 1:
            (root,) = roots
        else:
            raise NotFound(
                f"There is no shared folder {shown(parts[0])}: there are {', '.join(roots)}.",
                key="files-unknown-folder",
                name=legible(parts[0]),
                there=", ".join(roots),
            )
        if any(part in self._secrets for part in parts):
            raise NotAllowed(
                f"{shown(name)} may hold secrets, so it is not given to anybody.", key="file-secret", name=legible(name)
            )
        return root, roots[root], parts

    def _found(self, root: str, folder: Tree, parts: tuple[str, ...], found: os.stat_result) -> FoundFile:
        name = "/".join((root, *parts))
        open_again = partial(self._open, folder, parts, name)
        return FoundFile(name, found.st_size, open_again, found.st_mtime, _identity(found))

    def _open(self, folder: Tree, parts: tuple[str, ...], name: str) -> BinaryIO:
        with _refusals(name):
            stream = folder.open(parts)
        if self._hidden and _identity(os.fstat(stream.fileno())) in self._hidden_identities():
            stream.close()
            raise _own(name)
        return stream

    def _refuse_hidden(self, folder: Tree, parts: tuple[str, ...]) -> None:
        hidden = self._hidden_identities()
        if hidden and any(_identity(folder.look(parts[: depth + 1])) in hidden for depth in range(len(parts))):
            raise _own("/".join(parts))

    def _hidden_identities(self) -> frozenset[tuple[int, int]]:
        return frozenset(_identity(path.stat()) for path in self._hidden if path.exists())


def _special(found: os.stat_result) -> str:
    """Why something is left out for what it is."""
    if stat.S_ISLNK(found.st_mode):
        return _REASONS[LinkError]
    return "" if stat.S_ISREG(found.st_mode) else _REASONS[SpecialFileError]


def _not_regular(name: str) -> NotAllowed:
    return NotAllowed(
        f"{shown(name)} is no regular file: only real files are given.", key="file-not-regular", name=legible(name)
    )


def _own(name: str) -> NotAllowed:
    return NotAllowed(
        f"{shown(name)} belongs to hypotez itself, so it is not given to anybody.", key="file-own", name=legible(name)
    )


def _identity(found: os.stat_result) -> tuple[int, int]:
    return found.st_dev, found.st_ino


def _unicode(name: str) -> str:
    """The name with what is not Unicode in it replaced."""
    return name.encode("utf-8", "replace").decode()


@contextmanager
def _refusals(name: str) -> Iterator[None]:
    """Say why the system refused, in names inside roots."""
    try:
        yield
    except HypotezError:
        raise
    except LinkError as error:
        raise NotAllowed(
            f"{shown(name)} goes through a link: only real files are given.", key="file-link", name=legible(name)
        ) from error
    except (SpecialFileError, IsADirectoryError) as error:
        raise _not_regular(name) from error
    except (FileNotFoundError, NotADirectoryError) as error:
        raise NotFound(f"There is no {shown(name)}: check the name.", key="file-none", name=legible(name)) from error
    except PermissionError as error:
        raise NotAllowed(
            f"{shown(name)} may not be read by hypotez: the owner must give it the right.",
            key="file-no-right",
            name=legible(name),
        ) from error
    except OSError as error:
        raise StorageError(f"The disk refused {shown(name)} ({error.strerror}): try again.") from error
