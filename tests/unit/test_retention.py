"""Records go when their server wants them gone."""

from datetime import UTC, datetime, timedelta

from hypotez.domain.retention import Expire
from hypotez.ports.settings import ServerSettings
from hypotez.ports.storage import Feedback, Origin
from hypotez.ports.testing.fakes_settings import MemorySettings
from hypotez.ports.testing.fakes_storage import MemoryRecords

NOW = datetime(2026, 5, 1, tzinfo=UTC)


def test_each_server_keeps_records_for_as_long_as_it_wants():
    records, settings = MemoryRecords(), MemorySettings()
    settings.keep_server("week", ServerSettings(retention_days=7))
    settings.keep_server("month", ServerSettings(retention_days=30))
    settings.keep_server("for ever", ServerSettings(language="ru"))
    for scope in ("week", "month", "for ever", "local"):
        for days in (1, 8, 31):
            records.add(Feedback(f"{scope} {days}", NOW - timedelta(days=days), Origin(scope), "fine"))
    expire = Expire([records], settings, now=lambda: NOW)
    assert expire() == 3
    kept = {record.id for record in records.list(Feedback)}
    assert kept == {
        *("week 1", "month 1", "month 8"),
        *(f"{scope} {days}" for scope in ("for ever", "local") for days in (1, 8, 31)),
    }
    assert expire() == 0
