"""Sound and text, files and opinions: the commands of a conversation that teach nothing."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from hypotez.domain.whole import whole_file
from hypotez.entrypoints.chat.paths import free, unquoted
from hypotez.entrypoints.chat.usage import Command, needed
from hypotez.entrypoints.terminal.paths import typed
from hypotez.ports.progress import Report
from hypotez.ports.storage import Origin

if TYPE_CHECKING:
    from hypotez.entrypoints.app import App
    from hypotez.entrypoints.texts import Texts
    from hypotez.ports.speech import Attempt

__all__ = ["Speaking"]

MANY: Final = 30
"""Voices that are shown; whoever wants all has `hypotez voices`."""


class Speaking:
    """Hears, speaks, and hands things out."""

    def __init__(self, app: App, texts: Texts) -> None:
        self._app, self._texts = app, texts
        self._prefix = app.config.discord.prefix
        self.commands: Mapping[str, Command] = {
            "transcribe": self.transcribe,
            "say": self._say,
            "voices": self._voices,
            "archive": self._archive,
            "getfile": self._getfile,
            "instruction": self._instruction,
            "feedback": self._feedback,
        }

    def transcribe(self, rest: str, report: Report) -> str:
        """What is said in a sound file."""
        path = typed(self._needed(unquoted(rest), "transcribe", "PATH"))
        if not self._app.config.storage.keep_transcripts:
            return self._app.transcribe(path, report=report).text or self._texts("transcript-silent")
        record = self._app.transcribe_and_keep(path, origin=Origin(), report=report)
        if not record.transcript.text:
            return self._texts("transcript-silent")
        if not record.id:
            return self._texts("chat-unkept", text=record.transcript.text, why=record.transcript.warnings[-1])
        return self._texts("chat-transcript", text=record.transcript.text, id=record.id, prefix=self._prefix)

    def correct(self, rest: str) -> str:
        """Keep how a transcript should read."""
        id, _, text = self._needed(rest, "correct", "ID TEXT").partition(" ")
        about = None if id.lower() == "last" else id
        correction = self._app.correct(about, self._needed(text.strip(), "correct", "ID TEXT"), origin=Origin())
        return self._texts("chat-corrected", id=correction.about)

    def _say(self, rest: str, report: Report) -> str:
        speech = self._app.speak(self._needed(rest, "say", "TEXT"), report=report)
        path = speech.save(free(Path("speech.wav")))
        attempts = [(attempt.engine, self._reason(attempt)) for attempt in speech.attempts]
        told = [self._texts("spoken-instead", engine=engine, reason=reason) for engine, reason in attempts]
        return "\n".join([self._texts("chat-written", path=str(path.absolute())), *told])

    def _reason(self, attempt: Attempt) -> str:
        """Why an engine did not speak: in English in its own words, else in the catalogue's, with those in brackets."""
        if self._texts.language == "en":
            return attempt.reason
        return self._texts("chat-error", sentence=self._texts(f"error-{attempt.code}"), details=attempt.reason)

    def _voices(self, rest: str, _report: Report) -> str:
        voices = self._app.voices(language=rest or None)
        lines = [f"{voice.name}  {', '.join(voice.languages)}  {voice.label}".rstrip() for voice in voices[:MANY]]
        if len(voices) > MANY:
            lines.append(self._texts("chat-more-voices", count=len(voices) - MANY))
        return "\n".join(lines) or self._texts("chat-no-voices")

    def _archive(self, rest: str, report: Report) -> str:
        result = self._app.archive(self._needed(unquoted(rest), "archive", "DIR"), report=report)
        return self._texts("chat-written", path=str(result.path))

    def _getfile(self, rest: str, _report: Report) -> str:
        found = self._app.getfile(self._needed(unquoted(rest), "getfile", "NAME"))
        path = free(Path(found.name.rsplit("/", 1)[-1]))
        with found.open() as source, whole_file(path) as target:
            for block in iter(partial(source.read, 1 << 20), b""):
                target.write(block)
        return self._texts("chat-written", path=str(path.absolute()))

    def _instruction(self, rest: str, _report: Report) -> str:
        return self._app.instruction(rest or None, self._texts.language).rstrip()

    def _feedback(self, rest: str, _report: Report) -> str:
        self._app.feedback(self._needed(rest, "feedback", "TEXT"), origin=Origin())
        return self._texts("chat-thanks")

    def _needed(self, value: str, command: str, what: str) -> str:
        return needed(value, self._texts, f"{self._prefix}{command} {what}")
