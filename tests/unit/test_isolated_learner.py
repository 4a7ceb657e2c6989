"""An isolated learner: what goes wrong in the child stays there."""

import errno
import os
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor

import psutil
import pytest

from hypotez.adapters.compose.isolated_learner import IsolatedLearner
from hypotez.adapters.compose.recipe import Recipe
from hypotez.adapters.compose.talk import TimeLimits
from hypotez.ports.errors import EngineCrashed, EngineFailed, EngineTimeout, StorageError
from hypotez.ports.learning import Example
from hypotez.ports.progress import Cancelled
from tests.hostile_learners import TROUBLED

EXAMPLES = (Example("play music", "a"), Example("tell me the weather", "b"))


@pytest.fixture
def isolated():
    made = []

    def make(**options):
        made.append(IsolatedLearner(Recipe("hypotez.learners", TROUBLED), **options))
        return made[-1]

    yield make
    for learner in made:
        learner.close()


def trouble(learner, kind, **options):
    return learner.fit([Example(kind, "a"), *EXAMPLES], **options)


def process_of(learner):
    return learner.fit(EXAMPLES).settings["process"]


def test_it_learns_in_another_process_that_stays_warm(isolated):
    learner = isolated()
    assert process_of(learner) == process_of(learner) != os.getpid()


@pytest.mark.parametrize("kind", ["segfault", "exit"])
def test_a_process_that_dies_is_an_engine_that_crashed_and_the_next_one_learns(isolated, kind):
    learner = isolated()
    with pytest.raises(EngineCrashed):
        trouble(learner, kind)
    assert learner.fit(EXAMPLES).model.labels == ("a", "b")


def test_a_process_that_hangs_is_given_up(isolated):
    learner = isolated(patience=1.0)
    limits, learner._calls._limits = learner._calls._limits, TimeLimits(60.0)  # it may take longer to start
    before = process_of(learner)
    learner._calls._limits = limits
    with pytest.raises(EngineTimeout):
        trouble(learner, "hang")
    assert not psutil.pid_exists(before)


def test_a_process_that_eats_the_memory_is_ended(isolated):
    with pytest.raises(EngineCrashed, match="memory"):
        trouble(isolated(memory=300), "hog")


@pytest.mark.parametrize("kind", ["hang", "slow"])
def test_cancelling_stops_the_work_within_seconds(isolated, kind):
    started = time.monotonic()

    def listen(_progress):
        if time.monotonic() - started > 1.0:
            raise Cancelled

    with pytest.raises(Cancelled):
        trouble(isolated(), kind, report=listen)
    assert time.monotonic() - started < 20.0


@pytest.mark.parametrize("kind", ["escaping", "forgetful", "boastful", "strange"])
def test_an_answer_that_is_none_is_not_believed(isolated, kind):
    with pytest.raises(EngineCrashed):
        trouble(isolated(), kind)


def test_a_model_that_cannot_be_loaded_is_the_engines_fault(isolated):
    with pytest.raises(EngineFailed):
        trouble(isolated(), "damaged")


def test_nothing_of_the_examples_or_the_model_stays_on_the_disk(isolated, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    learner = isolated()
    learner.fit(EXAMPLES)
    with pytest.raises(EngineCrashed):
        trouble(learner, "exit")
    learner.close()
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_a_storage_error(isolated, monkeypatch):
    learner = isolated()
    learner.fit(EXAMPLES)

    def full(**_options):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(tempfile, "TemporaryDirectory", full)
    with pytest.raises(StorageError, match="No space left"):
        learner.fit(EXAMPLES)


def test_many_examples_and_long_ones_cross_whole(isolated):
    long = "слово " * 100_000
    examples = [*EXAMPLES, Example(long, "b"), *(Example(f"text {number}", "a") for number in range(5000))]
    assert len(isolated().fit(examples).out_of_fold) == len(examples)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL on this system")
def test_whoever_is_killed_while_a_model_comes_back_leaves_no_file_of_it(tmp_path):
    program = (
        "import os, pathlib, signal\n"
        "from hypotez.adapters.compose.isolated_learner import IsolatedLearner\n"
        "from hypotez.adapters.compose.recipe import Recipe\n"
        "from hypotez.ports.testing.labelled_texts import EXAMPLES\n"
        "learner = IsolatedLearner(Recipe('hypotez.learners', 'sklearn'))\n"
        "def load(folder):\n"
        "    print((folder / 'vocabulary.txt').stat().st_size, flush=True)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "learner._learner.load = load\n"
        "learner.fit(EXAMPLES)\n"
    )
    environment = os.environ | dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(tmp_path))
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=environment, check=False)
    assert int(done.stdout) > 100
    deadline = time.monotonic() + 20
    while any(tmp_path.iterdir()) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert list(tmp_path.iterdir()) == []


def test_the_process_is_nobody_elses_until_its_model_has_been_read(isolated):
    learner = isolated()
    load, others = learner._learner.load, []

    def slowly(folder):
        learner._learner.load = load
        others.append(threads.submit(learner.fit, EXAMPLES))
        with pytest.raises(TimeoutError):
            others[0].result(0.5)
        return load(folder)

    learner._learner.load = slowly
    with ThreadPoolExecutor(1) as threads:
        first = learner.fit(EXAMPLES)
        assert others[0].result(20).settings["process"] == first.settings["process"]
