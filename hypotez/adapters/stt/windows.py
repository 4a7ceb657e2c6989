"""Cuts a stream into windows no longer than a recogniser's own, at the quietest places."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hypotez.ports.audio import SPEECH_RATE, Pcm
from hypotez.ports.errors import AudioError
from hypotez.ports.progress import Progress, Report

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

__all__ = ["Window", "windows"]

_SEARCHED = 10.0
"""Seconds at the end of a full window in which the cut may lie."""

_FRAME = SPEECH_RATE // 20
"""Samples over which loudness is measured: 50 ms, shorter than most pauses between words."""

_MARGIN = 10
"""Frames of silence that are kept around sound: recognisers expect to hear a beginning and an end."""

_SILENCE = 10.0
"""Root mean square, of 32,768: -70 dB. Quieter than any room, louder than the rounding of a codec."""


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of s16le mono at 16 kHz. `start` in seconds from the beginning of the stream."""

    start: float
    data: bytes

    @property
    def end(self) -> float:
        """Seconds from the beginning of the stream."""
        return self.start + len(self.data) / (2 * SPEECH_RATE)

    @property
    def silent(self) -> bool:
        """Whether nothing in it could be heard by anybody."""
        return bool((_loudness(self.data) < _SILENCE).all())

    def trimmed(self) -> "Window":
        """The same without the silence at its ends, but for a little of it; a silent window is nothing then."""
        heard = (_loudness(self.data) >= _SILENCE).nonzero()[0]
        if not len(heard):
            return Window(self.start, b"")
        first = max(0, (int(heard[0]) - _MARGIN) * _FRAME)
        last = (int(heard[-1]) + 1 + _MARGIN) * _FRAME
        return Window(self.start + first / SPEECH_RATE, self.data[2 * first : 2 * last])

    @property
    def samples(self) -> "npt.NDArray[np.float32]":
        """The samples, -1..1."""
        import numpy as np

        return np.frombuffer(self.data, "<i2").astype(np.float32) / np.float32(32_768)


def windows(blocks: Iterable[Pcm], longest: float, report: Report) -> Iterator[Window]:
    """Yield everything in `blocks`, in windows of `longest` seconds at most; reports the seconds read, block by block.

    Raises:
        AudioError: a block that is not mono at 16 kHz.
    """
    most = 2 * int(longest * SPEECH_RATE)
    pending = bytearray()
    start, read = 0, 0
    for block in blocks:
        if (block.rate, block.channels) != (SPEECH_RATE, 1):
            raise AudioError(
                f"Recognisers hear mono at {SPEECH_RATE} Hz, not {block.channels} channels at {block.rate} Hz."
            )
        pending += block.data
        read += block.frames
        report(Progress("listening", read / SPEECH_RATE, None, "seconds"))
        while len(pending) > most:
            cut = _quietest(bytes(pending[:most]))
            yield Window(start / SPEECH_RATE, bytes(pending[:cut]))
            start += cut // 2
            del pending[:cut]
    if pending:
        yield Window(start / SPEECH_RATE, bytes(pending))


def _quietest(data: bytes) -> int:
    """The byte in the middle of the quietest frame near the end; of several, the last one: long windows are few."""
    samples = len(data) // 2
    first = max(samples // 2, samples - int(_SEARCHED * SPEECH_RATE))
    loudness = _loudness(data[2 * first :])
    frame = len(loudness) - 1 - int(loudness[::-1].argmin())
    return min(len(data), 2 * (first + frame * _FRAME + _FRAME // 2))


def _loudness(data: bytes) -> "npt.NDArray[np.float32]":
    """The root mean square of each frame, of 32,768; the last frame is filled up with silence."""
    import numpy as np

    samples = np.frombuffer(data, "<i2").astype(np.float32)
    frames = np.pad(samples, (0, -len(samples) % _FRAME)).reshape(-1, _FRAME)
    loudness: npt.NDArray[np.float32] = np.sqrt((frames**2).mean(axis=1))
    return loudness
