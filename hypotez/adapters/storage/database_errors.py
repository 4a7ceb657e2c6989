"""What databases say, in sentences for people. No address, no password and no path ever comes into them."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError

from hypotez.ports.errors import StorageError

__all__ = ["database_errors"]

_SQLITE = {
    "SQLITE_FULL": "The disk is full: free some space and try again.",
    "SQLITE_BUSY": "The database is busy with another program: try again in a moment.",
    "SQLITE_LOCKED": "The database is busy with another program: try again in a moment.",
    "SQLITE_READONLY": "The database is read-only: give hypotez the right to write its file and folder.",
    "SQLITE_NOTADB": "The database file is no database: name another file, or put a backup in its place.",
    "SQLITE_CORRUPT": "The database is damaged: put a backup in its place.",
    "SQLITE_CANTOPEN": "The database file cannot be opened: check that its folder exists and may be written.",
    "SQLITE_PERM": "The database file may not be opened: check the rights of its file and folder.",
    "SQLITE_IOERR": "The disk failed while the database was used: check the disk.",
    "SQLITE_TOOBIG": "The text is too long for the database: send a shorter one.",
}


@contextmanager
def database_errors() -> Iterator[None]:
    """Translate whatever a database raises.

    Raises:
        StorageError: with one sentence.
    """
    try:
        yield
    except IntegrityError as error:
        raise StorageError("The database has such a record already, nothing was changed: try again.") from error
    except DBAPIError as error:
        raise StorageError(_sentence(error.orig)) from error
    except sqlite3.Error as error:
        raise StorageError(_sentence(error)) from error
    except ImportError as error:
        raise StorageError(f"The database needs the Python package {error.name}: install it.") from error
    except SQLAlchemyError as error:
        raise StorageError(
            f"The database cannot be used ({type(error).__name__}): check the database's URL in the configuration."
        ) from error
    except UnicodeError as error:
        raise StorageError("The database keeps Unicode only: write the text again.") from error
    except OSError as error:
        raise StorageError(f"The disk refused the database: {error.strerror}.") from error


def _sentence(error: BaseException | None) -> str:
    name = getattr(error, "sqlite_errorname", "")
    for code, sentence in _SQLITE.items():
        if name == code or name.startswith(code + "_"):
            return sentence
    return f"The database refused ({name or type(error).__name__}): check that it runs and may be written."
