"""What can be measured of a voice without any package: how loud and how high it is."""

import math
from array import array
from collections.abc import Iterable, Sequence

from hypotez.ports.audio import Pcm

__all__ = ["loudness", "pitch", "seconds"]

_FRAME_SECONDS = 0.04
_LOWEST_HZ, _HIGHEST_HZ = 60, 400
_COARSE_HZ = 8_000


def seconds(blocks: Iterable[Pcm]) -> float:
    """Duration of all blocks together."""
    return sum(block.seconds for block in blocks)


def loudness(blocks: Iterable[Pcm]) -> float:
    """Root mean square of the samples, 0..32768."""
    samples = _samples(blocks)
    return math.sqrt(sum(s * s for s in samples) / len(samples))


def pitch(blocks: Sequence[Pcm]) -> float:
    """The middle fundamental frequency of the first 1.5 s, in Hz, by autocorrelation; 0 where nothing is loud."""
    step = max(1, blocks[0].rate // _COARSE_HZ)
    rate = blocks[0].rate / step
    samples = _samples(blocks)[::step]
    size = int(2 * rate * _FRAME_SECONDS)
    loud = loudness(blocks)
    found = []
    for start in range(0, min(len(samples), int(1.5 * rate)) - size, size):
        frame = samples[start : start + size]
        if sum(s * s for s in frame) > size * (loud / 2) ** 2:
            found.append(rate / _period(frame, rate))
    return sorted(found)[len(found) // 2] if found else 0.0


def _period(frame: Sequence[int], rate: float) -> int:
    """The lag, in samples, at which the frame is like itself; its multiples are too, so the shortest one counts."""
    half = len(frame) // 2
    lags = range(int(rate / _HIGHEST_HZ), min(half, int(rate / _LOWEST_HZ)) + 1)
    likeness = [sum(frame[i] * frame[i + lag] for i in range(half)) for lag in lags]
    return next(lag for lag, like in zip(lags, likeness, strict=True) if like >= 0.9 * max(likeness))


def _samples(blocks: Iterable[Pcm]) -> "array[int]":
    samples = array("h")
    for block in blocks:
        samples.frombytes(block.data)
    return samples
