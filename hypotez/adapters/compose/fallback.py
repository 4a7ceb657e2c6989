"""The first engine that answers, of those that may be asked.

A fault of the input ends the search: another engine will not like a broken file better. A fault of an engine goes on to
the next one and is noted. An engine that cannot work until something is changed is not asked again.
"""

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain

from hypotez.adapters.compose.closing import Closing, Watch
from hypotez.adapters.compose.replay import replayable
from hypotez.ports.audio import Pcm
from hypotez.ports.engine import Place, Status
from hypotez.ports.errors import (
    EngineError,
    EngineFailed,
    EngineUnavailable,
    HypotezError,
    UnknownLanguage,
    UnknownVoice,
)
from hypotez.ports.progress import Report, ignore
from hypotez.ports.speech import (
    Attempt,
    Hearing,
    SpeechToText,
    SttCan,
    TextToSpeech,
    Transcript,
    TtsCan,
    Voice,
    Voicing,
)

__all__ = ["FallbackSpeechToText", "FallbackTextToSpeech"]


class _Unavailable:
    """Which engines said that they cannot work here, and with which sentence."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._latched: dict[str, EngineUnavailable] = {}

    def check(self, name: str) -> None:
        with self._lock:
            latched = self._latched.get(name)
        if latched is not None:
            raise EngineUnavailable(str(latched), engine=name) from latched

    def note(self, name: str, error: HypotezError) -> None:
        if isinstance(error, EngineUnavailable):
            with self._lock:
                self._latched[name] = error


def _told(hearing: Hearing, engine: SpeechToText) -> Hearing:
    """An engine that cannot find out the language hears its own in everything, so it is told the likely one."""
    if hearing.language or not hearing.likely or engine.can.detects:
        return hearing
    return replace(hearing, language=hearing.likely)


def _attempt(name: str, error: HypotezError) -> Attempt:
    return Attempt(name, error.code, str(error))


def _nobody(attempts: Sequence[Attempt], last: HypotezError, advice: str = "") -> HypotezError:
    """One error for all: an only engine's own, else the list of what each one said."""
    if len(attempts) == 1:
        return last
    said = "; ".join(f"{attempt.engine}: {attempt.reason.rstrip('.')}" for attempt in attempts)
    kind = EngineUnavailable if all(a.code == EngineUnavailable.code for a in attempts) else EngineFailed
    return kind(f"No engine could answer ({said}). {advice}".rstrip())


class FallbackSpeechToText(SpeechToText):
    """Wraps recognisers, first choice first, and is one."""

    name = "fallback"

    def __init__(self, engines: Sequence[SpeechToText], *, advice: Callable[[], str] = str) -> None:
        """`advice` gives a sentence that says what to pull or allow, for when no engine knows a language."""
        self._engines = tuple(engines)
        self._advice = advice
        self._unavailable = _Unavailable()
        self._closing = Closing()

    @property
    def can(self) -> SttCan:
        """What at least one of them can do; the place is the farthest that audio may go to."""
        cans = [engine.can for engine in self._engines]
        known = [can.languages for can in cans]
        return SttCan(
            place=_farthest([can.place for can in cans]),
            remote=all(can.remote for can in cans),
            languages=None if None in known else frozenset(code for codes in known for code in codes or ()),
            detects=any(can.detects for can in cans),
            words=any(can.words for can in cans),
            confidence=any(can.confidence for can in cans),
            phrases=any(can.phrases for can in cans),
            translates=any(can.translates for can in cans),
            max_parallel=max((can.max_parallel for can in cans), default=1),
        )

    def transcribe(self, blocks: Iterable[Pcm], hearing: Hearing = Hearing(), *, report: Report = ignore) -> Transcript:
        """Ask one engine after another; `attempts` of the answer names those that did not."""
        attempts: list[Attempt] = []
        last: HypotezError = EngineUnavailable("No engine may be asked: name one in the config under [stt] use.")
        open_still = self._closing.watch(report)
        with replayable(blocks) as sound:
            for engine in self._engines:
                try:
                    self._unavailable.check(engine.name)
                    answer = engine.transcribe(sound, _told(hearing, engine), report=open_still)
                except (EngineError, UnknownLanguage) as error:
                    if open_still.closed:
                        raise  # it failed because it was closed, and so would the others
                    self._unavailable.note(engine.name, error)
                    attempts.append(_attempt(engine.name, error))
                    last = error
                else:
                    return replace(answer, attempts=(*attempts, *answer.attempts))
        raise self._no_answer(attempts, last, hearing) from last

    def _no_answer(self, attempts: Sequence[Attempt], last: HypotezError, hearing: Hearing) -> HypotezError:
        if attempts and all(attempt.code == UnknownLanguage.code for attempt in attempts):
            asked = ", ".join(attempt.engine for attempt in attempts)
            language = hearing.language or hearing.likely
            return UnknownLanguage(
                f"No allowed engine knows the language {language!r} (asked: {asked}). {self._advice()}".rstrip()
            )
        if not attempts:
            return last
        unknown = any(attempt.code == UnknownLanguage.code for attempt in attempts)
        return _nobody(attempts, last, self._advice() if unknown else "")

    def status(self) -> Status:
        """Ready when one of them is."""
        return _best([engine.status() for engine in self._engines])

    def close(self) -> None:
        """Close them all; calls that run end."""
        self._closing.note()
        for engine in self._engines:
            engine.close()


class FallbackTextToSpeech(TextToSpeech):
    """Wraps speakers, first choice first, and is one. Once the first block is out, a failure is final."""

    name = "fallback"

    def __init__(self, engines: Sequence[TextToSpeech]) -> None:
        self._engines = tuple(engines)
        self._unavailable = _Unavailable()
        self._closing = Closing()

    @property
    def can(self) -> TtsCan:
        """The first one's; the place is the farthest that text may go to."""
        return replace(self._engines[0].can, place=_farthest([engine.can.place for engine in self._engines]))

    def voices(self) -> tuple[Voice, ...]:
        """Those of all engines that can tell, the first engine's first."""
        found: list[Voice] = []
        attempts: list[Attempt] = []
        last: HypotezError | None = None
        for engine in self._engines:
            try:
                found += engine.voices()
            except EngineError as error:
                attempts.append(_attempt(engine.name, error))
                last = error
        if not found and last:
            raise _nobody(attempts, last) from last
        return tuple(found)

    def synthesize(self, text: str, voicing: Voicing = Voicing(), *, report: Report = ignore) -> Iterator[Pcm]:
        """Ask one engine after another until the first block comes.

        An engine without the wished voice or language is passed over; when all lack it, the first one's error says so.
        """
        open_still = self._closing.watch(report)
        ready = self._begin(0, text, voicing, open_still)
        return self._speak(ready, text, voicing, open_still)

    def _begin(self, start: int, text: str, voicing: Voicing, report: Report) -> tuple[int, Iterator[Pcm]]:
        """The first engine from `start` on that takes the request, and its speech."""
        attempts: list[Attempt] = []
        first: HypotezError | None = None
        last: HypotezError | None = None
        for number, engine in enumerate(self._engines[start:], start):
            try:
                self._unavailable.check(engine.name)
                return number, engine.synthesize(text, voicing, report=report)
            except (EngineError, UnknownLanguage, UnknownVoice) as error:
                self._unavailable.note(engine.name, error)
                attempts.append(_attempt(engine.name, error))
                first, last = first or error, error
        if first is None or last is None:
            raise EngineUnavailable("No engine may speak: name one in the config under [tts] use.")
        raise first if isinstance(first, UnknownLanguage | UnknownVoice) else _nobody(attempts, last)

    def _speak(self, ready: tuple[int, Iterator[Pcm]], text: str, voicing: Voicing, open_still: Watch) -> Iterator[Pcm]:
        number, blocks = ready
        while True:
            try:
                first = next(blocks, None)
                break
            except EngineError as error:
                self._unavailable.note(self._engines[number].name, error)
                if open_still.closed or number + 1 >= len(self._engines):
                    raise
                number, blocks = self._begin(number + 1, text, voicing, open_still)
        if first is not None:
            yield from chain([first], blocks)

    def status(self) -> Status:
        """Ready when one of them is."""
        return _best([engine.status() for engine in self._engines])

    def close(self) -> None:
        """Close them all; calls that run end."""
        self._closing.note()
        for engine in self._engines:
            engine.close()


def _farthest(places: Sequence[Place]) -> Place:
    order = (Place.LOCAL, Place.NETWORK, Place.CLOUD)
    return max(places, key=order.index, default=Place.LOCAL)


def _best(statuses: Sequence[Status]) -> Status:
    return next((status for status in statuses if status.ready), statuses[0] if statuses else Status(ready=False))
