"""The token stays out of the log, whoever writes there: the bot, the client library or a traceback of either."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, TextIO

__all__ = ["MASK", "without"]

MASK: Final = "[token]"


class Masked:
    """What a log is written to, with `MASK` for the secret: what is masked last, nothing can put back."""

    def __init__(self, stream: TextIO, secret: str) -> None:
        self._stream, self._secret = stream, secret

    def write(self, lines: str) -> None:
        """Write whole entries, tracebacks included."""
        self._stream.write(lines.replace(self._secret, MASK))

    def flush(self) -> None:
        """Have them written."""
        self._stream.flush()


@contextmanager
def without(secret: str) -> Iterator[None]:
    """Mask `secret` in all that is logged, and keep the content of messages out of the log.

    The client library logs whole messages at the level DEBUG, so it is held at INFO.
    """
    handlers = [handler for handler in logging.getLogger().handlers if isinstance(handler, logging.StreamHandler)]
    streams = [handler.stream for handler in handlers]
    for handler, stream in zip(handlers, streams, strict=True):
        handler.setStream(Masked(stream, secret))
    client = logging.getLogger("discord")
    level = client.level
    client.setLevel(max(logging.INFO, client.getEffectiveLevel()))
    try:
        yield
    finally:
        client.setLevel(level)
        for handler, stream in zip(handlers, streams, strict=True):
            handler.setStream(stream)
