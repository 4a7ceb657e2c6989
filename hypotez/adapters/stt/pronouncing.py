"""How an English word that no dictionary has is probably said: its letters, turned into ARPABET sounds.

A rule of thumb for names and new words in a list of phrases, no match for a dictionary.
"""

__all__ = ["sounds"]

_SOUNDS = {
    "tion": "SH AH N", "sion": "ZH AH N", "ture": "CH ER", "ough": "AO", "augh": "AO", "eigh": "EY",
    "tch": "CH", "dge": "JH", "igh": "AY", "sch": "S K", "air": "EH R", "ear": "IH R", "eer": "IH R",
    "our": "AW ER", "oor": "AO R", "ing": "IH NG",
    "ch": "CH", "sh": "SH", "th": "TH", "ph": "F", "gh": "G", "wh": "W", "ck": "K", "ng": "NG", "qu": "K W",
    "kn": "N", "wr": "R", "sc": "S K", "zh": "ZH", "kh": "K", "ts": "T S",
    "ee": "IY", "ea": "IY", "oo": "UW", "ou": "AW", "ow": "OW", "oa": "OW", "oi": "OY", "oy": "OY", "ai": "EY",
    "ay": "EY", "au": "AO", "aw": "AO", "ew": "Y UW", "eu": "Y UW", "ei": "EY", "ey": "IY", "ie": "IY", "ue": "UW",
    "ar": "AA R", "er": "ER", "ir": "ER", "or": "AO R", "ur": "ER",
    "a": "AE", "b": "B", "c": "K", "d": "D", "e": "EH", "f": "F", "g": "G", "h": "HH", "i": "IH", "j": "JH",
    "k": "K", "l": "L", "m": "M", "n": "N", "o": "AA", "p": "P", "q": "K", "r": "R", "s": "S", "t": "T", "u": "AH",
    "v": "V", "w": "W", "x": "K S", "y": "Y", "z": "Z",
}  # fmt: skip
"""Letters that are said together, as in CMUdict; the longest fitting group wins."""

_AT_THE_END = {"y": "IY", "o": "OW", "a": "AH", "i": "IY", "u": "UW", "e": ""}
_LONG = {"a": "EY", "e": "IY", "i": "AY", "o": "OW", "u": "UW"}
_SOFT = {"c": "S", "g": "JH"}
_VOWELS = "aeiou"


def sounds(word: str) -> str:
    """The ARPABET sounds of `word`, separated by spaces; "" where it has no letter from a to z."""
    letters = "".join(letter for letter in word.lower() if "a" <= letter <= "z")
    said: list[str] = []
    at = 0
    while at < len(letters):
        length, sound = _next(letters, at)
        if sound:
            said.append(sound)
        at += length
    return " ".join(said)


def _next(letters: str, at: int) -> tuple[int, str]:
    """How many letters the next sound takes, and the sound."""
    for length in (4, 3, 2):
        group = letters[at : at + length]
        if len(group) == length and group in _SOUNDS:
            return length, _SOUNDS[group]
    letter, rest = letters[at], letters[at + 1 :]
    if rest[:1] == letter and letter not in _VOWELS:
        return 2, _SOUNDS[letter]
    return 1, _single(letter, rest, first=at == 0)


def _single(letter: str, rest: str, *, first: bool) -> str:
    """The sound of one letter, by what comes after it."""
    if not rest and not first and letter in _AT_THE_END:
        return _AT_THE_END[letter]
    if letter in _SOFT and rest[:1] in {"e", "i", "y"}:
        return _SOFT[letter]
    if letter in _LONG and len(rest) == 2 and rest[1] == "e" and rest[0] not in _VOWELS + "rwxy":
        return _LONG[letter]  # the silent e of "make"
    if letter == "y" and not first and rest[:1] not in set(_VOWELS):
        return "IH"
    return _SOUNDS[letter]
