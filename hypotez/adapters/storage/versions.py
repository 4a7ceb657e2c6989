"""Versions of models: what is known of them in the database, their files in a folder for each.

The row in the database is what makes a version exist. Its files are there, synced, before the row is written, and go
after the row has gone: so a kill at any moment leaves a version whole, or leaves none. What was left by a kill is swept
away before the next version is kept, and whenever somebody asks for it.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import RowMapping, delete, insert, select, update

from hypotez.adapters.storage.database import Database
from hypotez.adapters.storage.version_file import read_version, write_version
from hypotez.adapters.storage.version_folders import VersionFolders, disk
from hypotez.adapters.storage.version_manifest import MANIFEST, VersionManifest, foreign, inventory, verify
from hypotez.adapters.storage.version_tables import VERSIONS
from hypotez.adapters.storage.version_values import are_scores
from hypotez.ports.errors import NotFound
from hypotez.ports.learning import Model
from hypotez.ports.storage import new_id, read_id, utc_now
from hypotez.ports.versions import Loader, Version, Versions

__all__ = ["DatabaseVersions"]


class DatabaseVersions(Versions):
    """`folder` is made when it is first needed. Whoever gave the database closes it."""

    def __init__(self, database: Database, folder: Path) -> None:
        self._database, self._folders = database, VersionFolders(folder)

    def keep(self, version: Version, model: Model) -> None:
        """Keep a new version."""
        self.sweep()
        with self._folders.filling(version.id) as workshop:
            model.save(workshop)
            self._settle(workshop, version)

    def list(self, scope: str, dataset: str | None = None) -> tuple[Version, ...]:
        """The versions of a scope."""
        query = select(VERSIONS).where(VERSIONS.c.scope == scope).order_by(VERSIONS.c.at, VERSIONS.c.id)
        if dataset is not None:
            query = query.where(VERSIONS.c.dataset == dataset)
        with self._database.transaction() as connection:
            rows = connection.execute(query).mappings().all()
        return tuple(_manifest(row).version for row in rows)

    def taken_in(self) -> tuple[Version, ...]:
        """The versions that came in a file."""
        likely = VERSIONS.c.manifest.contains('"change": 0,')  # what it says is read only where it may be so
        query = select(VERSIONS).where(likely).order_by(VERSIONS.c.at, VERSIONS.c.id)
        with self._database.transaction() as connection:
            found = [_manifest(row).version for row in connection.execute(query).mappings()]
        return tuple(version for version in found if not version.change)

    def get(self, scope: str, id: str) -> Version:
        """The version with that id."""
        return self._manifest(scope, read_id(id)).version

    def model(self, version: Version, load: Loader) -> Model:
        """Its model."""
        manifest = self._manifest(version.scope, version.id)
        home = self._folders.of(version.id)
        with disk():
            verify(home, manifest.files)
        return load(home)

    def current(self, scope: str, dataset: str) -> Version | None:
        """The version that answers."""
        query = select(VERSIONS).where(VERSIONS.c.scope == scope, VERSIONS.c.dataset == dataset, VERSIONS.c.current)
        with self._database.transaction() as connection:
            row = connection.execute(query).mappings().one_or_none()
        return _manifest(row).version if row else None

    def promote(self, version: Version) -> None:
        """Make it the current one: one transaction, synced."""
        here = (VERSIONS.c.scope == version.scope, VERSIONS.c.dataset == version.dataset)
        with self._database.transaction(writes=True) as connection:
            connection.execute(update(VERSIONS).where(*here, VERSIONS.c.current).values(current=False))
            chosen = update(VERSIONS).where(*here, VERSIONS.c.id == version.id).values(current=True)
            if not connection.execute(chosen).rowcount:
                raise NotFound("There is no such version any more: it has been deleted.", key="version-gone")

    def delete(self, version: Version) -> None:
        """Delete a version: first what makes it exist, then its files."""
        exists = VERSIONS.c.scope == version.scope, VERSIONS.c.id == version.id
        with self._folders.removing(version.id), self._database.transaction(writes=True) as connection:
            connection.execute(delete(VERSIONS).where(*exists))

    def sweep(self) -> None:
        """Remove the files of those that were killed."""
        self._folders.sweep(self._ids)

    def export(self, version: Version, to: BinaryIO) -> None:
        """Write a version into one file."""
        manifest = self._manifest(version.scope, version.id)
        home = self._folders.of(version.id)
        with disk():
            verify(home, manifest.files)
            write_version(manifest, home, to)

    def take_in(self, file: BinaryIO, scope: str, dataset: str, loader: Callable[[Version], Loader]) -> Version:
        """Keep an exported version as a new one."""
        now = utc_now()
        id = new_id(now)
        self.sweep()
        with self._folders.filling(id) as workshop:
            with disk():
                found = read_version(file, workshop)
                verify(workshop, found.files)
            if tuple(sorted(found.version.labels)) != tuple(loader(found.version)(workshop).labels):
                raise foreign("the model knows other labels than its manifest says")
            version = replace(
                found.version, id=id, at=now, scope=scope, dataset=dataset, change=0, parent=None, doubts=()
            )
            self._settle(workshop, version)
        return version

    def _manifest(self, scope: str, id: str) -> VersionManifest:
        query = select(VERSIONS).where(VERSIONS.c.scope == scope, VERSIONS.c.id == id)
        with self._database.transaction() as connection:
            row = connection.execute(query).mappings().one_or_none()
        if row is None:
            raise NotFound("There is no such version: check its id.", key="version-unknown")
        return _manifest(row)

    def _settle(self, workshop: Path, version: Version) -> None:
        """Give a filled folder its name, and then the version its row."""
        with disk():
            (workshop / MANIFEST).unlink(missing_ok=True)
            manifest = VersionManifest(version, inventory(workshop)).to_json()
            (workshop / MANIFEST).write_text(manifest, encoding="utf-8")  # for whoever looks into the folder
            self._folders.name(workshop, version.id)
        row = {"id": version.id, "at": version.at, "scope": version.scope, "dataset": version.dataset}
        try:
            with self._database.transaction(writes=True) as connection:
                connection.execute(insert(VERSIONS).values(**row, current=False, manifest=manifest))
        except BaseException:
            self._folders.remove(version.id)
            raise

    def _ids(self) -> set[str]:
        with self._database.transaction() as connection:
            return set(connection.execute(select(VERSIONS.c.id)).scalars())


def _manifest(row: RowMapping | Any) -> VersionManifest:
    return _read(row["manifest"])


@lru_cache(maxsize=64)
def _read(manifest: str) -> VersionManifest:
    """A version never changes, and each answer asks for one: reading it takes many times as long as predicting."""
    found = VersionManifest.from_json(manifest, kept=True)
    if are_scores(found.version.scores):
        return found
    return replace(found, version=replace(found.version, scores={}))  # whoever took it in did not look at them
