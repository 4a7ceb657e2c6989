"""In which languages a text may be, by the script that it is written in."""

import unicodedata
from collections import Counter
from collections.abc import Mapping
from typing import Final

__all__ = ["languages_of"]

SHARE: Final = 0.25
"""Of the letters that a script must have: a foreign name in a sentence is none of the sentence's."""
KANA: Final = frozenset({"HIRAGANA", "KATAKANA"})
LANGUAGES: Final[Mapping[str, tuple[str, ...]]] = {
    "ARABIC": ("ar", "fa", "ur"),
    "ARMENIAN": ("hy",),
    "BENGALI": ("bn", "as"),
    "CJK": ("zh", "cmn", "yue", "ja"),
    "CYRILLIC": ("ru", "uk", "be", "bg", "sr", "mk", "kk", "ky", "tt", "ba", "cv", "mn"),
    "DEVANAGARI": ("hi", "mr", "ne"),
    "GEORGIAN": ("ka",),
    "GREEK": ("el",),
    "GUJARATI": ("gu",),
    "GURMUKHI": ("pa",),
    "HANGUL": ("ko",),
    "HEBREW": ("he", "iw"),
    "HIRAGANA": ("ja",),
    "KANNADA": ("kn",),
    "KATAKANA": ("ja",),
    "MALAYALAM": ("ml",),
    "TAMIL": ("ta",),
    "TELUGU": ("te",),
    "THAI": ("th",),
}
"""ISO 639 codes by the first word of Unicode's names for the letters, the language of most people first."""


def languages_of(text: str) -> tuple[str, ...]:
    """Return the languages that `text` may be in, likeliest first; empty for Latin letters, which any voice reads."""
    letters = [unicodedata.name(letter, "").partition(" ")[0] for letter in text if letter.isalpha()]
    known = Counter(script for script in letters if script in LANGUAGES)
    if not known or known.total() < SHARE * len(letters):
        return ()
    if KANA & known.keys():
        del known["CJK"]  # Japanese has both
    return LANGUAGES[known.most_common(1)[0][0]]
