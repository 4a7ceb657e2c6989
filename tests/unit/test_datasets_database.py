"""What datasets in a database owe beyond the contract: durability, several processes, speed, and no traces."""

import os
import random
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hypotez.adapters.storage.database import Database
from hypotez.adapters.storage.datasets import DatabaseDatasets
from hypotez.ports.datasets import KeptExample, content_sha256, row_sha256
from hypotez.ports.errors import StorageError
from hypotez.ports.learning import Example
from hypotez.ports.storage import Origin

AT = datetime(2026, 5, 1, tzinfo=UTC)
WRITER = """
import sys
from datetime import UTC, datetime
from hypotez.adapters.storage.database import Database
from hypotez.adapters.storage.datasets import DatabaseDatasets
from hypotez.ports.datasets import KeptExample
from hypotez.ports.learning import Example
from hypotez.ports.storage import Origin
location, who, changes, rows = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
datasets = DatabaseDatasets(Database(location=location))
at, last = datetime(2026, 5, 1, tzinfo=UTC), []
for number in range(changes):
    ids = [f"{who}x{number}x{row}" for row in range(rows)]
    add = [KeptExample(id, at, Origin("1", who), Example(f"text {id}", "a")) for id in ids]
    print(datasets.change("1", "a", add=add, remove=last[: rows // 2], who=who).number, flush=True)
    last = ids
"""


@pytest.fixture
def datasets(tmp_path):
    database = Database(location=str(tmp_path / "hypotez.db"))
    yield DatabaseDatasets(database)
    database.close()


def kept(id: str, text: str = "hello", who: str = "anna") -> KeptExample:
    return KeptExample(id, AT, Origin("1", who), Example(text, "a"))


def writer(tmp_path: Path, who: str, changes: int, rows: int) -> subprocess.Popen:
    arguments = [sys.executable, "-c", WRITER, str(tmp_path / "hypotez.db"), who, str(changes), str(rows)]
    return subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True)


@pytest.mark.parametrize("seconds", [0.0, 0.017, 0.06, 0.13, 0.29])
def test_a_kill_leaves_the_old_state_or_the_new_one_whole(datasets, tmp_path, seconds):
    process = writer(tmp_path, "anna", 1_000_000, 2_000)
    assert process.stdout is not None
    acknowledged = [process.stdout.readline()]
    time.sleep(seconds)
    os.kill(process.pid, signal.SIGKILL)
    acknowledged += [line for line in process.stdout if line.endswith("\n")]
    process.stdout.close()
    assert process.wait() == -signal.SIGKILL
    history = datasets.history("1", "a")
    assert 0 <= len(history) - int(acknowledged[-1]) <= 1
    for change in history[-2:]:
        rows = datasets.examples("1", "a", change.number)
        assert len(rows) == change.rows
        assert content_sha256(row_sha256(row.example) for row in rows) == change.sha256
    assert datasets.change("1", "a", add=[kept("later")]).number == len(history) + 1


def test_processes_that_change_one_dataset_lose_nothing(datasets, tmp_path):
    processes = [writer(tmp_path, who, 10, 4) for who in ("anna", "boris")]
    assert [process.wait(60) for process in processes] == [0, 0]
    numbers = sorted(int(line) for process in processes for line in process.communicate()[0].split())
    assert numbers == list(range(1, 21))
    assert len(datasets.examples("1", "a")) == datasets.history("1", "a")[-1].rows == 2 * (10 * 4 - 9 * 2)


@pytest.mark.slow
def test_a_hundred_thousand_rows_take_seconds(datasets):
    rows = [kept(f"x{number}", f"this is text number {number}") for number in range(100_000)]
    began = time.process_time()
    datasets.change("1", "a", add=rows)
    added = time.process_time()
    assert len(datasets.examples("1", "a")) == 100_000
    read = time.process_time()
    datasets.change("1", "a", add=[kept("one more")])
    corrected = time.process_time()
    datasets.change("1", "a", remove=[row.id for row in rows[::2]])
    assert added - began < 10
    assert read - added < 5
    assert corrected - read < 2
    assert time.process_time() - corrected < 5


def test_a_change_that_fails_half_way_leaves_nothing(datasets):
    datasets.change("1", "a", add=[kept("x")])

    def rows():
        for number in range(5_000):
            yield kept(f"y{number}")
        raise RuntimeError("the reader failed")

    with pytest.raises(RuntimeError):
        datasets.change("1", "a", add=rows(), remove=["x"])
    assert list(datasets.examples("1", "a")) == [kept("x")]


def test_text_that_is_not_unicode_is_refused(datasets):
    with pytest.raises(StorageError, match="Unicode"):
        datasets.change("1", "a", add=[kept("x", "\udcff")])
    assert datasets.names("1") == ()


def on_the_disk(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir())


def taught(datasets: DatabaseDatasets, people: list[str]) -> None:
    """Rows of all lengths by everybody, half of which are removed again."""
    chance = random.Random(7)
    for number in range(40):
        who = chance.choice(people)
        text = f"words of {who} " * chance.choice([1, 2, 5, 20, 400])
        rows = [kept(f"{number}x{row}", text, who) for row in range(5)]
        datasets.change("1", "a", add=rows, who=who)
        datasets.change("1", "a", remove=[row.id for row in rows[::2]], who=who)


def test_nothing_of_whom_was_forgotten_is_left_in_any_file(datasets, tmp_path):
    people = [f"person-{number:02}" for number in range(6)]
    taught(datasets, people)
    assert all(who.encode() in on_the_disk(tmp_path) for who in people)
    for who in people[::2]:
        datasets.forget(who)
    left = on_the_disk(tmp_path)
    assert [who for who in people if who.encode() in left] == people[1::2]


def test_nothing_of_a_deleted_dataset_is_left_in_any_file(datasets, tmp_path):
    taught(datasets, ["anna"])
    datasets.delete("1", "a")
    assert b"words of" not in on_the_disk(tmp_path)
