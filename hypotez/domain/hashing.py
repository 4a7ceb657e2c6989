"""Hash what passes by, on a second thread: hashing and compressing both let other threads run."""

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor, Future
from typing import Protocol

__all__ = ["Digest", "hashed"]

_SMALL = 64 << 10
_AHEAD = 2


class Digest(Protocol):
    """A hash of hashlib."""

    def update(self, data: bytes, /) -> None:
        """Add data."""
        ...


def hashed(blocks: Iterable[bytes], digest: Digest, thread: Executor) -> Iterator[bytes]:
    """Yield the blocks; `digest` has them all when they are exhausted. `thread` is an executor with one thread.

    Small blocks are hashed here: handing them over would cost more.
    """
    waiting: deque[Future[None]] = deque()
    for block in blocks:
        if len(block) < _SMALL and not waiting:
            digest.update(block)
        else:
            waiting.append(thread.submit(digest.update, block))
        yield block
        if len(waiting) > _AHEAD:
            waiting.popleft().result()
    for future in waiting:
        future.result()
