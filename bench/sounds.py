"""Speech for the benchmarks, made by eSpeak in this process."""

import random
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from hypotez.adapters.audio.pyav import PyAv
from hypotez.adapters.tts.espeak import Espeak
from hypotez.ports.audio import SPEECH_RATE, Audio, Pcm
from hypotez.ports.speech import Voicing

__all__ = ["COMMANDS", "blocks", "digits", "ogg", "speech", "stream", "wav"]

COMMANDS = (
    "turn on the kitchen light|turn off the bedroom light|play some music|stop the music|next song please|"
    "make it louder|make it quieter|what time is it|set a timer for five minutes|cancel the timer|"
    "call my sister|send a message to david|open the window|close the door|lock the front door|"
    "start the washing machine|read my messages|what is the weather today|remind me tomorrow morning|good night house|"
    "raise the temperature|lower the temperature|skip this track|join the voice channel|leave the voice channel"
).split("|")
"""25 spoken commands of a small domain."""

_DIGITS = "zero one two three four five six seven eight nine".split()


@cache
def speech(text: str, language: str = "en") -> bytes:
    """`text` said by eSpeak: s16le mono at 16 kHz, a third of a second of silence around it."""
    said = Espeak().synthesize(text, Voicing(language="en-us" if language == "en" else language))
    wave = b"".join(PyAv().encode(said, "wav"))
    silence = bytes(2 * (SPEECH_RATE // 3))
    return silence + b"".join(block.data for block in PyAv().decode(Audio(wave))) + silence


def digits(count: int) -> list[str]:
    """Three digits each; the same ones every time."""
    chance = random.Random(7)
    return [" ".join(chance.choices(_DIGITS, k=3)) for _ in range(count)]


def blocks(data: bytes, seconds: float = 0.5) -> Iterator[Pcm]:
    """`data` cut into blocks."""
    size = int(seconds * SPEECH_RATE) * 2
    return (Pcm(data[at : at + size]) for at in range(0, len(data), size))


def stream(seconds: float, pause: float = 0.0, seed: int = 1) -> Iterator[Pcm]:
    """Commands in random order with pauses between them, until `seconds` are full."""
    chance = random.Random(seed)
    gap = bytes(2 * int(pause * SPEECH_RATE))
    made = 0
    while made < seconds * SPEECH_RATE * 2:
        said = speech(chance.choice(COMMANDS)) + gap
        made += len(said)
        yield from blocks(said)


def wav(path: Path, data: bytes) -> Path:
    """A WAV file of `data`."""
    path.write_bytes(b"".join(PyAv().encode(blocks(data), "wav")))
    return path


def ogg(path: Path, sound: Iterator[Pcm]) -> Path:
    """An Ogg-Opus file, as Discord's voice messages are."""
    with path.open("wb") as file:
        for piece in PyAv().encode(sound, "ogg"):
            file.write(piece)
    return path
