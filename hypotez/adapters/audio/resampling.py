"""Sound at another rate, block by block, without a file: what comes in is on its way out before the next block."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from hypotez.ports.audio import Pcm
from hypotez.ports.errors import AudioError, EngineFailed, EngineUnavailable

if TYPE_CHECKING:
    from av import AudioFrame

__all__ = ["resampled"]

_LAYOUTS = {1: "mono", 2: "stereo"}


def resampled(blocks: Iterable[Pcm], *, rate: int, channels: int) -> Iterator[Pcm]:
    """Yield `blocks`, all of one shape, at `rate` Hz in one or two `channels`. What they raise comes out unchanged.

    Raises:
        AudioError: a block of another shape than the first, or of more than two channels.
        EngineFailed: FFmpeg refused.
    """
    mixer: _Mixer | None = None
    for block in blocks:
        if not block.frames:
            continue
        mixer = mixer or _Mixer(block, rate, channels)
        yield from mixer.mix(block)
    if mixer is not None:
        yield from mixer.mix(None)


class _Mixer:
    def __init__(self, first: Pcm, rate: int, channels: int) -> None:
        if first.channels not in _LAYOUTS:
            raise AudioError(f"{first.channels} channels cannot be mixed: bring them down to one or two.")
        try:
            from av import AudioResampler
        except ImportError as error:
            raise EngineUnavailable("PyAV is not installed: install it with pip install av.", engine="pyav") from error
        self._shape = (first.rate, first.channels)
        self._rate = rate
        self._mixed = min(first.channels, channels)
        self._copies = channels // self._mixed
        self._resampler = AudioResampler("s16", _LAYOUTS[self._mixed], rate)
        self._position = 0

    def mix(self, block: Pcm | None) -> Iterator[Pcm]:
        """Take `block` in, None for the end; yield what comes out."""
        if block is not None and (block.rate, block.channels) != self._shape:
            raise AudioError(f"The sound changes from {self._shape[0]} Hz to {block.rate} Hz: bring it to one shape.")
        try:
            frames = self._resampler.resample(None if block is None else self._frame(block))
        except Exception as error:
            raise EngineFailed(f"The sound could not be resampled: {error}.", engine="pyav") from error
        for frame in frames:
            size = 2 * self._mixed * frame.samples  # planes end in padding
            data = bytes(memoryview(frame.planes[0])[:size])
            yield Pcm(_doubled(data) if self._copies == 2 else data, self._rate, self._mixed * self._copies)

    def _frame(self, block: Pcm) -> "AudioFrame":
        from av import AudioFrame

        frame = AudioFrame("s16", _LAYOUTS[block.channels], block.frames)
        frame.planes[0].update(block.data)
        frame.sample_rate = block.rate
        frame.time_base = Fraction(1, block.rate)
        frame.pts = self._position
        self._position += block.frames
        return frame


def _doubled(mono: bytes) -> bytes:
    """Each sample for both ears, as loud as it is; FFmpeg would make it 3 dB quieter."""
    import numpy as np

    return np.repeat(np.frombuffer(mono, "<i2"), 2).tobytes()
