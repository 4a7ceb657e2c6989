"""What the bot will not do, and what went wrong: one sentence each for the person who asked."""

import secrets
from typing import Any

import structlog
from discord.ext import commands

from hypotez.entrypoints.discord.messages import plain
from hypotez.entrypoints.faults import told_fault
from hypotez.entrypoints.texts import Texts
from hypotez.ports.errors import Busy, HypotezError, InputError

__all__ = ["Refusal", "sentence_of"]

log = structlog.get_logger(__name__)


class Refusal(commands.CommandError):
    """Something that is not done, for a reason that is nobody's fault: `key` is its sentence, filled with `values`."""

    def __init__(self, key: str, **values: Any) -> None:
        super().__init__(key)
        self.key, self.values = key, values

    def sentence(self, texts: Texts) -> str:
        """The reason, in the language of `texts`."""
        return texts(self.key, **self.values)


def failure(error: Exception, texts: Texts) -> str:
    """Log `error` under a new number, and return the sentence with that number for the person who waits.

    The error's own message stays in the log: it may name paths of this machine.
    """
    number = secrets.token_hex(4)
    if isinstance(error, HypotezError):
        log.warning("request refused", number=number, code=error.code, reason=str(error))
        sentence = texts(f"error-{error.code}")
    else:
        log.error("request failed", number=number, exc_info=error)
        sentence = texts("error-unexpected")
    return texts("error-numbered", sentence=sentence, id=number)


def sentence_of(error: Exception, texts: Texts, *, detailed: bool = False) -> str:
    """The sentence for whoever waits: why it is not done, or what went wrong.

    What the sender can mend is told in their language, where it has a sentence there, and has no number. `detailed`:
    for those who train, who must know it all, in English if need be; what they asked for cannot be done as they asked
    for it, and that error names no path.
    """
    if isinstance(error, Refusal):
        return error.sentence(texts)
    if isinstance(error, HypotezError) and (told := told_fault(texts, error, plain)):
        log.info("request refused", code=error.code, key=error.key)  # not the message, which may quote somebody
        return told
    if detailed and isinstance(error, InputError | Busy):
        return texts("error-detailed", sentence=texts(f"error-{error.code}"), detail=plain(str(error)))
    return failure(error, texts)
