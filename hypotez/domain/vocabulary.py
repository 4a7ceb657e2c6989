"""What corrected transcripts say of how people speak somewhere. Of their text alone: nothing of it is kept."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hypotez.domain.same_text import normalised
from hypotez.ports.speech import Vocabulary
from hypotez.ports.storage import Correction, Records

__all__ = ["Corrected", "corrected_in", "vocabulary_of"]

_MOST = 2_000
"""Corrections that are read, the newest ones: whoever sends audio waits for this."""


@dataclass(frozen=True, slots=True)
class Corrected:
    """What an engine `heard`, and what was `said` by the latest correction."""

    heard: str
    said: str


def corrected_in(records: Records, scope: str) -> tuple[Corrected, ...]:
    """What the latest corrections of a scope say of its transcripts, each transcript once, oldest first.

    Raises:
        StorageError: the database refused.
    """
    found: dict[str, Corrected] = {}
    for correction in records.list(Correction, scope=scope, newest_first=True, limit=_MOST):
        latest = found.get(correction.about)
        found[correction.about] = Corrected(correction.original, latest.said if latest else correction.corrected)
    return tuple(reversed(found.values()))


def vocabulary_of(corrected: Sequence[Corrected]) -> Vocabulary | None:
    """What to listen for; None where nothing was corrected."""
    sentences = tuple(sentence for one in corrected if (sentence := normalised(one.said)))
    return Vocabulary(sentences, _missed(corrected)) if sentences else None


def _missed(corrected: Iterable[Corrected]) -> tuple[str, ...]:
    """The words that were said and not heard, the most often missed first."""
    missed: Counter[str] = Counter()
    for one in corrected:
        missed.update(Counter(normalised(one.said).split()) - Counter(normalised(one.heard).split()))
    return tuple(word for word, _ in sorted(missed.items(), key=lambda one: (-one[1], one[0])))
