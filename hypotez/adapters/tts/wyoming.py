"""Any Wyoming server that speaks - piper, kokoro, our own - as a speaker."""

from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from hypotez.adapters.compose import checked
from hypotez.adapters.compose.asking import ask_speech
from hypotez.adapters.compose.calls import started
from hypotez.adapters.compose.messages import EXTRA, primary, voice_from
from hypotez.adapters.compose.remote import Remote
from hypotez.adapters.ranges import at_least
from hypotez.ports.audio import Pcm
from hypotez.ports.engine import Status
from hypotez.ports.errors import OptionError, TextError, UnknownLanguage, UnknownVoice
from hypotez.ports.names import legible, shown
from hypotez.ports.progress import Report, ignore
from hypotez.ports.speech import TextToSpeech, TtsCan, Voice, Voicing

__all__ = ["WyomingTextToSpeech"]


@dataclass(frozen=True, slots=True)
class _Told:
    """What a server says of itself."""

    voices: tuple[Voice, ...]
    can: TtsCan


class WyomingTextToSpeech(TextToSpeech):
    """A speaker at `address` ("tcp://host:port").

    `timeout`: seconds that it may stay silent. `voice`: a name from `voices()` for requests that name neither a voice
    nor a language. What it can is learned at the first request.
    """

    name = "wyoming"

    def __init__(
        self,
        *,
        address: str = "",
        timeout: float = 60.0,
        voice: str = "",
        max_parallel: int = 4,
    ) -> None:
        at_least(1, max_parallel=max_parallel)
        self._remote = Remote(lambda: self.name, address, timeout, _read)
        self._voice = voice
        self._max_parallel = max_parallel

    @property
    def can(self) -> TtsCan:
        """What the server told of itself; before the first request, only where it is."""
        told = self._remote.told
        known = told.can if told else TtsCan()
        return replace(known, place=self._remote.place, remote=True, streams=True, max_parallel=self._max_parallel)

    def voices(self) -> tuple[Voice, ...]:
        """The voices that the server lists, languages without regions.

        Raises:
            EngineUnreachable, EngineTimeout: the server did not answer properly.
        """
        return self._remote.describe().voices

    def synthesize(self, text: str, voicing: Voicing = Voicing(), *, report: Report = ignore) -> Iterator[Pcm]:
        """Yield the sound as the server sends it.

        Raises:
            TextError, UnknownVoice, UnknownLanguage, OptionError: found before the server is asked, where it can be.
            EngineUnreachable, EngineTimeout: the server did not answer properly.
        """
        if not text.strip():
            raise TextError("There is nothing to say in this text: write some words.", key="speech-nothing")
        told = self._remote.describe(report)
        for factor, span in (("rate", "rates"), ("pitch", "pitches"), ("volume", "volumes")):
            _check_factor(factor, getattr(voicing, factor), getattr(told.can, span))
        named = voicing.voice or ("" if voicing.language else self._voice)
        chosen = replace(voicing, voice=_chosen(named, voicing.language, told.voices))
        return started(self._speak(text, chosen, report))

    def status(self) -> Status:
        """Ready when it has an address."""
        return self._remote.status

    def close(self) -> None:
        """Forget what the server told of itself."""
        self._remote.forget()

    def _speak(self, text: str, voicing: Voicing, report: Report) -> Generator[Pcm, None, None]:
        with self._remote.talk(report) as talk:
            yield from ask_speech(talk, text, voicing)


def _read(info: Mapping[str, Any]) -> _Told:
    found = [
        voice_from(voice) for program in checked.objects(info, "tts") for voice in checked.objects(program, "voices")
    ]
    extra = checked.mapping(info, EXTRA)
    genders = checked.mapping(extra, "genders")
    voices = tuple(
        replace(
            voice,
            languages=tuple(dict.fromkeys(primary(code) for code in voice.languages)),
            gender=checked.optional_text(genders, voice.name),
        )
        for voice in found
    )
    can = TtsCan(rates=_span(extra, "rates"), pitches=_span(extra, "pitches"), volumes=_span(extra, "volumes"))
    return _Told(voices, can)


def _chosen(name: str, language: str | None, voices: tuple[Voice, ...]) -> str | None:
    """The voice that will speak, None to let the server choose; a server that lists none is believed to have any."""
    if name:
        if voices and name not in {voice.name for voice in voices}:
            raise UnknownVoice(
                f"The Wyoming server has no voice {shown(name)}: choose one of those that it lists.",
                key="wyoming-unknown-voice",
                name=legible(name),
            )
        return name
    if not language or not voices:
        return None
    speaking = [voice for voice in voices if primary(language) in voice.languages]
    if not speaking:
        raise UnknownLanguage(
            f"The Wyoming server has no voice for the language {shown(language)}: choose another one.",
            key="wyoming-no-voice",
            language=legible(language),
        )
    return min(speaking, key=lambda voice: voice.languages.index(primary(language))).name


def _span(extra: Mapping[str, Any], key: str) -> tuple[float, float] | None:
    pair = checked.items(extra, key)
    if len(pair) != 2:
        return None
    data = dict(zip(("lowest", "highest"), pair, strict=True))
    return checked.number(data, "lowest"), checked.number(data, "highest")


def _check_factor(name: str, value: float, span: tuple[float, float] | None) -> None:
    if span is None and value != 1.0:
        raise OptionError(f"The Wyoming server cannot change the {name}; leave it at 1.")
    if span is not None and not span[0] <= value <= span[1]:
        raise OptionError(f"The {name} must be from {span[0]:g} to {span[1]:g}, not {value:g}.")
