"""Speech that was made before: kept on disk, and made once where several ask for it at the same time."""

import hashlib
import json
import threading
from collections.abc import Callable, Generator, Iterator
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TypeVar

from hypotez.adapters.compose.around import AroundTextToSpeech
from hypotez.adapters.compose.calls import started
from hypotez.adapters.compose.shelf import Shelf
from hypotez.ports.audio import Pcm
from hypotez.ports.progress import Progress, Report, ignore
from hypotez.ports.speech import TextToSpeech, Voicing

__all__ = ["Cached"]

_VERSION = 1
"""Part of every key: raise it when engines say something else for the same request."""
T = TypeVar("T")


class Cached(AroundTextToSpeech):
    """Remembers what its speaker said, by the hash of the request.

    Only whole answers are kept. One that is being made is held in memory until all who asked for it have heard it.

    Args:
        tts: the speaker.
        folder: where to keep sound; made when missing.
        max_bytes: how much to keep; what was not heard for the longest time goes first.
        setup: how the speaker is set up, so that another setup hears nothing of this one.
    """

    def __init__(self, tts: TextToSpeech, *, folder: str, max_bytes: int = 256 << 20, setup: str = "") -> None:
        super().__init__(tts)
        self._shelf = Shelf(Path(folder), max_bytes)
        self._setup = setup
        self._lock = threading.Lock()
        self._making: dict[str, _Recording] = {}

    def synthesize(self, text: str, voicing: Voicing = Voicing(), *, report: Report = ignore) -> Iterator[Pcm]:
        """From the disk, from an answer that is being made for somebody else, or from the speaker."""
        return started(self._listen(text, voicing, report))

    def _key(self, text: str, voicing: Voicing) -> str:
        request = [_VERSION, self.name, self._setup, text, asdict(voicing)]
        return hashlib.sha256(json.dumps(request, sort_keys=True).encode()).hexdigest()

    def _listen(self, text: str, voicing: Voicing, report: Report) -> Generator[Pcm, None, None]:
        """Before the first item, which is none of the speech, the speaker is asked: it checks the options."""
        key = self._key(text, voicing)
        mine = _Recording(self._lock, partial(self._engine.synthesize, text, voicing))
        with self._lock:
            recording = self._making.setdefault(key, mine)
            if recording.broken:
                recording = self._making[key] = mine
            recording.listeners += 1
        try:
            kept = self._shelf.find(key)  # not before: it may just have been made for somebody else
            if kept is None:
                recording.begin(report)
            yield Pcm(b"")
            if kept is not None:
                yield from _told(kept, report)
                return
            heard = 0
            while (block := recording.block(heard, report)) is not None:
                heard += 1
                yield block
            recording.keep_once(self._shelf, key)
        finally:
            with self._lock:
                recording.listeners -= 1
                last = recording.listeners == 0
                if last and self._making.get(key) is recording:
                    del self._making[key]
            if last:
                recording.close()


class _Recording:
    """An answer that is being made. Whoever wants the next block first pulls it from the speaker, for everybody.

    `listeners` and `broken` are guarded by the cache's lock, the rest by the recording's own.
    """

    def __init__(self, cache_lock: threading.Lock, synthesize: Callable[..., Iterator[Pcm]]) -> None:
        self.listeners = 0
        self.broken = False
        self._cache_lock = cache_lock
        self._lock = threading.Lock()
        self._synthesize = synthesize
        self._source: Iterator[Pcm] | None = None
        self._blocks: list[Pcm] = []
        self._whole = False
        self._kept = False
        self._error: BaseException | None = None
        self._puller: Report = ignore
        self._wish: BaseException | None = None

    def tell(self, progress: Progress) -> None:
        """Pass the speaker's report to whoever pulls. With others waiting, what that one raises waits for the block."""
        try:
            self._puller(progress)
        except BaseException as wish:
            with self._cache_lock:
                alone = self.listeners == 1
                self.broken = self.broken or alone
            if alone:
                raise
            self._wish = wish

    def begin(self, report: Report) -> None:
        """Ask the speaker, for the first listener; the others wait until it has begun."""
        if self._source is not None:  # no waiting for whoever pulls a block
            return
        with self._lock:
            if self._error is not None:
                raise self._error
            if self._source is None:
                self._source = self._pulled(lambda: self._synthesize(report=self.tell), report)
                if self._wish is not None:
                    raise self._wish

    def block(self, index: int, report: Report) -> Pcm | None:
        """The block at `index`, None after the last one."""
        if index < len(self._blocks):  # made already: no waiting for whoever pulls the next one
            return self._blocks[index]
        with self._lock:
            if index < len(self._blocks):
                return self._blocks[index]
            if self._error is not None:
                raise self._error
            if self._whole:
                return None
            source = self._source or iter(())
            block = self._pulled(lambda: next(source, None), report)
            if block is None:
                self._whole = True
            else:
                self._blocks.append(block)
            if self._wish is not None:
                raise self._wish
            return block

    def _pulled(self, ask: Callable[[], T], report: Report) -> T:
        """What the speaker gives, while `report` hears of it; an error breaks the recording."""
        self._puller, self._wish = report, None
        try:
            return ask()
        except BaseException as error:
            self._error = error
            with self._cache_lock:
                self.broken = True
            raise
        finally:
            self._puller = ignore

    def keep_once(self, shelf: Shelf, key: str) -> None:
        """Store the whole answer, for the first listener who has heard it to the end."""
        with self._lock:
            if self._kept or not self._blocks:
                return
            self._kept = True
            rate, channels = self._blocks[0].rate, self._blocks[0].channels
            if all((block.rate, block.channels) == (rate, channels) for block in self._blocks):
                shelf.keep(key, Pcm(b"".join(block.data for block in self._blocks), rate, channels))

    def close(self) -> None:
        """Stop the speaker where it has not finished."""
        close = getattr(self._source, "close", None)
        if close is not None:
            close()


def _told(sound: Pcm, report: Report) -> Iterator[Pcm]:
    """A kept sound in blocks of half a second."""
    size = max(1, sound.rate // 2) * 2 * sound.channels
    done = 0.0
    for start in range(0, len(sound.data), size):
        block = Pcm(sound.data[start : start + size], sound.rate, sound.channels)
        done += block.seconds
        report(Progress("speaking", done, sound.seconds, "seconds"))
        yield block
