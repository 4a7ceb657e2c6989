"""Files of this machine on their way into a message."""

import io
import math
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import asynccontextmanager
from functools import partial
from typing import BinaryIO, Final

import discord

from hypotez.entrypoints.crossing import Crossing
from hypotez.entrypoints.discord.messages import Enclosed
from hypotez.entrypoints.texts import Texts

__all__ = ["enclosed", "in_files", "largest", "megabytes", "pieces", "sized"]

KB: Final = 1 << 10
MB: Final = 1 << 20


@asynccontextmanager
async def enclosed(crossing: Crossing, name: str, open: Callable[[], BinaryIO]) -> AsyncIterator[Enclosed]:
    """Lend what `open` opens, in a thread, as a file that is read from its start each time that it is sent.

    Raises:
        Whatever `open` raises.
    """
    stream = await crossing.run(lambda _: open())

    def rewound() -> BinaryIO:
        stream.seek(0)
        return stream

    try:
        yield Enclosed(name, rewound)
    finally:
        stream.close()


async def in_files(crossing: Crossing, name: str, lines: Iterable[str], most: int) -> AsyncIterator[Enclosed]:
    """Yield files of at most `most` bytes that hold `lines`, whose reading may block, one after another.

    Raises:
        Whatever reading raises.
    """
    cut = pieces(lines, most)
    stem, _, ending = name.rpartition(".")
    number = 1
    while (data := await crossing.run(lambda _: next(cut, None))) is not None:
        yield Enclosed(name if number == 1 else f"{stem}-{number}.{ending}", partial(io.BytesIO, data))
        number += 1


def pieces(lines: Iterable[str], most: int) -> Iterator[bytes]:
    """Cut `lines` into pieces of at most `most` bytes, between lines wherever one fits."""
    piece = bytearray()
    for line in lines:
        data = line.encode()
        if piece and len(piece) + len(data) > most:
            yield bytes(piece)
            piece.clear()
        piece += data
        while len(piece) > most:
            yield bytes(piece[:most])
            del piece[:most]
    if piece:
        yield bytes(piece)


def largest(guild: discord.Guild | None) -> int:
    """How many bytes a file may have that is sent to a server, or in private."""
    return guild.filesize_limit if guild else discord.utils.DEFAULT_FILE_SIZE_LIMIT_BYTES


def sized(texts: Texts, size: int) -> str:
    """`size` in bytes, in the unit that fits it."""
    if size < KB:
        return texts("size-bytes", count=size)
    return texts("size-kb", count=round(size / KB)) if size < MB else texts("size-mb", count=megabytes(size))


def megabytes(size: int) -> float:
    """`size` in bytes as people read it: rounded up, so that what is too big looks so."""
    return math.ceil(10 * size / MB) / 10
