"""Collect what people think."""

from collections.abc import Callable
from datetime import datetime

from hypotez.domain.written import written
from hypotez.ports.storage import Feedback, Origin, Records, new_id, utc_now

__all__ = ["CollectFeedback"]


class CollectFeedback:
    """Keep a person's words. `longest`: characters of one feedback."""

    def __init__(self, records: Records, *, longest: int = 10_000, now: Callable[[], datetime] = utc_now) -> None:
        self._records = records
        self._longest = longest
        self._now = now

    def __call__(self, text: str, origin: Origin = Origin(), *, about: str | None = None) -> Feedback:
        """Keep `text`, perhaps `about` a record; it is durable when this returns.

        Raises:
            TextError: empty, too long, or not Unicode.
            StorageError: the database refused.
        """
        text = written(text, what="feedback", hint="write what you think", longest=self._longest)
        at = self._now()
        feedback = Feedback(new_id(at), at, origin, text, about or None)
        self._records.add(feedback)
        return feedback
