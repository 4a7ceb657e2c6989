"""The files that some speakers give instead of sound."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from hypotez.ports.audio import Pcm
from hypotez.ports.errors import EngineFailed

if TYPE_CHECKING:
    from av import AudioFrame

__all__ = ["decoded"]


def decoded(file: BinaryIO | Path, rate: int, engine: str) -> Iterator[Pcm]:
    """Yield what an engine wrote (mp3, wav, aiff) as mono blocks at `rate` Hz.

    Raises:
        EngineFailed: it is no sound, or damaged.
    """
    import av

    resampler = av.AudioResampler("s16", "mono", rate, frame_size=rate // 2)
    try:
        with av.open(str(file) if isinstance(file, Path) else file, "r") as container:
            for frame in container.decode(audio=0):
                for part in resampler.resample(frame):
                    yield _block(part, rate)
            for part in resampler.resample(None):
                yield _block(part, rate)
    except (av.error.FFmpegError, ValueError, IndexError) as error:
        raise EngineFailed(f"The engine {engine} gave something that is no sound; try again.", engine=engine) from error


def _block(frame: "AudioFrame", rate: int) -> Pcm:
    return Pcm(frame.to_ndarray().astype("<i2", copy=False).tobytes(), rate)
