"""A codec that reads and writes real WAV files with nothing but the standard library."""

import wave
from array import array
from collections.abc import Iterable, Iterator
from io import BytesIO
from itertools import chain

from hypotez.ports.audio import SPEECH_RATE, Audio, AudioCodec, CodecCan, Limits, Pcm
from hypotez.ports.errors import AudioError, AudioTooLong, OptionError
from hypotez.ports.progress import Progress, Report, ignore

__all__ = ["FakeCodec"]


class FakeCodec(AudioCodec):
    """Obeys the port for 16-bit WAV; between two samples it draws a straight line to resample."""

    name = "fake"
    can = CodecCan(streams=False, encodes=frozenset({"wav"}))

    def decode(
        self, audio: Audio, *, rate: int = SPEECH_RATE, limits: Limits = Limits(), report: Report = ignore
    ) -> Iterator[Pcm]:
        samples = _resampled(*_read(audio), rate)
        if not samples:
            raise AudioError("There is no sound in this audio.")
        allowed = int(min(limits.seconds * rate, limits.decoded / 2, len(samples)))
        for start in range(0, allowed, rate):
            block = Pcm(samples[start : min(start + rate, allowed)].tobytes(), rate)
            report(Progress("decode", (start + block.frames) / rate, len(samples) / rate, "seconds"))
            yield block
        if allowed < len(samples):
            raise AudioTooLong("This audio is longer than allowed.")

    def encode(self, blocks: Iterable[Pcm], format: str) -> Iterator[bytes]:
        if format not in self.can.encodes:
            raise OptionError(f"Audio cannot be written as '{format}': choose wav.")
        blocks = (block for block in blocks if block.frames)
        first = next(blocks, None)
        if first is None:
            raise AudioError("There is no sound to write.")
        file = BytesIO()
        with wave.open(file, "wb") as writer:
            writer.setframerate(first.rate)
            writer.setnchannels(first.channels)
            writer.setsampwidth(2)
            for block in chain([first], blocks):
                if (block.rate, block.channels) != (first.rate, first.channels):
                    raise AudioError("The blocks are of different shapes.")
                writer.writeframesraw(block.data)
        yield file.getvalue()


def _read(audio: Audio) -> "tuple[array[int], int]":
    """Mono samples and their rate."""
    try:
        data = audio.source if isinstance(audio.source, bytes) else audio.source.read_bytes()
        with wave.open(BytesIO(data)) as reader:
            if reader.getsampwidth() != 2 or reader.getframerate() not in range(1_000, 1_000_001):
                raise AudioError("This WAV is not one of 16-bit samples at a rate of sound.")
            channels, rate = reader.getnchannels(), reader.getframerate()
            frames = reader.readframes(reader.getnframes())
    except (OSError, EOFError, ValueError, RuntimeError, wave.Error) as error:
        raise AudioError("This audio is no WAV file, or it is damaged.") from error
    samples = array("h", frames[: len(frames) // (2 * channels) * 2 * channels])
    if channels == 1:
        return samples, rate
    mixed = (sum(samples[i : i + channels]) // channels for i in range(0, len(samples), channels))
    return array("h", mixed), rate


def _resampled(samples: "array[int]", given: int, wanted: int) -> "array[int]":
    if given == wanted or not samples:
        return samples
    last = len(samples) - 1
    result = array("h")
    for number in range(len(samples) * wanted // given):
        place, rest = divmod(number * given, wanted)
        here, there = samples[place], samples[min(place + 1, last)]
        result.append(here + (there - here) * rest // wanted)
    return result
