"""Choices in the same database as the records."""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from typing import Any, Final, TypeVar, get_type_hints

from pydantic import TypeAdapter
from sqlalchemy import bindparam, delete, insert, select

from hypotez.adapters.storage.database import Database
from hypotez.adapters.storage.tables import SETTINGS
from hypotez.ports.settings import PersonSettings, ServerSettings, Settings

__all__ = ["DatabaseSettings"]

S = TypeVar("S", ServerSettings, PersonSettings)

SERVER: Final = "server"
PERSON: Final = "person"

_ONE: Final = select(SETTINGS.c.value).where(SETTINGS.c.kind == bindparam("kind"), SETTINGS.c.id == bindparam("id"))
"""Made once: everybody new is looked up, and to make a query takes as long as to run it."""

_TYPES: Final[dict[type, dict[str, TypeAdapter[Any]]]] = {
    kind: {name: TypeAdapter(hint) for name, hint in get_type_hints(kind).items()}
    for kind in (ServerSettings, PersonSettings)
}


class DatabaseSettings(Settings):
    """A row for each server and each person that has chosen something. Whoever gave the database closes it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def server(self, scope: str) -> ServerSettings:
        """What a server has chosen."""
        return _read(ServerSettings, self._get(SERVER, scope))

    def keep_server(self, scope: str, settings: ServerSettings) -> None:
        """Keep a server's choices: one transaction, synced."""
        self._put(SERVER, scope, settings)

    def servers(self) -> Mapping[str, ServerSettings]:
        """The choices of all servers."""
        query = select(SETTINGS.c.id, SETTINGS.c.value).where(SETTINGS.c.kind == SERVER)
        with self._database.transaction() as connection:
            return {scope: _read(ServerSettings, value) for scope, value in connection.execute(query).all()}

    def person(self, who: str) -> PersonSettings:
        """What a person has chosen."""
        return _read(PersonSettings, self._get(PERSON, who))

    def keep_person(self, who: str, settings: PersonSettings) -> None:
        """Keep a person's choices: one transaction, synced."""
        self._put(PERSON, who, settings)

    def forget_person(self, who: str) -> None:
        """Delete a person's choices."""
        with self._database.transaction(writes=True) as connection:
            connection.execute(delete(SETTINGS).where(SETTINGS.c.kind == PERSON, SETTINGS.c.id == who))

    def _get(self, kind: str, id: str) -> str | None:
        with self._database.transaction() as connection:
            value: str | None = connection.execute(_ONE, {"kind": kind, "id": id}).scalar()
        return value

    def _put(self, kind: str, id: str, settings: ServerSettings | PersonSettings) -> None:
        with self._database.transaction(writes=True) as connection:
            connection.execute(delete(SETTINGS).where(SETTINGS.c.kind == kind, SETTINGS.c.id == id))
            connection.execute(insert(SETTINGS).values(kind=kind, id=id, value=_written(settings)))


def _written(settings: ServerSettings | PersonSettings) -> str:
    return json.dumps(asdict(settings), default=sorted)  # sets are what JSON does not know


def _read(kind: type[S], value: str | None) -> S:
    """The choices in `value`. What is missing there, or cannot be right, is the default; what is unknown is dropped."""
    try:
        kept = json.loads(value or "{}")
    except ValueError:
        kept = {}
    chosen: dict[str, Any] = {}
    for name, adapter in _TYPES[kind].items() if isinstance(kept, dict) else ():
        if name in kept:
            with suppress(ValueError):
                one = {name: adapter.validate_json(json.dumps(kept[name]), strict=True)}
                kind(**one)
                chosen |= one
    return kind(**chosen)
