"""Correct a transcript: what people say that it should read."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher

from hypotez.domain.transcript_of import transcript_of
from hypotez.domain.written import written
from hypotez.ports.errors import NotFound, TextError
from hypotez.ports.storage import Correction, Origin, Records, TranscriptRecord, new_id, utc_now

__all__ = ["Change", "CorrectTranscript", "changes"]

_log = logging.getLogger(__name__)

_CLOSELY = 500
"""Words of texts that are compared word by word."""


@dataclass(frozen=True, slots=True)
class Change:
    """Words that were replaced; one of the two is empty where words were only added or only removed."""

    before: str
    after: str


def changes(original: str, corrected: str) -> tuple[Change, ...]:
    """The words that differ, in the order of the text; in long texts perhaps not the fewest that could be named."""
    before, after = original.split(), corrected.split()
    same = _alike(before, after)
    before, after = before[same:], after[same:]
    same = _alike(before[::-1], after[::-1])
    before, after = before[: len(before) - same], after[: len(after) - same]
    # to look at the commonest words as closely takes hours where a text is one word again and again
    quickly = max(len(before), len(after)) > _CLOSELY
    return tuple(
        Change(" ".join(before[i:j]), " ".join(after[k:m]))
        for kind, i, j, k, m in SequenceMatcher(None, before, after, autojunk=quickly).get_opcodes()
        if kind != "equal"
    )


def _alike(before: Sequence[str], after: Sequence[str]) -> int:
    """How many words both begin with."""
    pairs = enumerate(zip(before, after, strict=False))
    return next((at for at, (one, other) in pairs if one != other), min(len(before), len(after)))


class CorrectTranscript:
    """Keep a better text for a transcript. `longest`: characters of one text."""

    def __init__(self, records: Records, *, longest: int = 100_000, now: Callable[[], datetime] = utc_now) -> None:
        self._records = records
        self._longest = longest
        self._now = now

    def __call__(self, about: str | None, text: str, origin: Origin = Origin()) -> Correction:
        """Say how the transcript with the id `about` should read; None means the person's latest one there.

        `original` of the answer is the latest correction, or what the recogniser wrote. A correction of a correction
        is one more correction of the same transcript.

        Raises:
            NotFound: no such transcript in the origin's scope.
            TextError: empty, too long, not Unicode, or what stands there already.
            StorageError: the database refused.
        """
        text = written(text, longest=self._longest)
        heard = self._heard(about, origin)
        latest = next(self._records.list(Correction, about=heard.id, newest_first=True, limit=1), None)
        original = latest.corrected if latest else heard.transcript.text
        if text == original.strip():
            raise TextError("The correction changes nothing: the transcript reads so already.", key="correction-same")
        at = self._now()
        correction = Correction(new_id(at), at, origin, heard.id, original, text)
        self._records.add(correction)
        _log.info("corrected", extra={"id": correction.id, "about": heard.id})
        return correction

    def _heard(self, about: str | None, origin: Origin) -> TranscriptRecord:
        if about is None:
            latest = self._records.list(
                TranscriptRecord, scope=origin.scope, who=origin.who, newest_first=True, limit=1
            )
            found = next(latest, None)
            if found is None:
                raise NotFound(
                    "There is no transcript of yours to correct: send audio first.", key="correction-of-none"
                )
            return found
        return transcript_of(self._records, about, origin)
