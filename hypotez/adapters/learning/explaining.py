"""From what columns say to what the words of a text say."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from hypotez.adapters.learning.words import spelled, words
from hypotez.ports.learning import Reason

__all__ = ["reasons"]


class _Columns(Protocol):
    def columns(self, row: Sequence[str], /) -> Iterable[tuple[int, tuple[str, ...]]]:
        """Each column that the words of a text have, as often as they have it, and the words that it is of."""
        ...


def reasons(text: str, features: _Columns, says: Mapping[int, float], most: int) -> tuple[Reason, ...]:
    """Each word with all that it brings: itself, its pieces, and half of each pair that it is in.

    `says`: how much each column speaks for the label, all its occurrences together.
    """
    compared = words(text)
    found = list(features.columns(compared))
    times = Counter(column for column, _ in found)
    weights: defaultdict[str, float] = defaultdict(float)
    for column, sources in found:
        for word in sources:
            weights[word] += says[column] / times[column] / len(sources)
    shown = dict(zip(compared, spelled(text), strict=True))
    loud = [Reason(shown[word], weight) for word, weight in weights.items() if weight]
    return tuple(sorted(loud, key=lambda reason: (-reason.weight, reason.words))[:most])
