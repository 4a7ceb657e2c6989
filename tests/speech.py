"""Speech for tests, made on the spot by eSpeak NG."""

import io
import subprocess
import sys
import wave
from collections.abc import Iterator
from functools import cache

import numpy as np

from hypotez.ports.audio import SPEECH_RATE, Pcm

__all__ = ["blocks", "say", "wav"]

_MARGIN_SECONDS = 0.3
_ESPEAK_RATE = 22_050
_SPEAKER = """
import sys
from hypotez.adapters.tts.espeak import Espeak
from hypotez.ports.speech import Voicing

for block in Espeak().synthesize(sys.argv[1], Voicing(language=sys.argv[2])):
    sys.stdout.buffer.write(block.data)
"""


@cache
def say(text: str, language: str = "en") -> Pcm:
    """`text` as mono PCM at 16 kHz, with 0.3 s of silence on either side.

    It is the same sound every time: each text is said by a process of its own, since what eSpeak has said before
    (the phase of its waves, which nothing resets) changes the next sound a little, and with it what is heard in it.
    """
    spoken = subprocess.run([sys.executable, "-c", _SPEAKER, text, language], stdout=subprocess.PIPE, check=True)
    margin = bytes(2 * int(_MARGIN_SECONDS * SPEECH_RATE))
    return Pcm(margin + _resampled(np.frombuffer(spoken.stdout, "<i2"), _ESPEAK_RATE).tobytes() + margin)


def _resampled(samples: np.ndarray, rate: int) -> np.ndarray:
    """At 16 kHz, by cutting the spectrum of the whole clip."""
    count = round(len(samples) * SPEECH_RATE / rate)
    spectrum = np.fft.rfft(samples)[: count // 2 + 1]
    return np.clip(np.fft.irfft(spectrum, count) * (count / len(samples)), -32768, 32767).astype("<i2")


def wav(text: str, language: str = "en") -> bytes:
    """`text` as the bytes of a RIFF file: mono, 16 kHz, 16 bit."""
    pcm = say(text, language)
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(pcm.channels)
        writer.setsampwidth(2)
        writer.setframerate(pcm.rate)
        writer.writeframes(pcm.data)
    return file.getvalue()


def blocks(pcm: Pcm, seconds: float = 0.5) -> Iterator[Pcm]:
    """`pcm` in blocks of `seconds`, the last one shorter."""
    size = max(1, round(seconds * pcm.rate)) * 2 * pcm.channels
    for start in range(0, len(pcm.data), size):
        yield Pcm(pcm.data[start : start + size], pcm.rate, pcm.channels)
