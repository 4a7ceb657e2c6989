"""The first engine that answers, of those that may be asked.

A fault of the input, or of what decodes it, ends the search: another engine will not like a broken file better. A fault
of an engine goes on to the next one and is noted. An engine that cannot work until something is changed is not asked
again.
"""

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain

from hypotez.adapters.compose.attempts import Unavailable, attempted, best, farthest, nobody
from hypotez.adapters.compose.closing import Closing, Watch
from hypotez.adapters.compose.messages import primary
from hypotez.adapters.compose.replay import replayable
from hypotez.ports.audio import Pcm
from hypotez.ports.engine import Status
from hypotez.ports.errors import (
    EngineError,
    EngineUnavailable,
    HypotezError,
    UnknownLanguage,
    UnknownVoice,
)
from hypotez.ports.names import legible, shown
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


def _told(hearing: Hearing, engine: SpeechToText, *, named: bool) -> Hearing:
    """An engine that cannot find out the language hears its own in everything, so it is told the likely one.

    One that was asked for by name is not told what it does not know: a wish outweighs what is only likely. A vocabulary
    is for the engines that hear better with it.
    """
    if hearing.vocabulary and hearing.vocabulary.engines and engine.name not in hearing.vocabulary.engines:
        hearing = replace(hearing, vocabulary=None)
    if hearing.language or not hearing.likely or engine.can.detects:
        return hearing
    known = engine.can.languages
    if named and known is not None and primary(hearing.likely) not in known:
        return hearing
    return replace(hearing, language=hearing.likely)


class _Sound:
    """Blocks that remember what failed while they were made, which is no recogniser's fault."""

    def __init__(self, blocks: Iterable[Pcm]) -> None:
        self._blocks = blocks
        self.failure: HypotezError | None = None

    def __iter__(self) -> Iterator[Pcm]:
        try:
            yield from self._blocks
        except HypotezError as error:
            self.failure = error
            raise


class FallbackSpeechToText(SpeechToText):
    """Wraps recognisers, first choice first, and is one."""

    name = "fallback"

    def __init__(
        self, engines: Sequence[SpeechToText], *, named: bool = False, advice: Callable[[], str] = str
    ) -> None:
        """`advice` gives a sentence that says what to pull or allow, for when no engine knows a language.

        `named`: there is but one, which was asked for by its name.
        """
        self._engines, self._named = tuple(engines), named
        self._advice = advice
        self._unavailable = Unavailable()
        self._closing = Closing()

    @property
    def can(self) -> SttCan:
        """What at least one of them can do; the place is the farthest that audio may go to."""
        cans = [engine.can for engine in self._engines]
        known = [can.languages for can in cans]
        return SttCan(
            place=farthest([can.place for can in cans]),
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
        with replayable(blocks) as replayed:
            sound = _Sound(replayed)
            for engine in self._engines:
                try:
                    self._unavailable.check(engine.name)
                    answer = engine.transcribe(sound, _told(hearing, engine, named=self._named), report=open_still)
                except (EngineError, UnknownLanguage) as error:
                    if open_still.closed or error is sound.failure:
                        raise  # it failed because it was closed, or had nothing to hear, and so would the others
                    self._unavailable.note(engine.name, error)
                    attempts.append(attempted(engine.name, error))
                    last = error
                else:
                    return replace(answer, attempts=(*attempts, *answer.attempts))
        raise self._no_answer(attempts, last, hearing) from last

    def _no_answer(self, attempts: Sequence[Attempt], last: HypotezError, hearing: Hearing) -> HypotezError:
        if attempts and all(attempt.code == UnknownLanguage.code for attempt in attempts):
            if self._named:
                return last
            asked = ", ".join(attempt.engine for attempt in attempts)
            language = hearing.language or hearing.likely or ""
            return UnknownLanguage(
                f"No allowed engine knows the language {shown(language)} (asked: {asked}). {self._advice()}".rstrip(),
                key="hearing-nobody-knows",
                language=legible(language),
                asked=asked,
            )
        if not attempts:
            return last
        unknown = any(attempt.code == UnknownLanguage.code for attempt in attempts)
        return nobody(attempts, last, self._advice() if unknown else "")

    def status(self) -> Status:
        """Ready when one of them is."""
        return best([engine.status() for engine in self._engines])

    def close(self) -> None:
        """Close them all; calls that run end."""
        self._closing.note()
        for engine in self._engines:
            engine.close()


class _Speaking(Iterator[Pcm]):
    """Speech that tells who was asked for it in vain; once the first block is out, that is all of them."""

    def __init__(self, blocks: Generator[Pcm, None, None], attempts: Sequence[Attempt]) -> None:
        self._blocks, self._attempts = blocks, attempts
        self.close = blocks.close

    @property
    def attempts(self) -> tuple[Attempt, ...]:
        return tuple(self._attempts)

    def __next__(self) -> Pcm:
        return next(self._blocks)


class FallbackTextToSpeech(TextToSpeech):
    """Wraps speakers, first choice first, and is one. Once the first block is out, a failure is final."""

    name = "fallback"

    def __init__(self, engines: Sequence[TextToSpeech]) -> None:
        self._engines = tuple(engines)
        self._unavailable = Unavailable()
        self._closing = Closing()

    @property
    def can(self) -> TtsCan:
        """The first one's; the place is the farthest that text may go to."""
        return replace(self._engines[0].can, place=farthest([engine.can.place for engine in self._engines]))

    def voices(self) -> tuple[Voice, ...]:
        """Those of all engines that can tell, the first engine's first."""
        found: list[Voice] = []
        attempts: list[Attempt] = []
        last: HypotezError | None = None
        for engine in self._engines:
            try:
                found += engine.voices()
            except EngineError as error:
                attempts.append(attempted(engine.name, error))
                last = error
        if not found and last:
            raise nobody(attempts, last) from last
        return tuple(found)

    def synthesize(self, text: str, voicing: Voicing = Voicing(), *, report: Report = ignore) -> Iterator[Pcm]:
        """Ask one engine after another until the first block comes; `attempts` of the iterator names those in vain.

        An engine without the wished voice or language is passed over; when all lack it, the first one's error says so.
        """
        open_still = self._closing.watch(report)
        attempts: list[Attempt] = []
        ready = self._begin(0, text, voicing, open_still, attempts)
        return _Speaking(self._speak(ready, text, voicing, open_still, attempts), attempts)

    def _begin(
        self, start: int, text: str, voicing: Voicing, report: Report, attempts: list[Attempt]
    ) -> tuple[int, Iterator[Pcm]]:
        """The first engine from `start` on that takes the request, and its speech."""
        first: HypotezError | None = None
        last: HypotezError | None = None
        for number, engine in enumerate(self._engines[start:], start):
            try:
                self._unavailable.check(engine.name)
                return number, engine.synthesize(text, voicing, report=report)
            except (EngineError, UnknownLanguage, UnknownVoice) as error:
                self._unavailable.note(engine.name, error)
                attempts.append(attempted(engine.name, error))
                first, last = first or error, error
        if first is None or last is None:
            raise EngineUnavailable("No engine may speak: name one in the config under [tts] use.")
        raise first if isinstance(first, UnknownLanguage | UnknownVoice) else nobody(attempts, last)

    def _speak(
        self,
        ready: tuple[int, Iterator[Pcm]],
        text: str,
        voicing: Voicing,
        open_still: Watch,
        attempts: list[Attempt],
    ) -> Generator[Pcm, None, None]:
        number, blocks = ready
        while True:
            try:
                first = next(blocks, None)
                break
            except EngineError as error:
                name = self._engines[number].name
                self._unavailable.note(name, error)
                if open_still.closed:
                    raise
                attempts.append(attempted(name, error))
                if number + 1 >= len(self._engines):
                    raise nobody(attempts, error) from error
                number, blocks = self._begin(number + 1, text, voicing, open_still, attempts)
        if first is not None:
            yield from chain([first], blocks)

    def status(self) -> Status:
        """Ready when one of them is."""
        return best([engine.status() for engine in self._engines])

    def close(self) -> None:
        """Close them all; calls that run end."""
        self._closing.note()
        for engine in self._engines:
            engine.close()
