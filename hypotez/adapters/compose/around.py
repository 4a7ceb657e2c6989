"""What every wrapper has in common: it is the engine that it wraps, but for what it changes."""

from collections.abc import Iterable, Iterator

from hypotez.ports.audio import Pcm
from hypotez.ports.engine import Status
from hypotez.ports.progress import Report, ignore
from hypotez.ports.speech import Hearing, SpeechToText, SttCan, TextToSpeech, Transcript, TtsCan, Voice, Voicing

__all__ = ["AroundSpeechToText", "AroundTextToSpeech"]


class AroundSpeechToText(SpeechToText):
    """A recogniser around a recogniser."""

    def __init__(self, engine: SpeechToText) -> None:
        self._engine = engine
        self.name = engine.name

    @property
    def can(self) -> SttCan:
        """The engine's."""
        return self._engine.can

    def transcribe(self, blocks: Iterable[Pcm], hearing: Hearing = Hearing(), *, report: Report = ignore) -> Transcript:
        """The engine's answer."""
        return self._engine.transcribe(blocks, hearing, report=report)

    def status(self) -> Status:
        """The engine's."""
        return self._engine.status()

    def close(self) -> None:
        """Close the engine."""
        self._engine.close()


class AroundTextToSpeech(TextToSpeech):
    """A speaker around a speaker."""

    def __init__(self, engine: TextToSpeech) -> None:
        self._engine = engine
        self.name = engine.name

    @property
    def can(self) -> TtsCan:
        """The engine's."""
        return self._engine.can

    def voices(self) -> tuple[Voice, ...]:
        """The engine's."""
        return self._engine.voices()

    def synthesize(self, text: str, voicing: Voicing = Voicing(), *, report: Report = ignore) -> Iterator[Pcm]:
        """The engine's speech."""
        return self._engine.synthesize(text, voicing, report=report)

    def status(self) -> Status:
        """The engine's."""
        return self._engine.status()

    def close(self) -> None:
        """Close the engine."""
        self._engine.close()
