"""Finding libopus, which turns PCM into what Discord's voice servers take. PyAV's wheel carries one."""

from collections.abc import Iterator
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import discord

from hypotez.ports.errors import EngineUnavailable

__all__ = ["load_opus"]

PLACES: Final = ("../av.libs", ".dylibs")
"""Where wheels keep shared libraries, as seen from the package: on Linux and Windows, and on macOS."""


def load_opus() -> None:
    """Load the library once for the whole program: PyAV's, else the system's, or on Windows discord.py's.

    Raises:
        EngineUnavailable: there is none.
    """
    if discord.opus.is_loaded():
        return
    for library in carried():
        with suppress(OSError, AttributeError):  # for another machine, or without the functions that are needed
            discord.opus.load_opus(str(library))
            return
    with suppress(discord.opus.OpusNotLoaded):
        discord.opus.Encoder.get_opus_version()  # it looks for the system's library by itself
        return
    raise EngineUnavailable(
        "There is no Opus library for speaking in voice channels: install PyAV's wheel with "
        "`pip install --force-reinstall --only-binary av av`, or your system's libopus.",
        engine="opus",
    )


def carried() -> Iterator[Path]:
    """The libraries that PyAV's wheel brings along: `libopus-114e2b1a.so.0`, `libopus.0.dylib`, `opus-1f2e.dll`."""
    spec = find_spec("av")
    for package in (spec.submodule_search_locations or ()) if spec else ():
        for place in PLACES:
            yield from sorted((Path(package) / place).glob("*opus*"))
