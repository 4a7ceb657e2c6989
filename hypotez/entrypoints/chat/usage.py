"""What a command of the conversation is: its words and a listener in, its answer out."""

from collections.abc import Callable

from hypotez.entrypoints.texts import Texts
from hypotez.ports.progress import Report

__all__ = ["Command", "Usage", "needed"]

Command = Callable[[str, Report], str]
"""Called with what stands behind the command's name."""


class Usage(Exception):
    """A command lacks something; the sentence says how it is written."""


def needed(value: str, texts: Texts, usage: str) -> str:
    """`value`, if it is not empty.

    Raises:
        Usage: it is.
    """
    if not value:
        raise Usage(texts("chat-usage", usage=usage))
    return value
