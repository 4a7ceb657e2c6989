"""Cuts a stream of speech into chunks at its pauses, and leaves silence out."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from hypotez.adapters.audio.voice_activity import FRAME
from hypotez.ports.audio import SPEECH_RATE, Pcm

__all__ = ["Chunk", "chunks"]

_FRAME_BYTES = 2 * FRAME
_FRAME_SECONDS = FRAME / SPEECH_RATE
_BATCH = 16  # frames: half a second at a time keeps the model's overhead small
_ONSET = 0.4
_OFFSET = 0.25
_LEAD = 16  # frames kept before speech, half a second: consonants come before the model is sure, and a recogniser
_TAIL = 16  # needs some silence to know the room; with a third of a second 3 of 25 commands were lost, with this 1
_GAP = 47  # frames of silence, 1.5 s, that end a chunk: recognisers invent words on long silence

VoiceProbability = Callable[[bytes], list[float]]


@dataclass(frozen=True, slots=True)
class Chunk:
    """A stretch of speech: s16le mono at 16 kHz. `start` in seconds from the beginning of the stream."""

    start: float
    data: bytes

    @property
    def seconds(self) -> float:
        """Duration."""
        return len(self.data) / (2 * SPEECH_RATE)


def chunks(
    blocks: Iterable[Pcm], probability: VoiceProbability, longest: float, heard: Callable[[float], None]
) -> Iterator[Chunk]:
    """Yield the stretches of `blocks` with speech in them, none longer than `longest` seconds.

    `probability` gives one value per frame of the bytes that it is handed, in order. `heard` is told the seconds read
    so far. A stretch that grows too long is cut at its longest pause in the second half, or where speech is least
    likely.
    """
    stretch = _Stretch(int(longest / _FRAME_SECONDS))
    for data, voiced in _frames(blocks, probability, heard):
        yield from stretch.hear(data, voiced)
    yield from stretch.finish()


def _frames(
    blocks: Iterable[Pcm], probability: VoiceProbability, heard: Callable[[float], None]
) -> Iterator[tuple[bytes, float]]:
    pending = bytearray()
    read = 0.0
    for block in blocks:
        pending += block.data
        read += block.seconds
        heard(read)
        whole = len(pending) // (_BATCH * _FRAME_BYTES) * _BATCH * _FRAME_BYTES
        if whole:
            yield from _judged(bytes(pending[:whole]), probability)
            del pending[:whole]
    if pending:
        # the last frame is filled up with silence, so that no spoken sample is lost
        yield from _judged(bytes(pending) + bytes(-len(pending) % _FRAME_BYTES), probability)


def _judged(data: bytes, probability: VoiceProbability) -> Iterator[tuple[bytes, float]]:
    starts = range(0, len(data), _FRAME_BYTES)
    return ((data[at : at + _FRAME_BYTES], voiced) for at, voiced in zip(starts, probability(data), strict=True))


class _Stretch:
    """The stretch that is being heard: its frames, and how likely speech is in each."""

    def __init__(self, longest: int) -> None:
        self._longest = max(longest, _LEAD + 2)
        self._frames: list[bytes] = []
        self._voiced: list[float] = []
        self._first = 0  # number of the first kept frame
        self._speaking = False
        self._last_voice = -1  # index in _frames of the last frame with speech

    def hear(self, frame: bytes, voiced: float) -> Iterator[Chunk]:
        self._frames.append(frame)
        self._voiced.append(voiced)
        if voiced >= (_OFFSET if self._speaking else _ONSET):
            self._speaking = True
            self._last_voice = len(self._frames) - 1
        if not self._speaking:
            self._forget(len(self._frames) - _LEAD)
        elif len(self._frames) - 1 - self._last_voice >= _GAP:
            yield from self.finish()
        elif len(self._frames) >= self._longest:
            yield self._cut(self._best_cut())

    def finish(self) -> Iterator[Chunk]:
        if self._speaking:
            yield self._cut(min(self._last_voice + 1 + _TAIL, len(self._frames)))
            self._speaking = False
            self._last_voice = -1

    def _cut(self, at: int) -> Chunk:
        chunk = Chunk(self._first * _FRAME_SECONDS, b"".join(self._frames[:at]))
        self._forget(at)
        self._last_voice -= at
        return chunk

    def _forget(self, count: int) -> None:
        if count > 0:
            del self._frames[:count], self._voiced[:count]
            self._first += count

    def _best_cut(self) -> int:
        """The middle of the longest pause in the second half; without one, the frame least likely to be speech."""
        half = len(self._voiced) // 2
        best_length, best_middle, length = 0, 0, 0
        for at in range(half, len(self._voiced)):
            length = length + 1 if self._voiced[at] < _OFFSET else 0
            if length > best_length:
                best_length, best_middle = length, at - length // 2
        if best_length > 1:
            return best_middle
        return min(range(half, len(self._voiced)), key=self._voiced.__getitem__)
