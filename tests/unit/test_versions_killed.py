"""Versions, jobs and a process that is killed."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from hypotez.adapters.jobs.queued import QueuedJobs
from hypotez.adapters.storage.database import Database
from hypotez.adapters.storage.versions import DatabaseVersions
from hypotez.ports.errors import ModelError, StorageError
from hypotez.ports.jobs import JobState
from hypotez.ports.testing.versions import NoteModel, load_note, version

KEEPER = """
import sys, itertools
from pathlib import Path
from hypotez.adapters.storage.database import Database
from hypotez.adapters.storage.versions import DatabaseVersions
from hypotez.ports.testing.versions import NoteModel, version
versions = DatabaseVersions(Database(location=sys.argv[1]), Path(sys.argv[2]))
for number in itertools.count():
    kept = version(number)
    versions.keep(kept, NoteModel(str(number)))
    print("kept", kept.id, flush=True)
    versions.promote(kept)
    print("promoted", kept.id, flush=True)
    if number % 3 == 2:
        versions.delete(versions.list("7")[0])
"""

FILLER = """
import sys, time
from pathlib import Path
from hypotez.adapters.storage import version_folders
from hypotez.adapters.storage.database import Database
from hypotez.adapters.storage.versions import DatabaseVersions
from hypotez.ports.testing.versions import NoteModel, version
kept, folder = version(), Path(sys.argv[2])
def stay():
    print(kept.id, flush=True)
    time.sleep(600)
class Slow(NoteModel):
    def save(self, into):
        super().save(into)
        if sys.argv[3] == "in":
            stay()
sync = version_folders._sync
version_folders._sync = lambda synced: stay() if synced == folder else sync(synced)  # the folder has its name by then
DatabaseVersions(Database(location=sys.argv[1]), folder).keep(kept, Slow())
"""

WORKER = """
import sys, time
from hypotez.adapters.jobs.queued import QueuedJobs
from hypotez.adapters.storage.database import Database
from hypotez.ports.storage import Origin
jobs = QueuedJobs(Database(location=sys.argv[1]), {"train": lambda job, report: time.sleep(600)})
running, waiting = (jobs.submit("train", {"dataset": "bank"}, Origin(scope)) for scope in ("7", "8"))
print(running.id, waiting.id, flush=True)
time.sleep(600)
"""


def started(program: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", program, *arguments], stdout=subprocess.PIPE, text=True)


@pytest.mark.parametrize("chance", range(6))
def test_after_a_kill_every_version_is_whole_and_the_current_one_is_the_old_or_the_new(
    tmp_path: Path, chance: int
) -> None:
    location, folder = str(tmp_path / "hypotez.db"), tmp_path / "learned"
    process = started(KEEPER, location, str(folder))
    assert process.stdout is not None
    told = [process.stdout.readline().split() for _ in range(2)]
    time.sleep(random.Random(chance).uniform(0, 0.3))
    os.kill(process.pid, signal.SIGKILL)
    told += [line.split() for line in process.stdout if line.endswith("\n")]
    process.stdout.close()
    process.wait()
    database = Database(location=location)
    versions = DatabaseVersions(database, folder)
    there = versions.list("7")
    for one in there:
        assert isinstance(versions.model(one, load_note), NoteModel)
    promoted = [id for what, id in told if what == "promoted"]
    kept = [id for what, id in told if what == "kept"]
    current = versions.current("7", "bank")
    assert current in there
    assert current.id == promoted[-1] or (current.id not in promoted and current.id >= kept[-1])
    assert kept[-1] in {one.id for one in there}
    database.close()


@pytest.mark.parametrize("place", ["in", "after"])
def test_what_somebody_is_keeping_stays_until_they_are_killed(tmp_path: Path, place: str) -> None:
    location, folder = str(tmp_path / "hypotez.db"), tmp_path / "learned"
    process = started(FILLER, location, str(folder), place)
    assert process.stdout is not None
    id = process.stdout.readline().strip()
    database = Database(location=location)
    versions = DatabaseVersions(database, folder)
    versions.sweep()
    words = folder / (f"{id}.part" if place == "in" else id) / "note.json"
    assert words.exists()
    os.kill(process.pid, signal.SIGKILL)
    process.stdout.close()
    process.wait()
    assert words.exists()
    versions.sweep()
    assert list(folder.iterdir()) == []
    database.close()


def test_keeping_a_version_sweeps_away_what_was_left_and_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "learned"
    database = Database(location=str(tmp_path / "hypotez.db"))
    versions = DatabaseVersions(database, folder)
    first = version(1)
    versions.keep(first, NoteModel())
    for name in ("1qk8nq32v17w.part", "1qk8nq32v17x", "1qk8nq32v17y", ".trash", "my own"):
        (folder / name).mkdir()
    for killed in ("1qk8nq32v17w", "1qk8nq32v17x", first.id):
        (folder / f"{killed}.lock").touch()
    second = version(2)
    versions.keep(second, NoteModel())
    assert {path.name for path in folder.iterdir()} == {first.id, second.id, "1qk8nq32v17y", ".trash", "my own"}
    assert isinstance(versions.model(first, load_note), NoteModel)
    database.close()


def test_versions_of_another_database_over_the_same_folder_are_left_alone(tmp_path: Path) -> None:
    ours, theirs = (Database(location=str(tmp_path / name)) for name in ("ours.db", "theirs.db"))
    first = version(1)
    DatabaseVersions(ours, tmp_path / "learned").keep(first, NoteModel())
    DatabaseVersions(theirs, tmp_path / "learned").keep(version(2), NoteModel())
    assert isinstance(DatabaseVersions(ours, tmp_path / "learned").model(first, load_note), NoteModel)
    for database in (ours, theirs):
        database.close()


def test_whoever_is_killed_while_deleting_leaves_words_that_are_swept_away(tmp_path: Path) -> None:
    folder = tmp_path / "learned"
    database = Database(location=str(tmp_path / "hypotez.db"))
    versions = DatabaseVersions(database, folder)
    gone = version()
    versions.keep(gone, NoteModel())
    program = (
        "import os, sys, pathlib\n"
        "from hypotez.adapters.storage.database import Database\n"
        "from hypotez.adapters.storage.version_folders import VersionFolders\n"
        "from hypotez.adapters.storage.versions import DatabaseVersions\n"
        "VersionFolders.remove = lambda *_: os._exit(9)\n"
        "versions = DatabaseVersions(Database(location=sys.argv[1]), pathlib.Path(sys.argv[2]))\n"
        "versions.delete(versions.list('7')[0])\n"
    )
    arguments = [sys.executable, "-c", program, str(tmp_path / "hypotez.db"), str(folder)]
    assert subprocess.run(arguments, check=False, timeout=60).returncode == 9
    assert versions.list("7") == ()
    assert (folder / gone.id).is_dir()
    versions.sweep()
    assert list(folder.iterdir()) == []
    database.close()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other rights")
def test_what_was_learned_is_for_this_user_only_also_where_nothing_was_kept_before(tmp_path: Path) -> None:
    data = tmp_path / "share" / "hypotez"
    database = Database(location="sqlite://")
    kept = version()
    DatabaseVersions(database, data / "learned").keep(kept, NoteModel())
    database.close()
    made = (data.parent, data, data / "learned", data / "learned" / kept.id)
    assert {folder.stat().st_mode & 0o777 for folder in made} == {0o700}


def test_a_model_whose_file_was_changed_is_not_loaded(tmp_path: Path) -> None:
    database = Database(location=str(tmp_path / "hypotez.db"))
    versions = DatabaseVersions(database, tmp_path / "learned")
    kept = version()
    versions.keep(kept, NoteModel())
    home = tmp_path / "learned" / kept.id
    (home / "note.json").write_text('{"note": "evil", "labels": ["no", "yes"]}', encoding="utf-8")
    with pytest.raises(ModelError, match=r"note\.json was changed"):
        versions.model(kept, load_note)
    (home / "note.json").unlink()
    with pytest.raises(ModelError, match="not all there"):
        versions.model(kept, load_note)
    database.close()


def test_a_disk_that_refuses_leaves_no_version(tmp_path: Path) -> None:
    (tmp_path / "learned").write_text("a file where the folder should be", encoding="utf-8")
    database = Database(location=str(tmp_path / "hypotez.db"))
    versions = DatabaseVersions(database, tmp_path / "learned")
    with pytest.raises(StorageError):
        versions.keep(version(), NoteModel())
    assert versions.list("7") == ()
    database.close()


def test_the_jobs_of_a_killed_process_are_interrupted_and_can_be_run_again(tmp_path: Path) -> None:
    location = str(tmp_path / "hypotez.db")
    process = started(WORKER, location)
    assert process.stdout is not None
    running, waiting = process.stdout.readline().split()
    database = Database(location=location)
    jobs = QueuedJobs(database, {"train": lambda job, report: f"made of {job.asked['dataset']}"})
    assert jobs.get("8", waiting).state is JobState.QUEUED
    os.kill(process.pid, signal.SIGKILL)
    process.stdout.close()
    process.wait()
    assert jobs.get("7", running).state is JobState.INTERRUPTED
    assert jobs.list("8")[0].state is JobState.INTERRUPTED
    assert jobs.wait(jobs.again(jobs.get("7", running)), 20).result == "made of bank"
    jobs.close()
    database.close()


def test_a_job_of_another_process_can_be_cancelled_from_here(tmp_path: Path) -> None:
    location = str(tmp_path / "hypotez.db")
    process = started(WORKER, location)
    assert process.stdout is not None
    _, waiting = process.stdout.readline().split()
    database = Database(location=location)
    jobs = QueuedJobs(database, {})
    assert jobs.cancel(jobs.get("8", waiting)).state is JobState.CANCELLED
    process.kill()
    process.stdout.close()
    process.wait()
    assert jobs.get("8", waiting).state is JobState.CANCELLED
    jobs.close()
    database.close()


def test_files_that_the_disk_does_not_let_go_of_are_told_and_go_with_the_next_sweep(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "learned"
    database = Database(location=str(tmp_path / "hypotez.db"))
    versions = DatabaseVersions(database, folder)
    gone = version()
    versions.keep(gone, NoteModel())
    monkeypatch.setattr(shutil, "rmtree", lambda *_, **__: None)
    for refused in (lambda: versions.delete(gone), versions.sweep):
        with pytest.raises(StorageError, match="does not let go"):
            refused()
    monkeypatch.undo()
    assert versions.list("7") == ()
    assert (folder / gone.id).exists()
    versions.sweep()
    assert list(folder.iterdir()) == []
    database.close()
