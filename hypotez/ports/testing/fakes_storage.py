"""Records and files that live in memory, for tests of what uses them."""

import io
import itertools
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import TypeVar

from hypotez.ports.errors import NotAllowed, NotFound, StorageError
from hypotez.ports.files import Files, FoundFile, Omitted
from hypotez.ports.names import portable_parts, shown
from hypotez.ports.secret_names import SecretNames
from hypotez.ports.storage import Record, Records, TranscriptRecord, read_id

__all__ = ["MemoryFiles", "MemoryRecords"]

R = TypeVar("R", bound=Record)


class MemoryRecords(Records):
    """Records in a list."""

    def __init__(self) -> None:
        self._records: list[Record] = []
        self._lock = threading.Lock()

    def add(self, record: Record) -> None:
        if record.at.tzinfo is None:
            raise ValueError("a record's time needs a time zone")
        with self._lock:
            if any(type(record) is type(kept) and record.id == kept.id for kept in self._records):
                raise StorageError("There is such a record already.")
            self._records.append(replace(record, at=record.at.astimezone(UTC)))

    def replace(self, record: Record) -> None:
        if record.at.tzinfo is None:
            raise ValueError("a record's time needs a time zone")
        old = self.get(type(record), record.id)
        with self._lock:
            self._records[self._records.index(old)] = replace(record, at=record.at.astimezone(UTC))

    def get(self, kind: type[R], id: str) -> R:
        id = read_id(id)
        for record in self._records:
            if isinstance(record, kind) and record.id == id:
                return record
        raise NotFound("There is no such record: check its id.")

    def list(
        self,
        kind: type[R],
        *,
        scope: str | None = None,
        who: str | None = None,
        about: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        newest_first: bool = False,
        limit: int | None = None,
    ) -> Iterator[R]:
        found = [
            record
            for record in self._records
            if isinstance(record, kind)
            and (scope is None or record.origin.scope == scope)
            and (who is None or record.origin.who == who)
            and (about is None or getattr(record, "about", None) == about)
            and (since is None or record.at >= since)
            and (until is None or record.at < until)
        ]
        found.sort(key=lambda record: (record.at, record.id), reverse=newest_first)
        yield from itertools.islice(found, limit)

    def forget(self, who: str) -> int:
        with self._lock:
            heard = {r.id for r in self._records if isinstance(r, TranscriptRecord) and r.origin.who == who}
            return self._keep(lambda r: r.origin.who != who and getattr(r, "about", None) not in heard)

    def expire(self, before: Mapping[str, datetime]) -> int:
        if any(moment.tzinfo is None for moment in before.values()):
            raise ValueError("a moment needs a time zone")
        with self._lock:
            return self._keep(lambda r: r.origin.scope not in before or r.at >= before[r.origin.scope])

    def _keep(self, wanted: Callable[[Record], bool]) -> int:
        """Drop all others; how many those were."""
        before = len(self._records)
        self._records = [record for record in self._records if wanted(record)]
        return before - len(self._records)

    def close(self) -> None:
        """Nothing to let go of."""


class MemoryFiles(Files):
    """Files as `{scope: {root: {"folder/file": content}}}`; the content may be changed at any time."""

    def __init__(self, tree: Mapping[str, Mapping[str, Mapping[str, bytes]]] | None = None) -> None:
        self.tree = tree or {}
        self._secrets = SecretNames()

    def roots(self, scope: str) -> tuple[str, ...]:
        return tuple(self.tree.get(scope, {}))

    def find(self, scope: str, name: str) -> FoundFile:
        root, parts = self._place(scope, name)
        path = "/".join(parts)
        if any(part in self._secrets for part in parts):
            raise NotAllowed(f"{shown(name)} may hold secrets, so it is not given to anybody.")
        held = self.tree[scope][root]
        if path not in held:
            if not path or any(other.startswith(path + "/") for other in held):
                raise NotAllowed(f"{shown(name)} is a folder: name a file in it.")
            raise NotFound(f"There is no file {shown(name)}: check the name.")
        return FoundFile(f"{root}/{path}", len(held[path]), lambda: io.BytesIO(held[path]))

    def walk(self, scope: str, directory: str = "") -> Iterator[FoundFile | Omitted]:
        root, parts = self._place(scope, "" if directory == "." else directory)
        if any(part in self._secrets for part in parts):
            raise NotAllowed(f"{shown(directory)} may hold secrets, so it is not given to anybody.")
        below = [path.split("/") for path in self.tree[scope][root]]
        below = sorted(path for path in below if path[: len(parts)] == list(parts) and len(path) > len(parts))
        if parts and not below:
            raise NotFound(f"There is no folder {shown(directory)}: check the name.")
        omitted = set()
        for path in below:
            secret = next((i for i, part in enumerate(path) if part in self._secrets), None)
            name = f"{root}/{'/'.join(path if secret is None else path[: secret + 1])}"
            if secret is None:
                yield self.find(scope, name)
            elif name not in omitted:
                omitted.add(name)
                yield Omitted(name, "may hold secrets")

    def _place(self, scope: str, name: str) -> tuple[str, tuple[str, ...]]:
        roots = self.roots(scope)
        if not roots:
            raise NotAllowed("No folder is shared here: the owner can share one in the configuration.")
        if not name and len(roots) > 1:
            raise NotAllowed(f"Say which folder: {', '.join(roots)}.")
        parts = portable_parts(name) if name else ()
        if parts and parts[0] in roots:
            return parts[0], parts[1:]
        if len(roots) > 1:
            raise NotFound(f"There is no shared folder {shown(parts[0])}: there are {', '.join(roots)}.")
        return roots[0], parts
