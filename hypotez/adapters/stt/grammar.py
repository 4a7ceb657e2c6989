"""Phrases as a grammar: one phrase after another, nothing else. Format: JSGF 1.0 (W3C note, June 2000)."""

import re
from collections.abc import Iterable

__all__ = ["jsgf", "spoken_words"]

_TOKEN = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d")
_DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def spoken_words(phrase: str) -> tuple[str, ...]:
    """The words of `phrase` as a dictionary writes them: lower-case, digits one by one.

    >>> spoken_words("Turn on Channel-42, don't wait!")
    ('turn', 'on', 'channel', 'four', 'two', "don't", 'wait')
    """
    tokens = _TOKEN.findall(phrase.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'"))
    spoken = (_DIGITS[int(token)] if token.isdecimal() else token for token in tokens)
    return tuple(word for word in spoken if word.replace("'", "").isalpha())  # a raised 2 is no word, nor a digit


def jsgf(phrases: Iterable[tuple[str, ...]]) -> str:
    """The grammar of one or more of `phrases`, each given as its words.

    >>> print(jsgf([("volume", "up"), ("stop",)]))
    #JSGF V1.0;
    grammar phrases;
    public <said> = ( volume up | stop )+ ;
    """
    alternatives = " | ".join(" ".join(words) for words in phrases)
    return f"#JSGF V1.0;\ngrammar phrases;\npublic <said> = ( {alternatives} )+ ;"
