"""Files of this machine on their way into a message."""

import math
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import BinaryIO, Final

from hypotez.entrypoints.crossing import Crossing
from hypotez.entrypoints.discord.messages import Enclosed

__all__ = ["enclosed", "megabytes"]

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


def megabytes(size: int) -> float:
    """`size` in bytes as people read it: rounded up, so that what is too big looks so."""
    return math.ceil(10 * size / MB) / 10
