"""The conversation in a terminal: what Discord's `!` commands and plain messages do, here."""

from __future__ import annotations

import difflib
import logging
import shlex
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, TextIO

from hypotez.domain.whole import whole_file
from hypotez.entrypoints.terminal.paths import typed
from hypotez.entrypoints.terminal.show import Bars, harmless, say
from hypotez.ports.errors import HypotezError, NotFound, TextError
from hypotez.ports.progress import Cancelled, Report, ignore
from hypotez.ports.storage import Origin

if TYPE_CHECKING:
    from hypotez.entrypoints.app import App
    from hypotez.entrypoints.texts import Texts
    from hypotez.ports.speech import Attempt

__all__ = ["Chat", "converse"]

log = logging.getLogger(__name__)

HERE: Final = Origin()
MANY: Final = 30
"""Voices that are shown; whoever wants all has `hypotez voices`."""

LONGEST: Final = 1 << 20
"""Characters of a message: more is nothing that somebody wrote."""


class _Usage(Exception):
    """A command lacks something; the sentence says how it is written."""


class Chat:
    """Answers messages: `Chat(app, texts).answer("!hi")`. `over` is true once somebody said goodbye."""

    def __init__(self, app: App, texts: Texts) -> None:
        self._app, self._texts = app, texts
        self._prefix = app.config.discord.prefix
        self.over = False
        self._commands: Mapping[str, Callable[[str, Report], str]] = {
            "hi": self._say("hi"),
            "help": self._say("chat-help"),
            "transcribe": self._transcribe,
            "say": self._speak,
            "voices": self._voices,
            "archive": self._archive,
            "getfile": self._getfile,
            "instruction": self._instruction,
            "correct": self._correct,
            "feedback": self._feedback,
            "join": self._say("chat-no-voice-channel"),
            "leave": self._say("chat-no-voice-channel"),
            "quit": self._quit,
        }

    def answer(self, message: str, report: Report = ignore) -> str:
        """The answer to a message, empty where there is nothing to say; an error is its sentence.

        Raises:
            Cancelled: the listener wanted no answer any more.
        """
        message = message.strip()
        if not message:
            return ""
        try:
            return self._answer(message, report)
        except _Usage as usage:
            return str(usage)
        except HypotezError as error:
            return self._sentence(error)
        except OSError as error:
            return f"{error.filename}: {error.strerror}" if error.filename else str(error)
        except Cancelled:
            raise
        except Exception as error:  # whatever it is, the conversation goes on
            log.debug("answer failed", exc_info=error)
            return self._texts("chat-unexpected", kind=type(error).__name__)

    def _answer(self, message: str, report: Report) -> str:
        if not message.startswith(self._prefix):
            path = _unquoted(message)
            return self._transcribe(path, report) if _is_file(path) else self._texts("chat-plain", prefix=self._prefix)
        name, _, rest = message.removeprefix(self._prefix).strip().partition(" ")
        if not name:
            return self._texts("chat-plain", prefix=self._prefix)
        command = self._commands.get(name.lower())
        if command:
            return command(rest.strip(), report)
        near = difflib.get_close_matches(name.lower(), self._commands, n=1)
        if near:
            return self._texts("chat-unknown-near", name=name, near=self._prefix + near[0])
        return self._texts("chat-unknown", name=name, prefix=self._prefix)

    def _sentence(self, error: HypotezError) -> str:
        """In English the error's own sentence, which knows most; else the catalogue's, with that in brackets."""
        if self._texts.language == "en":
            return " ".join(str(error).split())
        return self._texts("chat-error", sentence=self._texts(f"error-{error.code}"), details=str(error))

    def _say(self, key: str) -> Callable[[str, Report], str]:
        return lambda _rest, _report: self._texts(key, prefix=self._prefix)

    def _quit(self, _rest: str, _report: Report) -> str:
        self.over = True
        return self._texts("chat-bye")

    def _transcribe(self, rest: str, report: Report) -> str:
        path = typed(self._needed(_unquoted(rest), "transcribe", "PATH"))
        if not self._app.config.storage.keep_transcripts:
            return self._app.transcribe(path, report=report).text or self._texts("transcript-silent")
        record = self._app.transcribe_and_keep(path, origin=HERE, report=report)
        if not record.transcript.text:
            return self._texts("transcript-silent")
        if not record.id:
            return self._texts("chat-unkept", text=record.transcript.text, why=record.transcript.warnings[-1])
        return self._texts("chat-transcript", text=record.transcript.text, id=record.id, prefix=self._prefix)

    def _speak(self, rest: str, report: Report) -> str:
        speech = self._app.speak(self._needed(rest, "say", "TEXT"), report=report)
        path = speech.save(_free(Path("speech.wav")))
        attempts = [(attempt.engine, self._reason(attempt)) for attempt in speech.attempts]
        told = [self._texts("spoken-instead", engine=engine, reason=reason) for engine, reason in attempts]
        return "\n".join([self._texts("chat-written", path=str(path.absolute())), *told])

    def _reason(self, attempt: Attempt) -> str:
        """Why an engine did not speak: as `_sentence` says it."""
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
        result = self._app.archive(self._needed(_unquoted(rest), "archive", "DIR"), report=report)
        return self._texts("chat-written", path=str(result.path))

    def _getfile(self, rest: str, _report: Report) -> str:
        found = self._app.getfile(self._needed(_unquoted(rest), "getfile", "NAME"))
        path = _free(Path(found.name.rsplit("/", 1)[-1]))
        with found.open() as source, whole_file(path) as target:
            for block in iter(partial(source.read, 1 << 20), b""):
                target.write(block)
        return self._texts("chat-written", path=str(path.absolute()))

    def _instruction(self, rest: str, _report: Report) -> str:
        return self._app.instruction(rest or None, self._texts.language).rstrip()

    def _correct(self, rest: str, _report: Report) -> str:
        id, _, text = self._needed(rest, "correct", "ID TEXT").partition(" ")
        about = None if id.lower() == "last" else id
        correction = self._app.correct(about, self._needed(text.strip(), "correct", "ID TEXT"), origin=HERE)
        return self._texts("chat-corrected", id=correction.about)

    def _feedback(self, rest: str, _report: Report) -> str:
        self._app.feedback(self._needed(rest, "feedback", "TEXT"), origin=HERE)
        return self._texts("chat-thanks")

    def _needed(self, value: str, command: str, what: str) -> str:
        if not value:
            raise _Usage(self._texts("chat-usage", usage=f"{self._prefix}{command} {what}"))
        return value


def converse(chat: Chat, messages: TextIO) -> None:
    """Answer message after message, a line each, until they end or somebody says goodbye.

    In a terminal Ctrl-C ends the answer that is being made, and with none the conversation.

    Raises:
        TextError: a line of more than `LONGEST` characters.
    """
    for message in _asked() if messages.isatty() else _lines(messages):
        try:
            with Bars() as bars, bars.bar(message.strip()[:40]) as report:
                answer = chat.answer(message, report)
        except (Cancelled, KeyboardInterrupt):
            if not messages.isatty():
                raise
            continue
        if answer:
            say(harmless(answer, "\n\t"))  # also into a pipe: somebody reads it in the end
        if chat.over:
            return


def _lines(messages: TextIO) -> Iterator[str]:
    while message := messages.readline(LONGEST + 1):
        if len(message) > LONGEST:
            raise TextError(f"a message has more than {LONGEST} characters; write it on several lines")
        yield message


def _asked() -> Iterator[str]:
    """What somebody types after a prompt, with a history where the system has readline."""
    from contextlib import suppress

    from rich.console import Console

    with suppress(ImportError):
        import readline  # noqa: F401 - importing it is what turns it on
    console = Console()
    while True:
        try:
            yield console.input("[bold]>[/bold] ")
        except (EOFError, KeyboardInterrupt):
            console.print()
            return


def _is_file(path: str) -> bool:
    try:
        return typed(path).is_file()
    except (NotFound, OSError):
        return False


def _unquoted(path: str) -> str:
    """A path as terminals paste it: in quotes, or with backslashes before spaces; else as it is."""
    path = path.strip()
    try:
        return path if _is_file(path) or len(words := shlex.split(path)) != 1 else words[0]
    except ValueError:
        return path


def _free(path: Path) -> Path:
    """`path`, with a number where that name is taken."""
    number, free = 2, path
    while free.exists():
        free, number = path.with_stem(f"{path.stem}-{number}"), number + 1
    return free
