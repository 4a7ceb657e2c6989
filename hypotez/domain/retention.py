"""Keep records for as long as their server wants."""

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from hypotez.ports.settings import Settings
from hypotez.ports.storage import utc_now

__all__ = ["Expire"]

_log = logging.getLogger(__name__)


class Expiring(Protocol):
    """Keeps what can grow old: records, jobs."""

    def expire(self, before: Mapping[str, datetime], /) -> int:
        """Delete what is older than the moment which `before` has for its scope; how many went."""
        ...


class Expire:
    """Deletes what is older than that; to be called every now and then."""

    def __init__(self, kept: Sequence[Expiring], settings: Settings, *, now: Callable[[], datetime] = utc_now) -> None:
        self._kept, self._settings, self._now = kept, settings, now

    def __call__(self) -> int:
        """How many records went, of all servers together.

        Raises:
            StorageError: the database refused.
        """
        now = self._now()
        before = {
            scope: now - timedelta(days=chosen.retention_days)
            for scope, chosen in self._settings.servers().items()
            if chosen.retention_days is not None
        }
        gone = sum(one.expire(before) for one in self._kept)
        _log.info("expired", extra={"records": gone})
        return gone
