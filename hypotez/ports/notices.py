"""The sentences of `Transcript.warnings`, by code, so that a surface can say them in its reader's language.

They travel and are kept as sentences, for other engines have others; `noticed` finds the code again.
"""

import re
from collections.abc import Mapping
from typing import Final

__all__ = ["NOTICES", "notice", "noticed"]

NOTICES: Final[Mapping[str, str]] = {
    "broken-off": "The file breaks off after {seconds} s.",
    "not-kept": "It was not kept. {why}",
    "not-kept-file": "It was not kept, for its file cannot be read ({why}).",
    "keeps-nothing": "It was not kept: [storage] keep_transcripts is false.",
    "language-taken": "The engine {engine} cannot find out the language: it listened for {language}.",
    "phrases-ignored": "The engine {engine} cannot listen for phrases; they were ignored.",
    "not-translated": "The engine {engine} cannot translate; this is what was said.",
}

_PATTERNS: Final = {
    code: re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+)", re.escape(sentence)), re.DOTALL)
    for code, sentence in NOTICES.items()
}


def notice(code: str, **values: object) -> str:
    """The sentence, filled in.

    Raises:
        KeyError: no such code, or a value is missing.
    """
    return NOTICES[code].format(**values)


def noticed(sentence: str) -> tuple[str, dict[str, str]] | None:
    """The code of a sentence that `notice` made, and its values; None for any other."""
    for code, pattern in _PATTERNS.items():
        if found := pattern.fullmatch(sentence):
            return code, found.groupdict()
    return None
