"""What is said under a transcript: what is wrong with it, in small letters."""

from collections.abc import Mapping
from typing import Final

from hypotez.entrypoints.discord.messages import plain, units
from hypotez.entrypoints.texts import Texts
from hypotez.ports.notices import noticed
from hypotez.ports.speech import Transcript

__all__ = ["remarks"]

MOST: Final = 300
"""Units of a message that all of them may take, so that there is room for the beginning of any text."""
UNSAID: Final = frozenset({"keeps-nothing"})
"""What whoever runs the bot has chosen is not wrong."""


def remarks(transcript: Transcript, texts: Texts) -> str:
    """Return a line for each warning, in the language of `texts`; empty where nothing is wrong.

    A warning that is no notice of ours, such as another server's, is shown as it is.
    """
    lines = ""
    for warning in dict.fromkeys(transcript.warnings):
        known = noticed(warning)
        if known and known[0] in UNSAID:
            continue
        told = _told(texts, *known) if known else " ".join(warning.split())
        line = f"\n-# {plain(told)}"
        if units(lines + line) <= MOST:
            lines += line
    return lines


def _told(texts: Texts, code: str, values: Mapping[str, str]) -> str:
    numbers = {name: texts.number(value) for name, value in values.items() if name == "seconds"}
    return texts(f"notice-{code}", **{**values, **numbers})
