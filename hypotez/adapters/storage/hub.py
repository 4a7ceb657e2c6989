"""What there is to fetch: files with their sizes and hashes, from a Hugging Face hub's listing or as given.

The listing is `GET <hub>/api/models/<repo>/tree/<revision>?recursive=1`: a list of `{"type": "file", "path", "size",
"oid"}`, `oid` being the SHA-1 that git gives the file's bytes; a big file also has `{"lfs": {"oid"}}`, the SHA-256 of
its bytes. The bytes are at `<hub>/<repo>/resolve/<revision>/<path>`.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any
from urllib.parse import quote

from hypotez.adapters.storage.web import Web
from hypotez.ports.errors import EngineUnavailable, EngineUnreachable
from hypotez.ports.progress import Progress, Report
from hypotez.ports.weights import Download, HubRepo

__all__ = ["PIECE", "Wanted", "wanted"]

PIECE = 1 << 20
"""Bytes between two reports."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file to fetch. `sha256` or `blob`, the SHA-1 that git gives it, is hex; `size` in bytes, None while unknown."""

    name: str
    url: str
    sha256: str = ""
    blob: str = ""
    size: int | None = None

    def is_at(self, path: Path, report: Report) -> bool:
        """Whether the bytes at `path` are the right ones."""
        size = path.stat().st_size
        if self.size not in {None, size}:
            return False
        digest = hashlib.sha256() if self.sha256 else hashlib.sha1(b"blob %d\0" % size, usedforsecurity=False)
        with path.open("rb") as file:
            while piece := file.read(PIECE):
                digest.update(piece)
                report(Progress("verify", file.tell(), size, "bytes"))
        return digest.hexdigest() == (self.sha256 or self.blob).lower()


def wanted(web: Web, hub: str, source: Download | HubRepo) -> list[Wanted]:
    """The files of `source`, each with a name that stays inside its folder.

    Raises:
        EngineUnreachable: the hub did not answer, or with something else than a listing.
        EngineUnavailable: no such repository, revision or file, or a name that leads elsewhere.
    """
    if isinstance(source, Download):
        return [Wanted(_inside(source.name), source.url, sha256=source.sha256)]
    if not re.fullmatch(r"[\w.-]+(/[\w.-]+)?", source.repo) or ".." in source.repo:
        raise EngineUnavailable(f"'{source.repo}' is no name of a repository on a hub: write it as 'owner/name'.")
    revision = quote(source.revision, safe="")
    listed = dict(_entries(web, f"{hub}/api/models/{source.repo}/tree/{revision}?recursive=1"))
    missing = [name for name in source.files if name not in listed]
    if missing:
        raise EngineUnavailable(f"{source.repo} has no file '{missing[0]}': check its name and the revision.")
    return [_wanted(name, listed[name], f"{hub}/{source.repo}/resolve/{revision}") for name in source.files]


def _entries(web: Web, url: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for page in web.pages(url):
        if not isinstance(page, list):
            raise EngineUnreachable("The hub answered with something else than a list of files: try again later.")
        yield from ((str(entry.get("path")), entry) for entry in page if isinstance(entry, dict))


def _wanted(name: str, entry: dict[str, Any], base: str) -> Wanted:
    url = f"{base}/{quote(name)}"
    match entry:
        case {"size": int(size), "lfs": {"oid": str(sha256)}}:
            return Wanted(_inside(name), url, sha256=sha256, size=size)
        case {"size": int(size), "oid": str(blob)}:
            return Wanted(_inside(name), url, blob=blob, size=size)
        case _:
            raise EngineUnreachable(f"The hub does not tell the size and the hash of '{name}': try again later.")


def _inside(name: str) -> str:
    parts = PurePosixPath(name).parts
    windows = PureWindowsPath(name)
    if not parts or ".." in parts or name.startswith("/") or "\\" in name or "\0" in name or windows.drive:
        raise EngineUnavailable(f"'{name}' is no name of a file inside the model's folder.")
    return name
