"""An engine under the name that the config gives it, so that two set-ups of one engine can be told apart."""

from collections.abc import Iterable
from dataclasses import replace

from hypotez.adapters.compose.around import AroundSpeechToText, AroundTextToSpeech
from hypotez.ports.audio import Pcm
from hypotez.ports.progress import Report, ignore
from hypotez.ports.speech import Hearing, SpeechToText, TextToSpeech, Transcript

__all__ = ["NamedSpeechToText", "NamedTextToSpeech"]


class NamedSpeechToText(AroundSpeechToText):
    """Wraps a recogniser and is one."""

    def __init__(self, engine: SpeechToText, name: str) -> None:
        super().__init__(engine)
        self.name = name

    def transcribe(self, blocks: Iterable[Pcm], hearing: Hearing = Hearing(), *, report: Report = ignore) -> Transcript:
        """The engine's answer, under this name."""
        return replace(super().transcribe(blocks, hearing, report=report), engine=self.name)


class NamedTextToSpeech(AroundTextToSpeech):
    """Wraps a speaker and is one."""

    def __init__(self, engine: TextToSpeech, name: str) -> None:
        super().__init__(engine)
        self.name = name
