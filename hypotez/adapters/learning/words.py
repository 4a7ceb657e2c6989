"""Words of a text in any language: apostrophes belong to them, pictograms are words too."""

import re
from typing import Final
from unicodedata import normalize

__all__ = ["LONGEST", "key", "spelled", "words"]

LONGEST: Final = 20_000
"""Letters of a text that are looked at; nobody's message is longer, and an enemy's need not be read to its end."""

_PICTOGRAMS: Final = "\u2190-\u21ff\u2300-\u23ff\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff"
_WORD: Final = re.compile(rf"\w+(?:['’]\w+)*|[{_PICTOGRAMS}]")
_ALIKE: Final = str.maketrans("’ё", "'е")


def words(text: str) -> list[str]:
    """The words as they are compared: in lower case, with one kind of apostrophe, and without the dots of ё."""
    read = _read(text).lower()
    return _WORD.findall(read if read.isascii() else read.translate(_ALIKE))


def spelled(text: str) -> list[str]:
    """The same words as they stand there, where they can be told; what is compared in their place else."""
    found = _WORD.findall(_read(text))
    compared = words(text)
    return found if len(found) == len(compared) else compared


def key(text: str) -> str:
    """What two texts share that say the same to a learner."""
    return " ".join(words(text))


def _read(text: str) -> str:
    """What is looked at, with one code for each letter however it was typed."""
    return normalize("NFC", text[:LONGEST])
