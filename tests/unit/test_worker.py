"""The worker's process, spoken to in plain Wyoming."""

import subprocess
import sys

import pytest
from wyoming.asr import Transcribe, Transcript
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.error import Error
from wyoming.event import Event, read_event, write_event

from tests.hostile_engines import STT


@pytest.fixture
def worker():
    command = [sys.executable, "-m", "hypotez.adapters.compose.worker"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        yield process
        process.kill()


def tell(worker, *events):
    for event in events:
        write_event(event if isinstance(event, Event) else event.event(), worker.stdin)


RECIPE = Event("recipe", {"group": "hypotez.stt", "name": STT, "options": {}})
SHAPE = {"rate": 16_000, "width": 2, "channels": 1}


def test_the_wyoming_package_alone_can_use_it(worker):
    tell(worker, RECIPE)
    assert read_event(worker.stdout).type == "ready"
    for _ in range(2):
        tell(worker, Transcribe(), AudioStart(**SHAPE), AudioChunk(**SHAPE, audio=bytes(3200)), AudioStop())
        assert Transcript.from_event(read_event(worker.stdout)).text.split()[1] == "3200"


def test_a_bad_recipe_is_answered_and_a_good_one_may_follow(worker):
    tell(worker, Event("recipe", {"group": "hypotez.stt", "name": "none-such"}), Event("recipe", {"group": 3}), RECIPE)
    assert Error.from_event(read_event(worker.stdout)).code == "config"
    assert Error.from_event(read_event(worker.stdout)).code == "engine-failed"
    assert read_event(worker.stdout).type == "ready"


def test_it_leaves_when_its_input_ends(worker):
    worker.stdin.close()
    assert worker.wait(60.0) == 0


def test_it_removes_the_folder_that_it_is_given_and_no_other(tmp_path):
    for folder in ("given", "other"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "file").write_text("")
    command = [sys.executable, "-m", "hypotez.adapters.compose.worker", str(tmp_path / "given")]
    subprocess.run(command, stdin=subprocess.DEVNULL, timeout=60.0, check=True)
    assert [path.name for path in tmp_path.iterdir()] == ["other"]


def test_it_removes_its_folder_where_nobody_is_left_to_hear_that_it_is_ready(tmp_path):
    (tmp_path / "file").write_text("")
    command = [sys.executable, "-m", "hypotez.adapters.compose.worker", str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        process.stdout.close()
        tell(process, RECIPE)
        process.stdin.close()
        process.wait(60.0)
    assert not tmp_path.exists()


def test_it_leaves_when_its_input_ends_while_it_works(worker):
    tell(worker, RECIPE, Transcribe(transcript_terms=["hang"]))
    assert read_event(worker.stdout).type == "ready"
    worker.stdin.close()
    worker.wait(60.0)


def test_it_leaves_when_it_hears_no_wyoming(worker):
    worker.stdin.write(b"hello\n")
    worker.stdin.flush()
    assert worker.wait(60.0) == 1
