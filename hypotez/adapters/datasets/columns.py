"""What columns are called, in the head of a table and as keys of JSON."""

from collections.abc import Iterable
from typing import Final

__all__ = ["ANSWER", "LABEL", "TEXT", "named"]

TEXT: Final = "text"
LABEL: Final = "label"
ANSWER: Final = "answer"

_NAMES: Final = {
    TEXT: ("text", "utterance", "sentence", "message", "query", "текст", "фраза", "сообщение"),
    LABEL: ("label", "intent", "category", "class", "метка", "категория", "намерение", "класс"),
    ANSWER: ("answer", "response", "reply", "ответ"),
}
"""In any case; of several in one table the first counts."""


def named(names: Iterable[str]) -> dict[str, int]:
    """At which place there is which of the three."""
    places: dict[str, int] = {}
    for place, name in enumerate(names):
        plain = name.strip().casefold()
        for column, synonyms in _NAMES.items():
            if plain in synonyms:
                places.setdefault(column, place)
    return places
