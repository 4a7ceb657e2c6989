"""A speaker for tests that needs no package: each word is a tone."""

import math
from array import array
from collections.abc import Iterator
from functools import cache

from hypotez.ports.audio import Pcm
from hypotez.ports.engine import Status
from hypotez.ports.errors import OptionError, TextError, UnknownLanguage, UnknownVoice
from hypotez.ports.progress import Progress, Report, ignore
from hypotez.ports.speech import TextToSpeech, TtsCan, Voice, Voicing

__all__ = ["FakeTextToSpeech"]

_RATE_HZ = 16_000
_CHARACTER_SECONDS = 0.06
_TONE_HZ = 120


class FakeTextToSpeech(TextToSpeech):
    """Hums one block per word and remembers what it was asked to say.

    Args:
        name: the engine's name.
        error: raised instead of the first block.
        can: its abilities; all by default.
    """

    def __init__(self, name: str = "fake", *, error: Exception | None = None, can: TtsCan | None = None) -> None:
        self.name = name
        self.error = error
        self.said: list[tuple[str, Voicing]] = []
        self.closed = 0
        self._can = can or TtsCan(rates=(0.5, 2.0), pitches=(0.5, 2.0), volumes=(0.1, 1.0), streams=True)

    @property
    def can(self) -> TtsCan:
        return self._can

    def voices(self) -> tuple[Voice, ...]:
        return (
            Voice("hum", ("en",), "Hum", "female"),
            Voice("hum-gb", ("en-GB", "en"), "Hum from Britain", "male"),
            Voice("gul", ("ru",), "Гул", None),
        )

    def synthesize(self, text: str, voicing: Voicing = Voicing(), *, report: Report = ignore) -> Iterator[Pcm]:
        words = text.split()
        if not any(c.isalnum() for c in text):
            raise TextError("There is nothing to say in this text: write some words.")
        self._check(voicing)
        self.said.append((text, voicing))
        return self._hum(words, voicing, report)

    def status(self) -> Status:
        return Status()

    def close(self) -> None:
        self.closed += 1

    def _check(self, voicing: Voicing) -> None:
        voices = self.voices()
        if voicing.voice is not None and voicing.voice not in {voice.name for voice in voices}:
            raise UnknownVoice(f"The engine {self.name} has no voice {voicing.voice!r}; it has hum and gul.")
        base = (voicing.language or "en").lower().partition("-")[0]
        if base not in {"en", "ru"}:
            raise UnknownLanguage(f"The engine {self.name} does not speak {voicing.language!r}; it speaks en and ru.")
        for factor, bounds in (
            (voicing.rate, self._can.rates),
            (voicing.pitch, self._can.pitches),
            (voicing.volume, self._can.volumes),
        ):
            low, high = bounds or (1.0, 1.0)
            if not low <= factor <= high:
                raise OptionError(f"The engine {self.name} takes a factor from {low} to {high}, not {factor}.")

    def _hum(self, words: list[str], voicing: Voicing, report: Report) -> Iterator[Pcm]:
        if self.error is not None:
            raise self.error
        for done, word in enumerate(words):
            report(Progress("speaking", done, len(words), "words"))
            frames = round(len(word) * _CHARACTER_SECONDS / voicing.rate * _RATE_HZ)
            yield Pcm(_tone(frames, _TONE_HZ * voicing.pitch, voicing.volume), _RATE_HZ)


@cache
def _tone(frames: int, hertz: float, volume: float) -> bytes:
    """A sine of `frames` samples at a tenth of full scale times `volume`."""
    step = 2 * math.pi * hertz / _RATE_HZ
    return array("h", (round(3276 * volume * math.sin(step * i)) for i in range(frames))).tobytes()
