"""What a database owes beyond the contract: durability, several processes, migrations, sentences."""

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine, insert, inspect

from hypotez.adapters.storage import dataset_tables, version_tables  # noqa: F401 - declare their tables
from hypotez.adapters.storage.database import _MIGRATIONS, Database
from hypotez.adapters.storage.records import DatabaseRecords
from hypotez.adapters.storage.tables import METADATA, REVISION, SHAPES
from hypotez.ports.errors import StorageError
from hypotez.ports.storage import Feedback, Origin, new_id, read_id, utc_now

WRITER = """
import sys
from hypotez.adapters.storage.database import Database
from hypotez.adapters.storage.records import DatabaseRecords
from hypotez.ports.storage import Feedback, Origin, new_id, utc_now
records = DatabaseRecords(Database(location=sys.argv[1], busy_seconds=60.0))
for number in range(int(sys.argv[2])):
    at = utc_now()
    record = Feedback(new_id(at), at, Origin(), f"{number} " * 50)
    records.add(record)
    print(record.id, flush=True)
"""


def records_in(location: str, **options: float) -> DatabaseRecords:
    return DatabaseRecords(Database(location=location, **options))


def feedback(text: str = "fine") -> Feedback:
    at = utc_now()
    return Feedback(new_id(at), at, Origin(), text)


@pytest.mark.parametrize("seconds", [0.0, 0.013, 0.05, 0.11])
def test_every_acknowledged_record_survives_a_kill(tmp_path: Path, seconds: float) -> None:
    location = str(tmp_path / "hypotez.db")
    process = subprocess.Popen([sys.executable, "-c", WRITER, location, "1000000"], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    acknowledged = [process.stdout.readline().strip()]
    time.sleep(seconds)
    os.kill(process.pid, signal.SIGKILL)
    # a line may be cut short by the kill, but then it was not whole when it was acknowledged
    acknowledged += [line.strip() for line in process.stdout if line.endswith("\n")]
    process.stdout.close()
    assert process.wait() == -signal.SIGKILL
    records = records_in(location)
    kept = {record.id for record in records.list(Feedback)}
    records.add(feedback())
    records.close()
    assert set(acknowledged) <= kept
    assert len(kept) - len(acknowledged) <= 1


def test_processes_that_open_a_new_database_at_once_all_write(tmp_path: Path) -> None:
    location = str(tmp_path / "hypotez.db")
    arguments = [sys.executable, "-c", WRITER, location, "5"]
    processes = [subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in "123"]
    answers = [process.communicate(timeout=120) for process in processes]
    assert [error for _, error in answers] == [""] * 3
    records = records_in(location)
    assert {record.id for record in records.list(Feedback)} == {id for out, _ in answers for id in out.split()}
    records.close()


def test_threads_that_open_a_new_database_at_once_all_write(tmp_path: Path) -> None:
    databases = [records_in(str(tmp_path / "hypotez.db"), busy_seconds=60.0) for _ in range(6)]
    failures: list[Exception] = []

    def write(database: DatabaseRecords) -> None:
        try:
            database.add(feedback())
        except StorageError as error:
            failures.append(error)

    threads = [threading.Thread(target=write, args=(database,)) for database in databases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    count = len(list(databases[0].list(Feedback)))
    for database in databases:
        database.close()
    assert (failures, count) == ([], 6)


def test_records_are_there_after_a_restart(tmp_path: Path) -> None:
    record = feedback()
    for _ in range(2):
        records = records_in(str(tmp_path / "hypotez.db"))
        if not list(records.list(Feedback)):
            records.add(record)
        assert list(records.list(Feedback)) == [record]
        records.close()


def test_migrations_make_the_tables_that_the_code_knows(tmp_path: Path) -> None:
    database = Database(location=str(tmp_path / "migrated.db"))
    database.open()
    database.close()
    engine = create_engine(f"sqlite:///{tmp_path / 'declared.db'}")
    METADATA.create_all(engine)
    migrated = create_engine(f"sqlite:///{tmp_path / 'migrated.db'}")
    for table in METADATA.tables:
        for aspect in ("get_columns", "get_pk_constraint"):
            theirs, ours = (getattr(inspect(one), aspect)(table) for one in (migrated, engine))
            assert repr(theirs) == repr(ours)
        indexes = [sorted(inspect(one).get_indexes(table), key=str) for one in (migrated, engine)]
        assert indexes[0] == indexes[1]
    engine.dispose()
    migrated.dispose()


def test_the_newest_migration_is_the_one_that_the_code_expects() -> None:
    names = sorted(path.stem for path in (_MIGRATIONS / "versions").glob("r*.py"))
    assert names[-1].startswith(f"{REVISION}_")


def test_migrations_undo_themselves(tmp_path: Path) -> None:
    from alembic import command
    from alembic.config import Config

    database = Database(location=str(tmp_path / "hypotez.db"))
    database.open()
    database.close()
    engine = create_engine(f"sqlite:///{tmp_path / 'hypotez.db'}")
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
        assert inspect(connection).get_table_names() == ["alembic_version"]
    engine.dispose()
    again = Database(location=str(tmp_path / "hypotez.db"))
    again.open()
    again.close()


def test_what_was_closed_is_not_opened_again(tmp_path: Path) -> None:
    database = Database(location=str(tmp_path / "hypotez.db"))
    database.open()
    database.close()
    database.close()
    with pytest.raises(StorageError, match="closed"):
        database.open()


def test_a_database_of_an_earlier_hypotez_keeps_what_is_in_it(tmp_path: Path) -> None:
    from alembic import command
    from alembic.config import Config

    record = feedback()
    engine = create_engine(f"sqlite:///{tmp_path / 'hypotez.db'}")
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "r0001")
        connection.execute(insert(SHAPES[Feedback].table).values(SHAPES[Feedback].to_row(record)))
    engine.dispose()
    records = records_in(str(tmp_path / "hypotez.db"))
    assert list(records.list(Feedback)) == [record]
    records.close()


def test_a_database_of_a_newer_hypotez_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "hypotez.db"
    records = records_in(str(path))
    records.add(feedback())
    records.close()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = 'r9999'")
    connection.close()
    with pytest.raises(StorageError, match="newer hypotez"):
        Database(location=str(path)).open()


def test_a_file_that_is_no_database_is_named_as_such_at_once_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    path.write_text("not a database " * 500)
    begun = time.monotonic()
    with pytest.raises(StorageError, match="no database"):
        Database(location=str(path), busy_seconds=600).open()
    assert time.monotonic() - begun < 60
    assert path.read_text() == "not a database " * 500


def test_a_read_only_database_says_so(tmp_path: Path) -> None:
    path = tmp_path / "hypotez.db"
    records = records_in(str(path))
    records.add(feedback("kept"))
    records.close()
    records = records_in(f"sqlite:///file:{path}?mode=ro&uri=true")
    with pytest.raises(StorageError, match="read-only"):
        records.add(feedback())
    assert [record.text for record in records.list(Feedback)] == ["kept"]
    records.close()


def test_a_full_disk_says_so_and_keeps_what_was_there(tmp_path: Path) -> None:
    records = records_in(str(tmp_path / "hypotez.db"))
    records.add(feedback("kept"))
    with records._database.transaction() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1")  # stays with the one pooled connection
    with pytest.raises(StorageError, match="disk is full"):
        records.add(feedback("x" * 100_000))
    assert [record.text for record in records.list(Feedback)] == ["kept"]
    records.close()


def test_a_database_locked_by_another_program_says_so(tmp_path: Path) -> None:
    path = tmp_path / "hypotez.db"
    records = records_in(str(path), busy_seconds=0.05)
    assert list(records.list(Feedback)) == []
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StorageError, match="busy"):
        records.add(feedback())
    other.execute("ROLLBACK")
    other.close()
    records.add(feedback())
    records.close()


@pytest.mark.parametrize(
    "location",
    [
        "nosuchdatabase://anna:hunter2@example.org/db",
        "postgresql+nosuchdriver://anna:hunter2@example.org/db",
        "mysql+mysqlconnector://anna:hunter2@127.0.0.1:1/db",
        "://anna:hunter2@example.org",
        "postgresql://anna:hunter2@example.org:port/db",
    ],
)
def test_a_useless_address_is_refused_without_its_password(location: str) -> None:
    with pytest.raises(StorageError) as caught:
        Database(location=location).open()
    assert "hunter2" not in str(caught.value)
    assert str(caught.value).endswith(".")


def test_a_folder_that_cannot_be_made_is_refused_without_its_path(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError) as caught:
        Database(location=str(tmp_path / "file" / "folder" / "hypotez.db")).open()
    assert str(tmp_path) not in str(caught.value)


def test_text_that_is_not_unicode_is_refused(tmp_path: Path) -> None:
    records = records_in(str(tmp_path / "hypotez.db"))
    with pytest.raises(StorageError, match="Unicode"):
        records.add(feedback("\udcff"))
    records.add(feedback())
    records.close()


def test_constructing_touches_nothing(tmp_path: Path) -> None:
    Database(location=str(tmp_path / "folder" / "hypotez.db")).close()
    assert list(tmp_path.iterdir()) == []


def test_ids_are_short_and_sort_by_time() -> None:
    moments = [datetime(2025, 1, 1, tzinfo=UTC), datetime(2026, 5, 1, 12, 0, 0, 1000, tzinfo=UTC), utc_now()]
    ids = [new_id(at) for at in moments]
    assert ids == sorted(ids)
    assert all(len(id) == 12 and read_id(id) == id for id in ids)
    assert len({new_id(moments[0]) for _ in range(100)}) > 95


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other rights")
def test_what_people_said_is_for_this_user_only(tmp_path: Path) -> None:
    folder = tmp_path / "share" / "made"
    records = records_in(str(folder / "hypotez.db"))
    records.add(feedback())
    modes = {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()}
    records.close()
    assert {made.stat().st_mode & 0o777 for made in (folder, folder.parent)} == {0o700}
    assert set(modes.values()) == {0o600}
    assert modes.keys() >= {"hypotez.db", "hypotez.db-wal"}
