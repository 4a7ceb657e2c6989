"""Plain discord.py in a voice channel: its thread that reads must have begun before it is asked to.

It begins by pausing; what resumed it just before that is lost, and the client waits for ever. The bot itself sees to
that (`entrypoints/discord/voice/line.py`).
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from discord.voice_state import SocketReader

__all__ = ["reading_begun"]


@contextmanager
def reading_begun() -> Iterator[None]:
    """Let each such thread begin before whoever starts it goes on."""
    start = SocketReader.start

    def begin(reader: SocketReader) -> None:
        start(reader)
        while reader._idle_paused and reader.is_alive():
            time.sleep(0.001)

    with patch.object(SocketReader, "start", begin):
        yield
