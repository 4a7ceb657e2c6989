"""Files of a model that nobody is trusted to have left alone, except for arrays: see `arrays.py`."""

import json
import os
from pathlib import Path
from typing import Any

from hypotez.ports.errors import ModelError, StorageError

__all__ = ["damaged", "read_bytes", "read_table", "write_bytes", "write_table"]


def damaged(how: str) -> ModelError:
    """What is said of a model's files that cannot be used, and `how` that is seen."""
    return ModelError(f"The model is damaged ({how}): train it again, or import it again.", key="model-damaged")


def read_bytes(path: Path, most: int) -> bytes:
    """A file of at most so many bytes.

    Raises:
        ModelError: it is missing, or larger.
        StorageError: the disk refused.
    """
    try:
        with path.open("rb") as file:
            large = os.fstat(file.fileno()).st_size > most
            content = b"" if large else file.read()
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError) as error:
        raise damaged(f"{path.name} is missing") from error
    except OSError as error:
        raise StorageError(f"The model cannot be read: {error.strerror}.") from error
    if large:
        raise damaged(f"{path.name} is larger than any that was saved here")
    return content


def read_table(path: Path, most: int) -> dict[str, Any]:
    """A JSON object.

    Raises:
        ModelError: it is missing, larger, or no JSON object.
        StorageError: the disk refused.
    """
    try:
        table = json.loads(read_bytes(path, most))
    except (ValueError, RecursionError) as error:
        raise damaged(f"{path.name} cannot be read") from error
    if not isinstance(table, dict):
        raise damaged(f"{path.name} is not what was saved here")
    return table


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file.

    Raises:
        StorageError: the disk refused.
    """
    try:
        path.write_bytes(content)
    except OSError as error:
        raise StorageError(f"The model cannot be written: {error.strerror}.") from error


def write_table(path: Path, table: dict[str, Any]) -> None:
    """Write a JSON object, the same one always as the same bytes.

    Raises:
        StorageError: the disk refused.
    """
    write_bytes(path, json.dumps(table, sort_keys=True, indent=1).encode())
