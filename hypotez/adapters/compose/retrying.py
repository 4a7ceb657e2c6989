"""Network engines that are asked again when a failure may pass, and left alone while they keep failing."""

from collections.abc import Iterable, Iterator
from itertools import chain

from hypotez.adapters.compose.around import AroundSpeechToText, AroundTextToSpeech
from hypotez.adapters.compose.patience import Patience
from hypotez.adapters.compose.replay import replayable
from hypotez.ports.audio import Pcm
from hypotez.ports.progress import Report, ignore
from hypotez.ports.speech import Hearing, SpeechToText, TextToSpeech, Transcript, Voice, Voicing

__all__ = ["RetryingSpeechToText", "RetryingTextToSpeech"]


class RetryingSpeechToText(AroundSpeechToText):
    """Wraps a recogniser and is one."""

    def __init__(self, engine: SpeechToText, patience: Patience) -> None:
        super().__init__(engine)
        self._patience = patience

    def transcribe(self, blocks: Iterable[Pcm], hearing: Hearing = Hearing(), *, report: Report = ignore) -> Transcript:
        """Ask until the engine answers; the blocks are heard anew each time."""
        with replayable(blocks) as sound:
            return self._patience.call(lambda: self._engine.transcribe(sound, hearing, report=report), report)


class RetryingTextToSpeech(AroundTextToSpeech):
    """Wraps a speaker and is one. Once the first block is out, a failure is final: nothing is said twice."""

    def __init__(self, engine: TextToSpeech, patience: Patience) -> None:
        super().__init__(engine)
        self._patience = patience

    def voices(self) -> tuple[Voice, ...]:
        """The engine's."""
        return self._patience.call(self._engine.voices, ignore)

    def synthesize(self, text: str, voicing: Voicing = Voicing(), *, report: Report = ignore) -> Iterator[Pcm]:
        """Ask until the first block comes."""
        speech = self._engine.synthesize(text, voicing, report=report)
        return self._speak(speech, text, voicing, report)

    def _speak(self, speech: Iterator[Pcm] | None, text: str, voicing: Voicing, report: Report) -> Iterator[Pcm]:
        def begin() -> Iterator[Pcm]:
            nonlocal speech
            blocks, speech = speech or self._engine.synthesize(text, voicing, report=report), None
            first = next(blocks, None)
            return blocks if first is None else chain([first], blocks)

        yield from self._patience.call(begin, report)
