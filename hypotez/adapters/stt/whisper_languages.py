"""The languages of Whisper, as it calls them and as the rest of the house does."""

from hypotez.adapters.stt.wishes import base, known_language
from hypotez.ports.errors import UnknownLanguage
from hypotez.ports.speech import Hearing, SttCan

__all__ = ["ENGLISH", "LANGUAGES", "check_spoken", "from_whisper", "known", "to_whisper"]

_OURS = {"jw": "jv"}
"""Whisper's code for Javanese is one that ISO 639 withdrew."""

_THEIRS = {"jv": "jw", "nb": "no", "fil": "tl", "iw": "he", "in": "id"}

_CODES = """
af am ar as az ba be bg bn bo br bs ca cs cy da de el en es et eu fa fi fo fr gl gu ha haw he hi hr ht hu hy id is it
ja jw ka kk km kn ko la lb ln lo lt lv mg mi mk ml mn mr ms mt my ne nl nn no oc pa pl ps pt ro ru sa sd si sk sl sn so
sq sr su sv sw ta te tg th tk tl tr tt uk ur uz vi yi yo zh
"""

LANGUAGES = frozenset(_OURS.get(code, code) for code in _CODES.split())
"""What a multilingual model knows: the 99 languages of the first release."""

ENGLISH = frozenset({"en"})


def known(language: str | None, can: SttCan, engine: str) -> str | None:
    """`language` without its region and by its present code; None, which lets Whisper find out, stays None.

    Raises:
        UnknownLanguage: not among `can.languages`.
    """
    if language is None:
        return None
    code = from_whisper(to_whisper(base(language)))
    if can.languages == ENGLISH and code in LANGUAGES:
        check_spoken(code, engine, multilingual=False)
    return known_language(Hearing(code), can, engine)


def check_spoken(code: str | None, engine: str, *, multilingual: bool) -> None:
    """Refuse what a model for English alone would hear as English.

    Raises:
        UnknownLanguage: another language, and the model is not `multilingual`.
    """
    if not multilingual and code and code not in ENGLISH:
        raise UnknownLanguage(
            f"This model of {engine} knows only English, not {code}: choose a multilingual one.",
            key="hearing-only-english",
            engine=engine,
            code=code,
        )


def to_whisper(code: str) -> str:
    """The code as Whisper writes it."""
    return _THEIRS.get(code, code)


def from_whisper(code: str) -> str:
    """Whisper's code as ISO 639 has it."""
    return _OURS.get(code, code)
