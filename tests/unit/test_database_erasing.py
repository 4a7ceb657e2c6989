"""What was deleted cannot be read in the database's files."""

import random
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from hypotez.adapters.storage.database import Database
from hypotez.adapters.storage.records import DatabaseRecords
from hypotez.ports.errors import StorageError
from hypotez.ports.speech import Transcript
from hypotez.ports.storage import Correction, Feedback, Origin, TranscriptRecord, new_id, utc_now

PEOPLE = [f"person-{number:02}" for number in range(12)]


@pytest.fixture
def records(tmp_path):
    records = DatabaseRecords(Database(location=str(tmp_path / "hypotez.db"), busy_seconds=0.1))
    yield records
    records.close()


def on_the_disk(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir())


def talk(records: DatabaseRecords, count: int) -> None:
    """Records of all kinds and lengths, each with the name of who spoke in it."""
    chance = random.Random(7)
    at = utc_now() - timedelta(days=1)
    for number in range(count):
        at += timedelta(seconds=1)
        who = chance.choice(PEOPLE)
        words = f"words of {who} " * chance.choice([1, 2, 5, 20, 400])
        heard = TranscriptRecord(new_id(at), at, Origin("1", who), "ab", Transcript(words))
        records.add(heard)
        if number % 3 == 0:
            records.add(Correction(new_id(at), at, Origin("1", chance.choice(PEOPLE)), heard.id, words, "better"))
            records.add(Feedback(new_id(at), at, Origin("1", who), words))


def test_nothing_of_whom_was_forgotten_is_left_in_any_file(records, tmp_path):
    talk(records, 600)
    before = on_the_disk(tmp_path)
    assert all(f"words of {who}".encode() in before for who in PEOPLE)
    for who in PEOPLE[::2]:  # the rows of others move, and leave copies where they were
        records.forget(who)
    after = on_the_disk(tmp_path)
    assert [who for who in PEOPLE if who.encode() in after] == PEOPLE[1::2]


def test_nothing_of_what_has_expired_is_left_in_any_file(records, tmp_path):
    talk(records, 20)
    records.expire({"1": utc_now() + timedelta(days=1)})
    assert b"words of" not in on_the_disk(tmp_path)


def test_it_says_so_while_another_program_holds_on_to_what_was_deleted(records, tmp_path):
    talk(records, 20)
    other = sqlite3.connect(tmp_path / "hypotez.db", isolation_level=None)
    other.execute("BEGIN")
    other.execute("SELECT count(*) FROM transcripts").fetchone()
    for who in PEOPLE:
        with pytest.raises(StorageError, match="try again"):
            records.forget(who)
    other.execute("ROLLBACK")
    other.close()
    assert records.forget(PEOPLE[0]) == 0
    assert b"words of" not in on_the_disk(tmp_path)
