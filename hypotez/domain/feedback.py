"""Collect what people think."""

import logging
from collections.abc import Callable
from datetime import datetime

from hypotez.domain.transcript_of import transcript_of
from hypotez.domain.written import written
from hypotez.ports.storage import Feedback, Origin, Records, new_id, utc_now

__all__ = ["CollectFeedback"]

_log = logging.getLogger(__name__)


class CollectFeedback:
    """Keep a person's words. `longest`: characters of one feedback."""

    def __init__(self, records: Records, *, longest: int = 10_000, now: Callable[[], datetime] = utc_now) -> None:
        self._records = records
        self._longest = longest
        self._now = now

    def __call__(self, text: str, origin: Origin = Origin(), *, about: str | None = None) -> Feedback:
        """Keep `text`, perhaps `about` a transcript (its id, as somebody typed it); it is durable when this returns.

        Raises:
            NotFound: no such transcript in the origin's scope.
            TextError: empty, too long, or not Unicode.
            StorageError: the database refused.
        """
        text = written(text, longest=self._longest)
        about = transcript_of(self._records, about, origin).id if about else None
        at = self._now()
        feedback = Feedback(new_id(at), at, origin, text, about)
        self._records.add(feedback)
        _log.info("feedback kept", extra={"id": feedback.id, "about": about})
        return feedback
