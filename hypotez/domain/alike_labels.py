"""Labels that a reader takes for one, though they are several."""

from collections.abc import Iterable
from typing import Final
from unicodedata import category, normalize

__all__ = ["alike"]

_LATIN: Final = str.maketrans(
    "авекмнорстухѕіјһԁԛԝαβγεηικμνορτυχωζ",
    "abekmhopctyxsijhdqwabyehikmvoptyxwz",
)
"""Small Cyrillic and Greek letters, and the Latin ones that they, or their capitals, look like."""
_STYLES: Final = {chr(sign) for sign in range(0xFE00, 0xFE10)}
"""Variation selectors: how a sign is drawn."""


def alike(labels: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    """The groups of labels that differ in nothing but case, spaces, unseen signs or whose letters they are."""
    groups: dict[str, list[str]] = {}
    for label in labels:
        groups.setdefault(_look(label), []).append(label)
    return tuple(tuple(group) for group in groups.values() if len(group) > 1)


def _look(label: str) -> str:
    plain = normalize("NFKD", normalize("NFKC", label).casefold()).translate(_LATIN)
    return " ".join("".join(sign for sign in plain if category(sign) != "Cf" and sign not in _STYLES).split())
