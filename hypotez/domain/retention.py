"""Keep records for as long as their server wants."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from hypotez.ports.settings import Settings
from hypotez.ports.storage import Records, utc_now

__all__ = ["Expire"]

_log = logging.getLogger(__name__)


class Expire:
    """Deletes what is older than that; to be called every now and then."""

    def __init__(self, records: Records, settings: Settings, *, now: Callable[[], datetime] = utc_now) -> None:
        self._records, self._settings, self._now = records, settings, now

    def __call__(self) -> int:
        """How many records went, of all servers together.

        Raises:
            StorageError: the database refused.
        """
        now = self._now()
        gone = self._records.expire(
            {
                scope: now - timedelta(days=chosen.retention_days)
                for scope, chosen in self._settings.servers().items()
                if chosen.retention_days is not None
            }
        )
        _log.info("expired", extra={"records": gone})
        return gone
