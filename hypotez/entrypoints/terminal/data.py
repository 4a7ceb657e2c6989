"""Files that commands learn from, or take models out of."""

import sys
from pathlib import Path

from hypotez.entrypoints.terminal.paths import typed
from hypotez.ports.errors import DatasetError, NotFound
from hypotez.ports.names import legible, shown

__all__ = ["named", "read_data"]


def read_data(file: str, most: int) -> tuple[bytes, str]:
    """The bytes and the name of a file, or of standard input where it is "-".

    Raises:
        NotFound: there is no such file.
        DatasetError: it has more than `most` bytes.
    """
    if file == "-":
        content, name = sys.stdin.buffer.read(most + 1), ""
    else:
        path = named(file)
        with path.open("rb") as opened:
            content, name = opened.read(most + 1), path.name
    if len(content) > most:
        raise DatasetError(f"{name or 'standard input'} has more than {most >> 20} MB: send it in parts.")
    return content, name


def named(file: str) -> Path:
    """The path of a file that has to be there.

    Raises:
        NotFound: it is not.
    """
    path = typed(file)
    if not path.exists():
        raise NotFound(f"There is no file {shown(file)}: check the name.", key="file-unknown", name=legible(file))
    return path
