"""A recogniser for tests that needs no package: whatever is loud is the same sentence."""

from array import array
from collections.abc import Iterable

from hypotez.ports.audio import SPEECH_RATE, Pcm
from hypotez.ports.engine import Status
from hypotez.ports.errors import UnknownLanguage
from hypotez.ports.progress import Progress, Report, ignore
from hypotez.ports.speech import Hearing, Segment, SpeechToText, SttCan, Transcript, Word

__all__ = ["FakeSpeechToText"]

_QUIET = 100
"""Of 32,767: nothing louder than this is silence."""


class FakeSpeechToText(SpeechToText):
    """Reads all blocks, hears `text` in them, its words spread evenly, and remembers what it was asked.

    Args:
        name: the engine's name.
        text: what it hears in everything that is no silence.
        language: what it finds out when no language is given.
        error: raised once the blocks are read.
        can: its abilities; by default all but phrases and translation.
    """

    def __init__(
        self,
        name: str = "fake",
        *,
        text: str = "one two three",
        language: str = "en",
        error: Exception | None = None,
        can: SttCan | None = None,
    ) -> None:
        self.name = name
        self.error = error
        self.asked: list[Hearing] = []
        self.closed = 0
        self._text = text
        self._language = language
        self._can = can or SttCan(languages=frozenset({"en", "ru"}), detects=True, words=True, max_parallel=4)

    @property
    def can(self) -> SttCan:
        return self._can

    def transcribe(self, blocks: Iterable[Pcm], hearing: Hearing = Hearing(), *, report: Report = ignore) -> Transcript:
        language = self._known(hearing.language)
        self.asked.append(hearing)
        read, loudest = 0, 0
        for block in blocks:
            read += block.frames
            samples = array("h", block.data)
            loudest = max(loudest, max(samples, default=0), -min(samples, default=0))
            report(Progress("listening", read / SPEECH_RATE, None, "seconds"))
        if self.error is not None:
            raise self.error
        duration = read / SPEECH_RATE
        segments = self._segments(duration) if loudest > _QUIET else ()
        text = " ".join(segment.text for segment in segments)
        return Transcript(text, language, self.name, duration, segments, warnings=self._ignored(hearing))

    def status(self) -> Status:
        return Status()

    def close(self) -> None:
        self.closed += 1

    def _known(self, language: str | None) -> str:
        base = (language or self._language).lower().partition("-")[0]
        if self._can.languages is not None and base not in self._can.languages:
            known = ", ".join(sorted(self._can.languages))
            raise UnknownLanguage(f"The engine {self.name} does not know the language {language!r}; it knows {known}.")
        return base

    def _segments(self, duration: float) -> tuple[Segment, ...]:
        texts = self._text.split()
        if not texts:
            return ()
        step = duration / len(texts)
        words = tuple(Word(text, i * step, (i + 1) * step) for i, text in enumerate(texts))
        return (Segment(" ".join(texts), 0.0, duration, words if self._can.words else ()),)

    def _ignored(self, hearing: Hearing) -> tuple[str, ...]:
        warnings = []
        if hearing.phrases and not self._can.phrases:
            warnings.append(f"The engine {self.name} ignored the phrases.")
        if hearing.translate and not self._can.translates:
            warnings.append(f"The engine {self.name} does not translate: this is what was said.")
        return tuple(warnings)
