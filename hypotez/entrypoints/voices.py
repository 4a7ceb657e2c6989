"""Which voices speak a language."""

from hypotez.ports.speech import Voice

__all__ = ["voices_of"]


def voices_of(language: str, voices: tuple[Voice, ...]) -> tuple[Voice, ...]:
    """Those of a language in whichever region; of one region where that is wished and there are any."""
    wished = _code(language)
    return _of(wished, voices) or _of(wished.partition("-")[0], voices)


def _of(language: str, voices: tuple[Voice, ...]) -> tuple[Voice, ...]:
    return tuple(v for v in voices if any(f"{_code(code)}-".startswith(f"{language}-") for code in v.languages))


def _code(language: str) -> str:
    return language.strip().replace("_", "-").lower()
