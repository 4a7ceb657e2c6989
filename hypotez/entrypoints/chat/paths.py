"""Paths in messages."""

import shlex
from pathlib import Path

from hypotez.entrypoints.terminal.paths import typed
from hypotez.ports.errors import NotFound

__all__ = ["free", "is_file", "unquoted"]


def is_file(path: str) -> bool:
    """Whether it is the path of a file."""
    try:
        return typed(path).is_file()
    except (NotFound, OSError):
        return False


def unquoted(path: str) -> str:
    """A path as terminals paste it: in quotes, or with backslashes before spaces; else as it is."""
    path = path.strip()
    try:
        return path if is_file(path) or len(words := shlex.split(path)) != 1 else words[0]
    except ValueError:
        return path


def free(path: Path) -> Path:
    """`path`, with a number where that name is taken."""
    number, unused = 2, path
    while unused.exists():
        unused, number = path.with_stem(f"{path.stem}-{number}"), number + 1
    return unused
