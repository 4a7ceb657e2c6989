"""Blocks that can be heard again, for whoever may have to ask a second time."""

import contextlib
import struct
import tempfile
from collections.abc import Iterable, Iterator
from typing import IO

from hypotez.ports.audio import Pcm

__all__ = ["replayable"]

_HEADER = struct.Struct("<III")
_IN_MEMORY = 4 << 20


@contextlib.contextmanager
def replayable(blocks: Iterable[Pcm]) -> Iterator[Iterable[Pcm]]:
    """`blocks` itself if it starts anew at each iteration, else a recording of it that does.

    What can be iterated over only once is kept until the end of the `with`: in memory up to 4 MiB, in a temporary file
    beyond.
    """
    if iter(blocks) is not blocks:
        yield blocks
        return
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as tape:
        yield _Recording(iter(blocks), tape)


class _Recording:
    """Reads the source once, as far as any listener has asked for, and replays what was read before."""

    def __init__(self, source: Iterator[Pcm], tape: IO[bytes]) -> None:
        self._source, self._tape = source, tape
        self._end = 0

    def __iter__(self) -> Iterator[Pcm]:
        place = 0
        while True:
            if place < self._end:
                self._tape.seek(place)
                length, rate, channels = _HEADER.unpack(self._tape.read(_HEADER.size))
                block = Pcm(self._tape.read(length), rate, channels)
            else:
                following = next(self._source, None)
                if following is None:
                    return
                block = following
                self._tape.seek(self._end)
                self._tape.write(_HEADER.pack(len(block.data), block.rate, block.channels) + block.data)
                self._end = self._tape.tell()
            place += _HEADER.size + len(block.data)
            yield block
