"""A voice client that plays to nobody, in a thread of its own as discord.py's does, a hundred times as fast."""

import threading
import time

import discord

from hypotez.entrypoints.discord.voice.sound import SILENCE


class FakePlayer:
    """`connected` may be changed. `heard`: the frames of sound; `played`: what was given to play, each time."""

    def __init__(self, *, connected: bool = True) -> None:
        self.connected = connected
        self.heard: list[bytes] = []
        self.played: list[discord.AudioSource] = []
        self.failure: Exception | None = None
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def is_connected(self) -> bool:
        return self.connected

    def is_playing(self) -> bool:
        return self._thread is not None and not self._stop.is_set()

    def play(self, source: discord.AudioSource, *, after) -> None:
        if not self.connected or self.is_playing():
            raise discord.ClientException("Not connected, or playing.")
        self.played.append(source)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(source, after, self._stop), daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread = None

    def _run(self, source, after, stop) -> None:
        error = None
        while not stop.is_set() and self.connected and (frame := source.read()):
            if self.failure:
                error, self.failure = self.failure, None
                break
            if frame != SILENCE:
                self.heard.append(frame)
            time.sleep(0.0002)
        after(error)
