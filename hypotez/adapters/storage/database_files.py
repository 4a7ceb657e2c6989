"""Which files an SQLite database is made of."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError

__all__ = ["database_files"]

_ENDINGS = ("", "-wal", "-shm", "-journal")
"""Of the database itself, its log, its index, and its log of another kind."""


def database_files(url: str) -> tuple[Path, ...]:
    """The files of the database at an address of SQLAlchemy; none where it is in memory or on a server."""
    try:
        address = make_url(url)
    except (SQLAlchemyError, ValueError):
        return ()
    name = address.database
    if address.get_backend_name() != "sqlite" or not name or name == ":memory:":
        return ()
    if name.startswith("file:"):  # https://www.sqlite.org/uri.html
        name = unquote(urlsplit(name).path)
    return tuple(Path(name + ending) for ending in _ENDINGS)
