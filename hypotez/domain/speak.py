"""Speak: words in, sound out."""

import logging
import time
from collections.abc import Callable, Iterator
from pathlib import Path, PurePath

from hypotez.domain.whole import whole_file
from hypotez.ports.audio import AudioCodec, Pcm
from hypotez.ports.errors import OptionError
from hypotez.ports.names import legible, shown
from hypotez.ports.progress import Report, ignore
from hypotez.ports.speech import Attempt, TextToSpeech, Voicing

__all__ = ["Speak", "Speech", "sound_format"]

_log = logging.getLogger(__name__)

_SUFFIXES = {".wav": "wav", ".mp3": "mp3", ".ogg": "ogg", ".opus": "ogg", ".flac": "flac"}


def sound_format(name: str) -> str | None:
    """The format that the ending of a file's name says: "wav", "mp3", "ogg" or "flac", None where it says none."""
    return _SUFFIXES.get(PurePath(name).suffix.lower())


class Speech:
    """A text being spoken: iterate over it for blocks of PCM as they are made, or save it.

    The request is checked when this is made; each iteration speaks it anew.
    """

    def __init__(self, begin: Callable[[], Iterator[Pcm]], codec: AudioCodec) -> None:
        self._begin, self._codec = begin, codec
        self._begun: Iterator[Pcm] | None = begin()
        self._speaking = self._begun

    def __iter__(self) -> Iterator[Pcm]:
        """Mono blocks of one rate, the first as early as the engine can."""
        begun, self._begun = self._begun, None
        self._speaking = begun if begun is not None else self._begin()
        return self._told(self._speaking)

    def _told(self, blocks: Iterator[Pcm]) -> Iterator[Pcm]:
        """`blocks`, and a line in the log when all have been taken; leaving early ends the speaking too."""
        began, seconds = time.monotonic(), 0.0
        try:
            for block in blocks:
                seconds += block.seconds
                yield block
        finally:
            close = getattr(blocks, "close", None)
            if close:
                close()
        _log.info(
            "spoken",
            extra={
                "in_vain": [attempt.engine for attempt in self.attempts],
                "sound_seconds": round(seconds, 3),
                "took_seconds": round(time.monotonic() - began, 3),
            },
        )

    @property
    def attempts(self) -> tuple[Attempt, ...]:
        """The engines that were tried and did not speak, so that another one's voice is heard.

        They are all known once the first block is here.
        """
        attempts: tuple[Attempt, ...] = getattr(self._speaking, "attempts", ())
        return attempts

    def encode(self, format: str) -> Iterator[bytes]:
        """The bytes of a file in `format`: "wav", "mp3", "ogg" or "flac", as the codec can.

        Raises:
            OptionError: a format that the codec does not write.
        """
        if format not in self._codec.can.encodes:
            known = ", ".join(sorted(self._codec.can.encodes))
            raise OptionError(
                f"Sound cannot be saved as {shown(format)}: use one of {known}.",
                key="sound-unknown-format",
                name=legible(format),
                known=known,
            )
        return self._codec.encode(self, format)

    def save(self, path: str | Path, format: str | None = None) -> Path:
        """Write a file, whole or not at all, in `format`, or as its ending says: .wav, .mp3, .ogg or .flac.

        Raises:
            OptionError: no format and another ending, or a format that the codec does not write.
            StorageError: the folder is missing or not writable, or the disk is full.
        """
        path = Path(path)
        format = format or sound_format(path.name)
        if format is None:
            raise OptionError(
                f"Cannot tell a sound format from {shown(path.name)}: use the ending .wav, .mp3, .ogg or .flac.",
                key="sound-no-ending",
                name=legible(path.name),
            )
        encoded = self.encode(format)
        with whole_file(path) as file:
            for piece in encoded:
                file.write(piece)
        return path


class Speak:
    """Says a text with a speaker: `Speak(tts, codec)("Hello").save("hello.wav")`."""

    def __init__(self, tts: TextToSpeech, codec: AudioCodec) -> None:
        self._tts, self._codec = tts, codec

    def __call__(self, text: str, voicing: Voicing = Voicing(), *, report: Report = ignore) -> Speech:
        """Check the request and begin to speak.

        Raises:
            TextError: nothing in `text` that could be spoken.
            OptionError: a voice, language or factor that the engine does not have.
            EngineError: the engine could not speak; also while iterating.
        """
        return Speech(lambda: self._tts.synthesize(text, voicing, report=report), self._codec)
