"""Training from the terminal as processes of their own: interrupted, killed, at the same time, without room."""

import os
import random
import re
import signal
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import pytest

from hypotez import open_app
from hypotez.entrypoints.config import Config
from hypotez.ports.jobs import JobState
from hypotez.ports.testing.labelled_texts import EXAMPLES

resource = pytest.importorskip("resource")
pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals and limits are those of Unix")

WORDS = [f"word{number}" for number in range(2000)]


@pytest.fixture
def here(tmp_path):
    """A folder with a small dataset, one that takes a moment to learn, and one that takes long, for its many labels."""
    (tmp_path / "home.txt").write_text("".join(f"{one.label}: {one.text}\n" for one in EXAMPLES))
    chance = random.Random(1)
    for name, labels in (("many.txt", 30), ("long.txt", 1000)):
        rows = [(number % labels, chance.choices(WORDS[number % 30 * 60 :][:150], k=8)) for number in range(6000)]
        (tmp_path / name).write_text("".join(f"label{label}: {' '.join(words)}\n" for label, words in rows))
    return tmp_path


def start(here, *arguments, **options):
    keep = {name: value for name, value in os.environ.items() if name in {"PATH", "TMPDIR"}}
    env = keep | {
        "HOME": str(here),
        "XDG_CONFIG_HOME": str(here / "config"),
        "HYPOTEZ_STORAGE__DATA": str(here / "data"),
        "HYPOTEZ_STORAGE__CACHE": str(here / "cache"),
    }
    return subprocess.Popen(
        [sys.executable, "-m", "hypotez", *map(str, arguments)],
        **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, "cwd": here, "env": env} | options,
    )


def run(here, *arguments, code=0, **options):
    process = start(here, *arguments, **options)
    said, told = process.communicate(timeout=120)
    assert process.returncode == code, told
    assert "Traceback" not in told
    return said, told


@contextmanager
def opened(here):
    """The same data, seen from this process."""
    storage = {"data": here / "data", "cache": here / "cache"}
    with open_app(Config.model_validate({"storage": storage, "isolation": {"on": False}})) as app:
        yield app.learning


@pytest.fixture
def old(here):
    """The version that answers before anything is killed."""
    with opened(here) as learning:
        learning.data.add((here / "home.txt").read_bytes(), "home.txt")
        job = learning.jobs.wait(learning.train(), 60)
        learning.data.add((here / "many.txt").read_bytes(), "many.txt")
        return learning.models.get(job.result)


def wait_until_it_learns(here, process, old):
    """The training of a process, once it has begun; a short one may be done before it is seen."""
    deadline = time.monotonic() + 60
    with opened(here) as learning:
        while time.monotonic() < deadline:
            ended = process.poll() is not None
            for job in learning.jobs.list("local"):
                if job.state is JobState.RUNNING or (job.state is JobState.DONE and job.result != old.id):
                    return job
            assert not ended, process.communicate()
            time.sleep(0.02)
    raise AssertionError("it does not begin")


@pytest.mark.parametrize("chance", range(3))
def test_after_a_kill_the_old_or_the_new_version_answers_whole(chance, here, old):
    process = start(here, "train")
    running = wait_until_it_learns(here, process, old)
    children = []
    with suppress(psutil.NoSuchProcess):
        children = psutil.Process(process.pid).children(recursive=True)
    time.sleep(random.Random(chance).uniform(0, 4))
    process.kill()
    process.communicate()
    assert not psutil.wait_procs(children, timeout=30)[1], "a learner has outlived its program"

    with opened(here) as learning:
        versions = learning.models.list()
        assert versions[0] == old
        assert learning.models.current("main") in (old, versions[-1])
        assert learning.answer("set a timer for ten minutes").prediction.label
        for version in versions:  # each is whole
            learning.models.promote(version.id)
        ended = learning.jobs.get("local", running.id)
        assert ended.state in {JobState.INTERRUPTED, JobState.DONE}
        assert ended.state is JobState.INTERRUPTED or ended.result == versions[-1].id
    if ended.state is JobState.INTERRUPTED:
        run(here, "train", "--again", running.id)
    with opened(here) as learning:
        assert learning.models.current("main").rows > old.rows


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_who_interrupts_a_training_has_nothing_of_it(number, code, here, old):
    process = start(here, "train", "long.txt", start_new_session=True)
    job = wait_until_it_learns(here, process, old)
    process.send_signal(number)
    said, told = process.communicate(timeout=60)
    assert (process.returncode, said) == (code, "")
    assert "Traceback" not in told
    assert told.endswith("interrupted\n") == (code == 130)
    with opened(here) as learning:
        assert learning.models.list() == (old,)
        assert learning.jobs.get("local", job.id).state in {JobState.CANCELLED, JobState.INTERRUPTED}
    assert [path.name for path in (here / "data" / "learned").iterdir()] == [old.id]


def test_while_one_trains_another_is_told_so_and_may_stop_it(here, old):
    process = start(here, "train", "long.txt")
    job = wait_until_it_learns(here, process, old)
    _, told = run(here, "train", "home.txt", "--dataset", "other", code=1)
    assert f"The job {job.id} is still at work here" in told
    assert run(here, "model", "cancel", job.id)[1] == f"{job.id} is cancelled\n"
    _, told = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "was stopped; nothing of it is left" in told
    with opened(here) as learning:
        assert learning.models.list() == (old,)


@pytest.mark.parametrize(("words", "room"), [(["train", "more.txt"], 100_000), (["train"], 400_000)])
def test_a_disk_without_room_is_a_sentence_and_the_old_version_answers(words, room, here, old):
    (here / "more.txt").write_text((here / "many.txt").read_text().replace("word", "term"))

    def little_room():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

    said, told = run(here, *words, code=1, preexec_fn=little_room)
    assert said == ""
    assert re.search("disk (failed|is full)|cannot be written", told.splitlines()[-1])
    with opened(here) as learning:
        assert learning.models.list() == (old,)
        assert learning.data.history()[-1].number == old.change + 1
        assert learning.answer("set a timer for ten minutes").text == "timer"
    assert [path.name for path in (here / "data" / "learned").iterdir()] == [old.id]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a full disk at hand")
@pytest.mark.parametrize(
    "words", [["dataset", "export", "commands"], ["dataset", "list"], ["dataset", "show", "commands"]]
)
def test_a_full_disk_behind_the_output_is_one_sentence(words, here):
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        _, told = run(here, *words, code=1, stdout=full)
    assert told == "No space left on device\n"
