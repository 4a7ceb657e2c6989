"""The way of messages to a `Chat`, from somebody who types or from a pipe, and of its answers back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final, TextIO

from hypotez.entrypoints.terminal.show import Bars, harmless, say
from hypotez.ports.errors import TextError
from hypotez.ports.progress import Cancelled

if TYPE_CHECKING:
    from hypotez.entrypoints.chat.chat import Chat

__all__ = ["converse"]

LONGEST: Final = 1 << 20
"""Characters of a message: more is nothing that somebody wrote."""
FENCE: Final = "```"


def converse(chat: Chat, messages: TextIO) -> None:
    """Answer message after message until they end or somebody says goodbye.

    Each is a line, or goes on over several, as on Discord, until a block in ``` has its end. In a terminal Ctrl-C ends
    the answer that is being made, and with none the conversation.

    Raises:
        TextError: a message of more than `LONGEST` characters.
    """
    for message in _whole(_asked() if messages.isatty() else _lines(messages)):
        try:
            with Bars() as bars, bars.bar(" ".join(message.split())[:40]) as report:
                answer = chat.answer(message, report)
        except (Cancelled, KeyboardInterrupt):
            if not messages.isatty():
                raise
            continue
        if answer:
            say(harmless(answer, "\n\t"))  # also into a pipe: somebody reads it in the end
        if chat.over:
            return


def _whole(lines: Iterable[str]) -> Iterator[str]:
    """Put the lines of a block into one message."""
    message, fences = "", 0
    for line in lines:
        message += line if line.endswith("\n") else f"{line}\n"
        fences += line.count(FENCE)
        if len(message) > LONGEST + 1:
            raise TextError(
                f"a message has more than {LONGEST:,} characters; write it on several lines",
                key="message-too-long",
                longest=LONGEST,
            )
        if fences % 2 == 0:
            yield message
            message, fences = "", 0
    if message:
        yield message


def _lines(messages: TextIO) -> Iterator[str]:
    while line := messages.readline(LONGEST + 1):
        if len(line) > LONGEST:
            raise TextError(
                f"a message has more than {LONGEST:,} characters; write it on several lines",
                key="message-too-long",
                longest=LONGEST,
            )
        yield line


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
