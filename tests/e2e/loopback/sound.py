"""What came over voice, made audible again."""

import itertools
from collections.abc import Iterable
from dataclasses import dataclass

import av

SILENCE = b"\xf8\xff\xfe"
RATE = 48_000
FRAME = 0.02
"""Seconds of sound in each packet."""


@dataclass(frozen=True, slots=True)
class Packet:
    """A packet of the bot. `at`: its arrival, in seconds of the monotonic clock. `sealed`: it was end-to-end encrypted.

    `frame`: the Opus in it, empty where it could not be decrypted. `sequence` and `timestamp` as RTP counts them.
    """

    at: float
    sequence: int
    timestamp: int
    ssrc: int
    frame: bytes
    sealed: bool


def decode(packets: Iterable[Packet]) -> bytes:
    """PCM of 16 bits, little-endian, 48 kHz, stereo."""
    codec = av.CodecContext.create("libopus", "r")
    assert isinstance(codec, av.AudioCodecContext)
    codec.sample_rate = RATE
    codec.layout = "stereo"
    frames = [frame for packet in packets if packet.frame for frame in codec.decode(av.Packet(packet.frame))]
    return b"".join(bytes(frame.planes[0])[: frame.samples * 4] for frame in frames)


def gaps(packets: list[Packet]) -> list[float]:
    """Seconds between packets that follow each other, within what was said in one go."""
    pairs = itertools.pairwise(packets)
    return [after.at - before.at for before, after in pairs if SILENCE not in {before.frame, after.frame}]
