"""Transcribe: audio in, words out."""

import hashlib
import logging
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from hypotez.ports.audio import BROKEN_OFF, SPEECH_RATE, Audio, AudioCodec, Limits, Pcm
from hypotez.ports.errors import AudioError, NotFound
from hypotez.ports.names import legible, shown
from hypotez.ports.notices import notice
from hypotez.ports.progress import Progress, Report, ignore
from hypotez.ports.speech import Hearing, SpeechToText, Transcript

__all__ = ["Transcribe", "fingerprint"]

_log = logging.getLogger(__name__)


class Transcribe:
    """Hears audio with a recogniser: `Transcribe(codec, engine)(Audio(data)).text`."""

    def __init__(self, codec: AudioCodec, stt: SpeechToText, *, limits: Limits = Limits()) -> None:
        self._codec, self._stt, self._limits = codec, stt, limits

    def __call__(self, audio: Audio, hearing: Hearing = Hearing(), *, report: Report = ignore) -> Transcript:
        """Decode and hear `audio`; an hour costs no more memory than a minute where codec and engine stream.

        Raises:
            AudioError: nothing, or not audio.
            AudioTooLong: past the limits.
            NotFound: a path that is no file.
            UnknownLanguage: no engine knows the language.
            EngineError: no engine could answer.
        """
        _check(audio)
        began = time.monotonic()
        sound = _Sound(self._codec, audio, self._limits, report)
        transcript = self._stt.transcribe(sound, hearing, report=report)
        _log.info(
            "transcribed",
            extra={
                "engine": transcript.engine,
                "in_vain": [attempt.engine for attempt in transcript.attempts],
                "sound_seconds": round(sound.seconds, 3),
                "took_seconds": round(time.monotonic() - began, 3),
            },
        )
        return replace(transcript, duration=sound.seconds, warnings=(*transcript.warnings, *sound.warnings))


class _Sound:
    """The blocks of an audio, decoded anew whenever somebody listens from the start."""

    def __init__(self, codec: AudioCodec, audio: Audio, limits: Limits, report: Report) -> None:
        self._codec, self._audio, self._limits, self._report = codec, audio, limits, report
        self.seconds = 0.0
        self._broken_off = False

    def __iter__(self) -> Iterator[Pcm]:
        seconds = 0.0
        for block in self._codec.decode(self._audio, rate=SPEECH_RATE, limits=self._limits, report=self._listen):
            seconds += block.seconds
            self.seconds = max(self.seconds, seconds)
            yield block

    @property
    def warnings(self) -> tuple[str, ...]:
        return (notice("broken-off", seconds=f"{self.seconds:.2f}"),) if self._broken_off else ()

    def _listen(self, progress: Progress) -> None:
        self._broken_off = self._broken_off or progress.stage == BROKEN_OFF
        self._report(progress)


def _check(audio: Audio) -> None:
    if isinstance(audio.source, bytes):
        if not audio.source:
            name = audio.name or "The audio"
            raise AudioError(f"{name} is empty: send a file with sound in it.", key="audio-empty", name=legible(name))
    elif not _is_file(audio.source):
        name = audio.name or audio.source.name
        raise NotFound(f"There is no file {shown(name)}: check the name.", key="file-unknown", name=legible(name))


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # names that no file can have
        return False


def fingerprint(audio: Audio) -> str:
    """SHA-256 (hex) of the encoded audio: what a record keeps instead of the audio itself."""
    if isinstance(audio.source, bytes):
        return hashlib.sha256(audio.source).hexdigest()
    with Path(audio.source).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
