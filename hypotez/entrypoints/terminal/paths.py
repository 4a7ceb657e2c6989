"""Paths as people type them."""

from pathlib import Path

from hypotez.ports.errors import NotFound

__all__ = ["typed"]


def typed(path: str) -> Path:
    """The path that somebody typed: `~` is a home folder.

    Raises:
        NotFound: no file can be called so, or the home is that of somebody who is unknown here.
    """
    if "\0" in path:
        raise NotFound("no file has a name with a NUL character in it; check the name")
    try:
        return Path(path).expanduser()
    except RuntimeError:
        raise NotFound(f"{path} starts with the home folder of somebody who is unknown here; check the name") from None
