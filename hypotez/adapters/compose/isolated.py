"""Engines in processes of their own: what hangs or crashes there is killed and replaced, and this process goes on.

    IsolatedSpeechToText(Recipe("hypotez.stt", "whisper", {"model": "base"}), memory=4096)

The child is started at the first call and stays warm with its model. Options, the same for all three ports:

`patience`: seconds without a sign of life (loading a model gives none) after which it counts as hanging.
`deadline`: seconds that one call may wait for it altogether.
`memory`: MiB that it and what it starts may use, watched from outside.
`workers`: children that are kept; each has a model of its own, so this is also how many calls run at once. Only codecs
    start more while these are busy.

A child that died, hung or used too much comes out as `EngineCrashed` or `EngineTimeout`, and the next call gets a
new one. What `report` raises stops the child's work, also while the engine gives no sign of life.
"""

import dataclasses
from collections.abc import Generator, Iterable, Iterator

from hypotez.adapters.compose.asking import ask_bytes, ask_sound, ask_speech, ask_transcript, ask_voices
from hypotez.adapters.compose.calls import Calls, started
from hypotez.adapters.compose.messages import primary
from hypotez.adapters.compose.recipe import Recipe
from hypotez.ports.audio import SPEECH_RATE, Audio, AudioCodec, CodecCan, Limits, Pcm
from hypotez.ports.engine import Status
from hypotez.ports.errors import UnknownLanguage
from hypotez.ports.names import legible, shown
from hypotez.ports.progress import Report, ignore
from hypotez.ports.speech import Hearing, SpeechToText, SttCan, TextToSpeech, Transcript, TtsCan, Voice, Voicing

__all__ = ["IsolatedCodec", "IsolatedSpeechToText", "IsolatedTextToSpeech"]

PATIENCE = 300.0
"""Seconds: loading a large model from a slow disk, or a large model's half minute of audio on a slow processor."""

_EXTRA_CODECS = 32
"""A codec is small, and whoever decodes while somebody else's recogniser holds them up must not wait for each other."""


class IsolatedSpeechToText(SpeechToText):
    """A recogniser in another process. `can` and `status` come from an engine here that is never asked to work."""

    def __init__(
        self,
        recipe: Recipe,
        *,
        patience: float = PATIENCE,
        deadline: float | None = None,
        memory: int | None = None,
        workers: int = 1,
    ) -> None:
        self._engine: SpeechToText = recipe.build()
        self._workers = workers
        self._calls = Calls(recipe, patience=patience, deadline=deadline, memory=memory, workers=workers)
        self.name = self._engine.name

    @property
    def can(self) -> SttCan:
        """What the engine can, as many times at once as there are workers."""
        return dataclasses.replace(self._engine.can, max_parallel=self._workers)

    def transcribe(self, blocks: Iterable[Pcm], hearing: Hearing = Hearing(), *, report: Report = ignore) -> Transcript:
        """As the engine does it.

        Raises:
            UnknownLanguage: the engine does not list it; said before a block is read.
            EngineCrashed, EngineTimeout: its process died or hung.
        """
        known = self._engine.can.languages
        if hearing.language and known is not None and primary(hearing.language) not in known:
            raise UnknownLanguage(
                f"The engine {self.name} does not know the language {shown(hearing.language)}: "
                f"it knows {', '.join(sorted(known))}.",
                key="hearing-unknown-language",
                engine=self.name,
                language=legible(hearing.language),
                known=", ".join(sorted(known)),
            )
        with self._calls.talk(report) as talk:
            return ask_transcript(talk, blocks, hearing, engine=self.name)

    def status(self) -> Status:
        """As the engine sees it."""
        return self._engine.status()

    def close(self) -> None:
        """End the processes."""
        self._calls.close()


class IsolatedTextToSpeech(TextToSpeech):
    """A speaker in another process. Closing its iterator early stops it and keeps it warm."""

    def __init__(
        self,
        recipe: Recipe,
        *,
        patience: float = PATIENCE,
        deadline: float | None = None,
        memory: int | None = None,
        workers: int = 1,
    ) -> None:
        self._engine: TextToSpeech = recipe.build()
        self._workers = workers
        self._calls = Calls(recipe, patience=patience, deadline=deadline, memory=memory, workers=workers)
        self.name = self._engine.name

    @property
    def can(self) -> TtsCan:
        """What the engine can, as many times at once as there are workers."""
        return dataclasses.replace(self._engine.can, max_parallel=self._workers)

    def voices(self) -> tuple[Voice, ...]:
        """The engine's voices, asked for in its process."""
        with self._calls.talk() as talk:
            return ask_voices(talk)

    def synthesize(self, text: str, voicing: Voicing = Voicing(), *, report: Report = ignore) -> Iterator[Pcm]:
        """As the engine does it; a process is taken until the iterator ends or is closed."""
        return started(self._speak(text, voicing, report))

    def _speak(self, text: str, voicing: Voicing, report: Report) -> Generator[Pcm, None, None]:
        with self._calls.talk(report) as talk:
            yield from ask_speech(talk, text, voicing)

    def status(self) -> Status:
        """As the engine sees it."""
        return self._engine.status()

    def close(self) -> None:
        """End the processes."""
        self._calls.close()


class IsolatedCodec(AudioCodec):
    """A codec in another process: hostile files take down only that one."""

    def __init__(
        self,
        recipe: Recipe,
        *,
        patience: float = PATIENCE,
        deadline: float | None = None,
        memory: int | None = None,
        workers: int = 1,
    ) -> None:
        self._codec: AudioCodec = recipe.build()
        self._calls = Calls(
            recipe, patience=patience, deadline=deadline, memory=memory, workers=workers, extra=_EXTRA_CODECS
        )
        self.name = self._codec.name
        self.can: CodecCan = self._codec.can

    def decode(
        self, audio: Audio, *, rate: int = SPEECH_RATE, limits: Limits = Limits(), report: Report = ignore
    ) -> Iterator[Pcm]:
        """As the codec does it; a process is taken from the first block until the iterator ends or is closed."""
        with self._calls.talk(report) as talk:
            yield from ask_sound(talk, audio, rate, limits)

    def encode(self, blocks: Iterable[Pcm], format: str) -> Iterator[bytes]:
        """As the codec does it, while `blocks` still come."""
        with self._calls.talk() as talk:
            yield from ask_bytes(talk, blocks, format)

    def status(self) -> Status:
        """As the codec sees it."""
        return self._codec.status()

    def close(self) -> None:
        """End the processes."""
        self._calls.close()
