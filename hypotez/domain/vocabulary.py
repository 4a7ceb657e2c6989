"""What corrected transcripts say of how people speak somewhere. Of their text alone: nothing of it is kept."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from hypotez.domain.same_text import normalised
from hypotez.ports.speech import Vocabulary
from hypotez.ports.storage import Correction, Records, TranscriptRecord

__all__ = ["Corrected", "corrected_in", "vocabulary_of"]

_MOST = 2_000
"""Corrections that are learned from, the newest ones."""


@dataclass(frozen=True, slots=True)
class Corrected:
    """What an engine `heard`, and what was `said` by the latest correction."""

    heard: str
    said: str


def corrected_in(records: Records, scope: str) -> tuple[Corrected, ...]:
    """The corrected transcripts of a scope, oldest first, each once.

    Raises:
        StorageError: the database refused.
    """
    said = {correction.about: correction.corrected for correction in records.list(Correction, scope=scope)}
    if not said:
        return ()
    return tuple(
        Corrected(record.transcript.text, said[record.id])
        for record in records.list(TranscriptRecord, scope=scope)
        if record.id in said
    )


def vocabulary_of(corrected: Sequence[Corrected]) -> Vocabulary | None:
    """What to listen for; None where nothing was corrected."""
    latest = corrected[-_MOST:]
    sentences = tuple(sentence for one in latest if (sentence := normalised(one.said)))
    return Vocabulary(sentences, _missed(latest)) if sentences else None


def _missed(corrected: Iterable[Corrected]) -> tuple[str, ...]:
    """The words that were said and not heard, the most often missed first."""
    missed: Counter[str] = Counter()
    for one in corrected:
        heard, said = normalised(one.heard).split(), normalised(one.said).split()
        for kind, _, _, start, end in SequenceMatcher(None, heard, said, autojunk=False).get_opcodes():
            if kind in {"replace", "insert"}:
                missed.update(said[start:end])
    return tuple(word for word, _ in sorted(missed.items(), key=lambda one: (-one[1], one[0])))
