"""A database: a SQLite file on this machine, or any database that SQLAlchemy knows, by its URL."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import QueuePool
from tenacity import Retrying, retry_if_exception, stop_after_delay, wait_fixed

from hypotez.adapters.storage.database_errors import database_errors
from hypotez.adapters.storage.private import private_folder
from hypotez.adapters.storage.tables import REVISION
from hypotez.ports.errors import StorageError

__all__ = ["Database"]

_PAUSE = 0.02  # seconds before what was refused at once is tried again
_POSTGRES_LOCK = 7_453_021
_MIGRATIONS = Path(__file__).parent / "migrations"


class Database:
    """A database, brought up to date when it is opened.

    `location` is a file's path (its folder is made) or a URL of SQLAlchemy ("postgresql+psycopg://..."), whose driver
    must be installed. SQLite runs with a write-ahead log, each transaction synced to the disk before it ends.
    `busy_seconds`: how long to wait for another program that writes.

    Opening happens at the first use, or by `open()`.
    """

    def __init__(self, *, location: str = "hypotez.db", busy_seconds: float = 10.0) -> None:
        self._location = location
        self._busy_seconds = busy_seconds
        self._lock = threading.Lock()
        self._engine: Engine | None = None
        self._closed = False

    def open(self) -> None:
        """Connect, and migrate where needed; open already is fine.

        Raises:
            StorageError: it cannot be opened, or a newer hypotez has written it.
        """
        self._opened()

    @contextmanager
    def transaction(self, *, writes: bool = False) -> Iterator[Connection]:
        """One transaction, synced when it ends if it `writes`, and undone by whatever is raised inside.

        Raises:
            StorageError: the database refused.
        """
        engine = self._opened()
        with database_errors(), _writing(engine) if writes else engine.connect() as connection:
            yield connection

    def erase(self) -> None:
        """Leave nothing of what was deleted in SQLite's files; other databases see to that themselves.

        Deleted pages are overwritten, but copies of rows stay where rows were moved, and in the write-ahead log: so the
        file is written anew, and the log emptied.

        Raises:
            StorageError: the database refused, or another program holds on to the log.
        """
        engine = self._opened()
        if engine.dialect.name != "sqlite":
            return
        with database_errors(), closing(engine.raw_connection()) as connection, closing(connection.cursor()) as cursor:
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            blocked = any(row[0] for row in cursor.fetchall())
        if blocked:
            raise StorageError("Another program holds on to what was deleted from the database: try again in a moment.")

    def close(self) -> None:
        """Close all connections, for good; closing twice is harmless."""
        with self._lock:
            self._closed = True
            if self._engine is not None:
                self._engine.dispose()
                self._engine = None

    def _opened(self) -> Engine:
        with self._lock:
            if self._closed:
                raise StorageError("The database was closed: open it anew.")
            if self._engine is None:
                with database_errors():
                    engine = _engine(_url(self._location), self._busy_seconds)
                    try:
                        _migrate(engine)
                    except BaseException:
                        engine.dispose()
                        raise
                    self._engine = engine
            return self._engine


def _url(location: str) -> URL:
    if "://" not in location:
        return URL.create("sqlite", database=str(Path(location).expanduser()))
    try:
        return make_url(location)
    except (SQLAlchemyError, ValueError):
        # not chained: what went wrong may quote the password
        raise StorageError("The database's URL cannot be read: check it in the configuration.") from None


def _engine(url: URL, busy_seconds: float) -> Engine:
    if url.get_backend_name() != "sqlite":
        return create_engine(url, hide_parameters=True, pool_pre_ping=True)
    in_memory = url.database in {None, "", ":memory:"}
    if in_memory:
        # the records are in the connection: there is one, and threads take turns
        one = {"pool_size": 1, "max_overflow": 0, "connect_args": {"check_same_thread": False}}
        engine = create_engine(url, hide_parameters=True, poolclass=QueuePool, **one)
    else:
        if not str(url.database).startswith("file:"):
            _made(Path(str(url.database)).absolute())
        engine = create_engine(url, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: object) -> None:
        connection.isolation_level = None  # transactions begin where `begin` below says
        connection.execute(f"PRAGMA busy_timeout = {int(busy_seconds * 1000)}")
        # SQLite does not wait where several change a new file to this mode at once: one of them is refused at once
        patiently = Retrying(
            retry=retry_if_exception(_busy), stop=stop_after_delay(busy_seconds), wait=wait_fixed(_PAUSE), reraise=True
        )
        patiently(connection.execute, "PRAGMA journal_mode = WAL")
        for pragma in (
            "synchronous = FULL",
            "foreign_keys = ON",
            "secure_delete = ON",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # a writer takes SQLite's one lock before it reads: waiting for it cannot fail half-way then
        connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get("writes") else "BEGIN")

    return engine


def _busy(error: BaseException) -> bool:
    """Others use the database just now; the low byte of SQLite's code is the kind of error."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY


def _made(file: Path) -> None:
    """An empty database that is there: what people said is for the eyes of this user only, its folder included."""
    private_folder(file.parent)
    file.touch(mode=0o600)


def _writing(engine: Engine) -> AbstractContextManager[Connection]:
    """A transaction that writes."""
    return engine.execution_options(writes=True).begin()


def _migrate(engine: Engine) -> None:
    with engine.connect() as connection:
        if _revision(connection) == REVISION:
            return
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    with _writing(engine) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _POSTGRES_LOCK})
        current = _revision(connection)
        config = Config()
        config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
        known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
        if current is not None and current not in known:
            raise StorageError("The database was written by a newer hypotez: update hypotez, or name another database.")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
