"""Audio: encoded as people send it, and as PCM as engines hear it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, runtime_checkable

from hypotez.ports.engine import Status
from hypotez.ports.progress import Report, ignore

__all__ = ["BROKEN_OFF", "SPEECH_RATE", "Audio", "AudioCodec", "CodecCan", "Limits", "Pcm"]

SPEECH_RATE = 16_000
"""Hz. What recognisers hear."""

BROKEN_OFF = "broken off"
"""The stage of a codec's last report where the file is damaged, or says that it goes on; `done` seconds are there."""


@dataclass(frozen=True, slots=True)
class Audio:
    """Encoded audio, as a file or as the bytes of one. `name` is only for messages; nothing trusts its ending."""

    source: bytes | Path
    name: str = ""


@dataclass(frozen=True, slots=True)
class Pcm:
    """A block of sound: signed 16-bit little-endian samples, channels interleaved. `rate` in Hz."""

    data: bytes
    rate: int = SPEECH_RATE
    channels: int = 1

    def __post_init__(self) -> None:
        if self.rate <= 0 or self.channels <= 0:
            raise ValueError(f"rate and channels must be positive, not {self.rate} Hz and {self.channels}")
        if len(self.data) % (2 * self.channels):
            raise ValueError(f"{len(self.data)} bytes are no whole number of frames of {self.channels} channels")

    @property
    def frames(self) -> int:
        """Samples per channel."""
        return len(self.data) // (2 * self.channels)

    @property
    def seconds(self) -> float:
        """Duration."""
        return self.frames / self.rate


@dataclass(frozen=True, slots=True)
class Limits:
    """What decoding may cost: `seconds` of sound and `decoded` bytes of PCM at the rate that was asked for."""

    seconds: float = 4 * 3600.0
    decoded: int = 1 << 30


@dataclass(frozen=True, slots=True)
class CodecCan:
    """What a codec can do. `streams`: an hour costs no more memory than a minute."""

    streams: bool
    encodes: frozenset[str]


@runtime_checkable
class AudioCodec(Protocol):
    """Turns encoded audio into PCM and back.

    Engines subclass this for its defaults. Whatever the input, an error is an `AudioError` (input) or an
    `EngineError` (the codec itself), never a vendor's exception.
    """

    name: str
    can: CodecCan

    def decode(
        self, audio: Audio, *, rate: int = SPEECH_RATE, limits: Limits = Limits(), report: Report = ignore
    ) -> Iterator[Pcm]:
        """Yield mono blocks at `rate` Hz, none longer than about a second.

        Reads the bytes of `audio` and nothing else: no playlists, no protocols, no other files. Only the first
        audio stream is read; a video's pictures are skipped. Sound that ends too early, by damage or because the rest
        of the file is missing, ends with a report of the stage `BROKEN_OFF`, as far as the codec can tell.

        Raises:
            AudioError: not audio, no sound in it, or damaged before the first sample.
            AudioTooLong: past `limits`; what was yielded until then is valid.
        """
        ...

    def encode(self, blocks: Iterable[Pcm], format: str) -> Iterator[bytes]:
        """Yield the bytes of a file in `format`, one of `can.encodes` ("wav", "mp3", "ogg", "flac").

        All blocks must have the first one's rate and channels. "ogg" is Opus in Ogg.

        Raises:
            AudioError: no samples at all, or blocks of different shapes.
            OptionError: a format that this codec does not write.
        """
        ...

    def status(self) -> Status:
        """Whether it can work here."""
        return Status()

    def close(self) -> None:
        """Free what it holds; closing twice is harmless."""
        return
