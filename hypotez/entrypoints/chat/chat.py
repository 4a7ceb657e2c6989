"""Which command a message is, and what is said when it cannot be carried out."""

from __future__ import annotations

import difflib
import logging
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from hypotez.entrypoints.chat.lessons import Lessons
from hypotez.entrypoints.chat.paths import is_file, unquoted
from hypotez.entrypoints.chat.speaking import Speaking
from hypotez.entrypoints.chat.usage import Command, Usage
from hypotez.entrypoints.faults import told_fault
from hypotez.ports.errors import HypotezError
from hypotez.ports.progress import Cancelled, Report, ignore

if TYPE_CHECKING:
    from hypotez.entrypoints.app import App
    from hypotez.entrypoints.texts import Texts

__all__ = ["Chat"]

log = logging.getLogger(__name__)

TRANSCRIPT: Final = re.compile(r"(last|(?=[a-z]*\d)[0-9a-z]{12})\s.+", re.IGNORECASE | re.DOTALL)
"""What is corrected begins with a transcript's id; else it is the model's last answer, or "label: text"."""


class Chat:
    """Answers messages: `Chat(app, texts).answer("!hi")`. `over` is true once somebody said goodbye."""

    def __init__(self, app: App, texts: Texts) -> None:
        self._texts = texts
        self._prefix = app.config.discord.prefix
        self._speaking, self._lessons = Speaking(app, texts), Lessons(app, texts)
        self.over = False
        self._commands: Mapping[str, Command] = {
            "hi": self._say("hi"),
            "help": self._say("chat-help"),
            **self._speaking.commands,
            **self._lessons.commands,
            "correct": self._correct,
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
        except Usage as usage:
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
            path = unquoted(message)
            if is_file(path):
                return self._speaking.transcribe(path, report)
            return self._lessons.answer(message) or self._texts("chat-plain", prefix=self._prefix)
        name, *rest = message.removeprefix(self._prefix).split(maxsplit=1) or [""]
        if not name:
            return self._texts("chat-plain", prefix=self._prefix)
        command = self._commands.get(name.lower())
        if command:
            return command("".join(rest), report)
        near = difflib.get_close_matches(name.lower(), self._commands, n=1)
        if near:
            return self._texts("chat-unknown-near", name=name, near=self._prefix + near[0])
        return self._texts("chat-unknown", name=name, prefix=self._prefix)

    def _sentence(self, error: HypotezError) -> str:
        """In English the error's own sentence, which knows most; else the catalogue's, or its kind's with that."""
        if self._texts.language == "en":
            return " ".join(str(error).split())
        if told := told_fault(self._texts, error):
            return told
        return self._texts("chat-error", sentence=self._texts(f"error-{error.code}"), details=str(error))

    def _correct(self, rest: str, _report: Report) -> str:
        if not TRANSCRIPT.fullmatch(rest) and (self._lessons.answered or ":" in rest):
            return self._lessons.correct(rest)
        return self._speaking.correct(rest)

    def _say(self, key: str) -> Command:
        return lambda _rest, _report: self._texts(key, prefix=self._prefix)

    def _quit(self, _rest: str, _report: Report) -> str:
        self.over = True
        return self._texts("chat-bye")
