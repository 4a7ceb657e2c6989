"""Speech: what was said, and what is to be said."""

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from hypotez.ports.audio import Pcm
from hypotez.ports.engine import Place, Status
from hypotez.ports.errors import OptionError
from hypotez.ports.progress import Report, ignore

__all__ = [
    "Attempt",
    "Hearing",
    "Segment",
    "SpeechToText",
    "SttCan",
    "TextToSpeech",
    "Transcript",
    "TtsCan",
    "Vocabulary",
    "Voice",
    "Voicing",
    "Word",
]


@dataclass(frozen=True, slots=True)
class Word:
    """A word with its place, in seconds from the start of the audio. `confidence` in 0..1, None where unknown."""

    text: str
    start: float
    end: float
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of speech, in seconds from the start of the audio; `words` is empty where the engine gives none.

    `confidence` in 0..1: how probable it is that this was said, rather than anything else; None where unknown.
    """

    text: str
    start: float
    end: float
    words: tuple[Word, ...] = ()
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Attempt:
    """An engine that was tried and did not answer. `code` is the error's code, `reason` its sentence."""

    engine: str
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class Transcript:
    """What was heard. Silence is an empty text with no segments.

    `language` is a lower-case ISO 639-1 code ("en"), None where the engine does not tell. `duration` is the length of
    the audio in seconds. `warnings` are sentences, for example about an option that the engine ignored.
    """

    text: str
    language: str | None = None
    engine: str = ""
    duration: float = 0.0
    segments: tuple[Segment, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """How people speak somewhere, learned from transcripts that they corrected.

    `sentences`: what was said, as often as it was said. `words`: those of them that were missed, the most often missed
    first: for engines that can be told but a few. `engines`: those that hear better with it, the only ones to be given
    it; empty for any.
    """

    sentences: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    engines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hearing:
    """How to listen.

    `language`: a code such as "en" or "ru" (a region is allowed: "en-GB"); None lets the engine find out. `likely`:
    what to take it for where an engine cannot; whoever chooses the engine sees to that, engines do not. `phrases`:
    words and phrases to listen for, passed by whichever means the engine has. `only_phrases`: nothing but these
    phrases, one after another, is expected; speech that fits none of them comes back as it would without, or empty.
    In doubt the `confidence` of a phrase's segment says how likely other speech was taken for it, where known.
    `translate`: English text whatever the language. `vocabulary`: a hint of what is likely; an engine takes it by the
    means that it has, beside phrases if there are any, and one that has none takes no notice.

    Raises:
        OptionError: `only_phrases`, and no phrase that has anything in it.
    """

    language: str | None = None
    phrases: tuple[str, ...] = ()
    only_phrases: bool = False
    translate: bool = False
    likely: str | None = None
    vocabulary: Vocabulary | None = None

    def __post_init__(self) -> None:
        given: Iterable[str] = self.phrases  # a list, or a single phrase, is what people write
        object.__setattr__(self, "phrases", (given,) if isinstance(given, str) else tuple(given))
        if self.only_phrases and not any(phrase.strip() for phrase in self.phrases):
            raise OptionError(
                "Nothing but phrases is to be heard, and there are none: give some phrases.", key="phrases-none"
            )


@dataclass(frozen=True, slots=True)
class SttCan:
    """What a recogniser can do.

    `languages`: ISO 639-1 codes, None for "more than can be listed". `detects`: finds the language itself. `remote`:
    answers over a connection, so it needs no process of its own here, and may be asked again when that breaks.
    `confidence`: of words or of segments, now and then at least; without it there is none.
    `max_seconds`: the longest audio that one call takes, None for any. `max_parallel`: calls that may run at once in
    one process.
    """

    place: Place = Place.LOCAL
    remote: bool = False
    languages: frozenset[str] | None = None
    detects: bool = False
    words: bool = False
    confidence: bool = False
    phrases: bool = False
    translates: bool = False
    max_seconds: float | None = None
    max_parallel: int = 1


@runtime_checkable
class SpeechToText(Protocol):
    """A recogniser. Engines subclass this for its defaults.

    Constructing one imports no vendor and loads no model: that happens once, at the first call. `can` is readable
    before that.
    """

    name: str

    @property
    def can(self) -> SttCan:
        """What this engine, as it is set up, can do."""
        ...

    def transcribe(self, blocks: Iterable[Pcm], hearing: Hearing = Hearing(), *, report: Report = ignore) -> Transcript:
        """Hear mono blocks at 16 kHz and write down what was said.

        An option that the engine lacks is ignored and named in `warnings`, except a language that it does not know.
        `report` is called at least once per ten seconds of audio, and what it raises stops the work and comes out
        unchanged. The blocks may raise too; that also comes out unchanged.

        Raises:
            UnknownLanguage: `hearing.language` is not among `can.languages`.
            EngineError: the engine could not answer; a vendor's exception never comes out.
        """
        ...

    def status(self) -> Status:
        """Whether it can work here."""
        return Status()

    def close(self) -> None:
        """Free the model; closing twice is harmless, and the next call loads it again."""
        return


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice by the engine's own `name`; `languages` are the codes that it speaks, best first."""

    name: str
    languages: tuple[str, ...]
    label: str = ""
    gender: str | None = None


@dataclass(frozen=True, slots=True)
class Voicing:
    """How to speak.

    `voice`: a name from `voices()`; None takes the first voice of `language`, or the engine's own default. `rate`,
    `pitch` and `volume` are factors, 1.0 being the voice's normal.

    Raises:
        OptionError: a factor that is no finite number.
    """

    language: str | None = None
    voice: str | None = None
    rate: float = 1.0
    pitch: float = 1.0
    volume: float = 1.0

    def __post_init__(self) -> None:
        given: dict[str, object] = {"rate": self.rate, "pitch": self.pitch, "volume": self.volume}
        for name, factor in given.items():
            if not isinstance(factor, int | float) or not abs(factor) <= sys.float_info.max:
                raise OptionError(f"The {name} must be a finite number, 1 being normal, not {factor!r:.40}.")


@dataclass(frozen=True, slots=True)
class TtsCan:
    """What a speaker can do.

    `rates`, `pitches`, `volumes`: the (lowest, highest) factor, None where it cannot. `streams`: the first sound comes
    before the rest is made. `remote` as in `SttCan`.
    """

    place: Place = Place.LOCAL
    remote: bool = False
    rates: tuple[float, float] | None = None
    pitches: tuple[float, float] | None = None
    volumes: tuple[float, float] | None = None
    streams: bool = False
    max_parallel: int = 1


@runtime_checkable
class TextToSpeech(Protocol):
    """A speaker. Engines subclass this for its defaults; constructing one imports no vendor."""

    name: str

    @property
    def can(self) -> TtsCan:
        """What this engine, as it is set up, can do."""
        ...

    def voices(self) -> tuple[Voice, ...]:
        """All voices, the default one first.

        Raises:
            EngineError: the engine could not tell.
        """
        ...

    def synthesize(self, text: str, voicing: Voicing = Voicing(), *, report: Report = ignore) -> Iterator[Pcm]:
        """Yield mono blocks of one rate, the first as early as the engine can.

        Options are checked before the first block is asked for: this is no generator function on the outside. An
        iterator that has `attempts` names the engines there that were tried first.

        Raises:
            TextError: nothing in `text` that could be spoken.
            UnknownVoice, UnknownLanguage: no such voice, or none for the language.
            OptionError: a factor out of range, or one that the engine does not have and that is not 1.0.
            EngineError: the engine could not speak; a vendor's exception never comes out.
        """
        ...

    def status(self) -> Status:
        """Whether it can work here."""
        return Status()

    def close(self) -> None:
        """Free what it holds; closing twice is harmless."""
        return
