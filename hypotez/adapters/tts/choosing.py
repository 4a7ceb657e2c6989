"""What all speakers check before they speak: the text, the factors, the voice."""

import difflib
import math
import unicodedata
from collections.abc import Sequence

from hypotez.ports.errors import OptionError, TextError, UnknownLanguage, UnknownVoice
from hypotez.ports.names import legible, shown
from hypotez.ports.speech import TtsCan, Voice, Voicing

__all__ = ["check_factors", "choose", "near", "no_voice", "speakable"]

_SPOKEN = ("L", "N", "So")
"""Unicode categories that can be heard: letters, numbers, pictures."""


def speakable(text: str) -> str:
    """The text without control characters and lone surrogates.

    Raises:
        TextError: neither a letter nor a digit nor a picture is in it.
    """
    clean = "".join(" " if unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"} and c != "\n" else c for c in text)
    clean = clean.strip()
    if not any(unicodedata.category(c).startswith(_SPOKEN) for c in clean):
        raise TextError("There is nothing to say in this text: write some words.", key="speech-nothing")
    return clean


def check_factors(voicing: Voicing, can: TtsCan, engine: str) -> None:
    """Raises `OptionError` for a factor that is out of range, or that the engine lacks and that is not 1.0."""
    for name, factor, bounds in (
        ("rate", voicing.rate, can.rates),
        ("pitch", voicing.pitch, can.pitches),
        ("volume", voicing.volume, can.volumes),
    ):
        if not math.isfinite(factor) or factor <= 0:
            raise OptionError(f"The {name} must be a number above 0, not {factor}.")
        if bounds is None and factor != 1.0:
            raise OptionError(f"The engine {engine} cannot change the {name}: leave it at 1.")
        if bounds is not None and not bounds[0] <= factor <= bounds[1]:
            raise OptionError(f"The {name} for {engine} goes from {bounds[0]:g} to {bounds[1]:g}, not {factor:g}.")


def choose(voices: Sequence[Voice], voicing: Voicing, engine: str) -> Voice:
    """The voice of that name, else the first for the language, exact region before any region, else the default.

    Raises:
        UnknownVoice, UnknownLanguage: there is none; the message names some that are near.
    """
    if voicing.voice is not None:
        return _named(voices, voicing.voice, engine)
    if voicing.language is None:
        return voices[0]
    wanted = voicing.language.strip().replace("_", "-").lower()
    for code in (wanted, wanted.partition("-")[0]):
        for voice in voices:
            if code in (known.lower() for known in voice.languages):
                return voice
    codes = sorted({voice.languages[0] for voice in voices if voice.languages})
    some = near(wanted, codes)
    raise UnknownLanguage(
        f"The engine {engine} does not speak the language {shown(voicing.language)}: try {some}.",
        key="speech-unknown-language",
        engine=engine,
        language=legible(voicing.language),
        some=some,
    )


def _named(voices: Sequence[Voice], name: str, engine: str) -> Voice:
    for voice in voices:
        if voice.name.lower() == name.lower():
            return voice
    raise no_voice(name, near(name, [voice.name for voice in voices]), engine)


def no_voice(name: str, some: str, engine: str) -> UnknownVoice:
    """What is said of a voice that an engine does not have; `some` are near."""
    return UnknownVoice(
        f"The engine {engine} has no voice {shown(name)}: try {some}.",
        key="speech-unknown-voice",
        engine=engine,
        name=legible(name),
        some=some,
    )


def near(wanted: str, known: Sequence[str]) -> str:
    """A few names like `wanted`, or the first ones where none is like it."""
    return ", ".join(difflib.get_close_matches(wanted, known, n=3, cutoff=0.5) or known[:5])
