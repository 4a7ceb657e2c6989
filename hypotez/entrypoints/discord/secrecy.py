"""The token stays out of the log, whoever writes there: the bot, the client library or a traceback of either."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

__all__ = ["MASK", "without"]

MASK: Final = "[token]"


class Masked(logging.Formatter):
    """Another formatter's lines, with `MASK` for the secret: what is masked last, nothing can put back."""

    def __init__(self, lines: logging.Formatter, secret: str) -> None:
        super().__init__()
        self._lines = lines
        self._secret = secret

    def format(self, record: logging.LogRecord) -> str:
        """Write the whole entry, its traceback included."""
        return self._lines.format(record).replace(self._secret, MASK)


@contextmanager
def without(secret: str) -> Iterator[None]:
    """Mask `secret` in all that is logged, and keep the content of messages out of the log.

    The client library logs whole messages at the level DEBUG, so it is held at INFO.
    """
    handlers = {handler: handler.formatter for handler in logging.getLogger().handlers}
    for handler, lines in handlers.items():
        handler.setFormatter(Masked(lines or logging.Formatter(), secret))
    client = logging.getLogger("discord")
    level = client.level
    client.setLevel(max(logging.INFO, client.getEffectiveLevel()))
    try:
        yield
    finally:
        client.setLevel(level)
        for handler, lines in handlers.items():
            handler.setFormatter(lines)
