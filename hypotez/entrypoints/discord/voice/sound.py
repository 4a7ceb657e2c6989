"""The sound of one utterance, between the thread that makes it and the thread that plays it."""

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Final

import discord
import numpy as np

__all__ = ["CHANNELS", "FRAME", "RATE", "Sound"]

RATE: Final = 48_000
CHANNELS: Final = 2
"""What Discord plays: Hz, and stereo."""
FRAME: Final = 3_840
"""Bytes of 20 ms."""
FIRST: Final = 3
"""Frames that are there before it plays: enough for the next ones to come in time."""
AHEAD: Final = 15 * 50
"""Frames that are there when no more is wanted yet."""
MOST: Final = 60 * 50
"""Frames that are held at all: 11 MB."""
SILENCE: Final = bytes(FRAME)


def always() -> float:
    """As loud as it was made."""
    return 1.0


class Sound(discord.AudioSource):
    """Frames go in on one thread, and come out on discord.py's player thread at once, whatever the maker does.

    Where the maker is late, silence comes out, so that the cadence holds. `volume` is asked at every frame: a factor.
    What is said of time is awaited on the event loop where this was made.
    """

    def __init__(self, volume: Callable[[], float] = always) -> None:
        self._volume = volume
        self._frames: deque[bytes] = deque()
        self._rest = bytearray()
        self._ended = False
        self._loop = asyncio.get_running_loop()
        self._stirred = asyncio.Event()

    # the maker's side

    def add(self, pcm: bytes) -> None:
        """Take sound in: 16 bits, little-endian, at `RATE` in `CHANNELS`."""
        self._rest += pcm
        whole = len(self._rest) - len(self._rest) % FRAME
        self._frames.extend(bytes(self._rest[at : at + FRAME]) for at in range(0, whole, FRAME))
        del self._rest[:whole]
        self._stir()

    def end(self) -> None:
        """Nothing more comes; the last frame is filled up with silence."""
        if self._rest:
            self._frames.append(bytes(self._rest).ljust(FRAME, b"\0"))
            self._rest.clear()
        self._ended = True
        self._stir()

    @property
    def full(self) -> bool:
        """Whoever makes it must wait."""
        return len(self._frames) >= MOST

    async def wanted(self) -> None:
        """Wait until more is wanted."""
        await self._until(lambda: len(self._frames) < AHEAD)

    # the player's side

    async def begun(self) -> None:
        """Wait until there is enough to begin with, or all of it."""
        await self._until(lambda: self._ended or len(self._frames) >= FIRST)

    @property
    def over(self) -> bool:
        """All of it has been played."""
        return self._ended and not self._frames

    def read(self) -> bytes:
        """The next 20 ms, or nothing after the end."""
        ended = self._ended  # asked first: what came before the end is there when it is set
        if not self._frames:
            return b"" if ended else SILENCE
        frame = self._frames.popleft()
        if len(self._frames) == AHEAD - 1:
            self._stir()
        return scaled(frame, self._volume())

    async def _until(self, condition: Callable[[], bool]) -> None:
        while not condition():
            self._stirred.clear()
            await self._stirred.wait()

    def _stir(self) -> None:
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            self._loop.call_soon_threadsafe(self._stirred.set)


def scaled(frame: bytes, volume: float) -> bytes:
    """Return `frame` so many times as loud, cut off where it would be louder than can be said."""
    if volume == 1.0:
        return frame
    samples = np.frombuffer(frame, "<i2").astype(np.float32) * volume
    return bytes(np.clip(samples, -32768, 32767).astype("<i2").data)
