"""What is kept about a person, all of it, comes out and goes away."""

import json
from datetime import UTC, datetime

import pytest

from hypotez.domain.mydata import ExportMine, ForgetMe
from hypotez.ports.settings import PersonSettings, ServerSettings
from hypotez.ports.speech import Transcript
from hypotez.ports.storage import KINDS, Correction, Feedback, Origin, TranscriptRecord
from hypotez.ports.testing.fakes_settings import MemorySettings
from hypotez.ports.testing.fakes_storage import MemoryRecords

AT = datetime(2026, 5, 1, tzinfo=UTC)
ANNA, BORIS = Origin("1", "anna", "general"), Origin("1", "boris", "general")


@pytest.fixture
def records():
    records = MemoryRecords()
    for record in (
        TranscriptRecord("heard", AT, ANNA, "ab", Transcript("привет")),
        TranscriptRecord("elsewhere", AT, Origin("2", "anna"), "ab", Transcript("again")),
        TranscriptRecord("others", AT, BORIS, "ab", Transcript("nothing of hers")),
        Correction("own", AT, ANNA, "heard", "привет", "привет!"),
        Correction("by-boris", AT, BORIS, "heard", "привет!", "Привет!"),
        Correction("of-boris", AT, ANNA, "others", "nothing of hers", "something of hers"),
        Feedback("rated", AT, BORIS, "she is loud", "heard"),
        Feedback("said", AT, ANNA, "fine"),
        Feedback("not-hers", AT, BORIS, "fine"),
    ):
        records.add(record)
    return records


@pytest.fixture
def settings():
    settings = MemorySettings()
    settings.keep_person("anna", PersonSettings("ru"))
    settings.keep_person("boris", PersonSettings("en"))
    settings.keep_server("1", ServerSettings("ru"))
    return settings


def test_everything_about_a_person_is_exported_once(records, settings):
    lines = [json.loads(line) for line in ExportMine(records, settings)("anna")]
    assert lines[0] == {"kind": "settings", "language": "ru", "voice": None, "learning": False}
    assert sorted((line["kind"], line["id"]) for line in lines[1:]) == [
        ("corrections", "by-boris"),
        ("corrections", "of-boris"),
        ("corrections", "own"),
        ("feedback", "rated"),
        ("feedback", "said"),
        ("transcripts", "elsewhere"),
        ("transcripts", "heard"),
    ]


def test_records_are_exported_whole(records, settings):
    (line,) = (line for line in ExportMine(records, settings)("anna") if '"heard", "at"' in line)
    assert line.endswith("\n")
    assert "привет" in line
    fields = json.loads(line)
    assert fields["at"] == AT.isoformat()
    assert fields["origin"] == {"scope": "1", "who": "anna", "where": "general"}
    assert fields["transcript"]["text"] == "привет"


def test_an_export_names_nobody_else(records, settings):
    assert "boris" not in "".join(line for line in ExportMine(records, settings)("anna")).replace("-boris", "")


def test_nothing_is_exported_about_a_stranger(records, settings):
    assert list(ExportMine(records, settings)("stranger")) == []


def test_whom_was_forgotten_nothing_is_kept_about_and_others_lose_nothing_else(records, settings):
    assert ForgetMe(records, settings)("anna").records == 7
    assert list(ExportMine(records, settings)("anna")) == []
    assert {record.id for kind in KINDS.values() for record in records.list(kind)} == {"others", "not-hers"}
    assert settings.person("boris") == PersonSettings("en")
    assert settings.server("1") == ServerSettings("ru")
    assert ForgetMe(records, settings)("anna").records == 0
