"""Isolated recognisers: what goes wrong in the child stays there."""

import gc
import inspect
import json
import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from hypotez.adapters.compose.child import Child
from hypotez.adapters.compose.isolated import IsolatedSpeechToText
from hypotez.adapters.compose.recipe import Recipe
from hypotez.ports import errors
from hypotez.ports.audio import Pcm
from hypotez.ports.errors import ConfigError, EngineCrashed, EngineError, EngineFailed, EngineTimeout, EngineUnavailable
from hypotez.ports.progress import Cancelled, Progress, ignore
from hypotez.ports.speech import Hearing, Segment, Word
from tests.hostile_engines import STT

SOUND = [Pcm(bytes(32_000))] * 5


@pytest.fixture(scope="module")
def warm():
    engine = IsolatedSpeechToText(Recipe("hypotez.stt", STT))
    yield engine
    engine.close()


@pytest.fixture
def isolated():
    made = []

    def make(**options):
        made.append(IsolatedSpeechToText(Recipe("hypotez.stt", STT), **options))
        return made[-1]

    yield make
    for engine in made:
        engine.close()


def trouble(engine, kind, **options):
    return engine.transcribe(SOUND, Hearing(phrases=(kind,)), **options)


def child_of(engine):
    return int(engine.transcribe(SOUND).text.split()[0])


def scratch_of(engine):
    environment = json.loads(trouble(engine, "surroundings").text)["environment"]
    (folder,) = {environment[name] for name in ("TMPDIR", "TEMP", "TMP")}
    assert Path(folder).is_dir()
    return Path(folder)


def soon(holds):
    until = time.monotonic() + 20.0
    while not holds() and time.monotonic() < until:
        time.sleep(0.02)
    return holds()


def dead(pid):
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def gone(pid):
    try:
        return psutil.Process(pid).ppid() != os.getpid() and dead(pid)  # somebody else's to bury
    except psutil.NoSuchProcess:
        return True


def test_the_answer_crosses_whole(warm):
    hearing = Hearing("en", ("", "x"), only_phrases=True, translate=True)
    transcript = warm.transcribe(SOUND, hearing)
    assert transcript.text.split()[1] == "160000"
    assert transcript.language == "en"
    assert transcript.engine == "troubled"
    assert transcript.duration == 5.0
    assert transcript.segments == (
        Segment("it is", 0.0, 1.0, (Word("it", 0.0, 0.5, 0.25), Word("is", 0.5, 1.0, None)), 0.5),
    )
    assert transcript.warnings == (f"{hearing}",)


def test_the_child_stays_warm_and_is_another_process(warm):
    assert child_of(warm) == child_of(warm) != os.getpid()


def test_progress_crosses_in_order(warm, monkeypatch):
    monkeypatch.setattr("hypotez.adapters.compose.talk.PULSE", 60.0)  # it repeats the last one
    heard = []
    warm.transcribe(SOUND, report=heard.append)
    assert [progress.done for progress in heard if progress.stage == "listening"] == [0, 1, 2, 3, 4, 5]


def test_a_block_of_any_size_crosses(warm):
    blocks = [Pcm(b""), Pcm(bytes(19_200_000)), Pcm(b""), Pcm(bytes(2))]
    assert warm.transcribe(blocks).text.split()[1] == "19200002"
    assert warm.transcribe([]).text.split()[1] == "0"


def test_an_engine_may_answer_before_it_heard_everything(warm):
    def endless():
        while True:
            yield SOUND[0]

    assert warm.transcribe(endless(), Hearing(phrases=("early",))).text == "early"
    assert warm.transcribe(SOUND).duration == 5.0


@pytest.mark.parametrize(
    ("kind", "why"), [("segfault", "SIGSEGV"), ("exit:7", "exit code 7"), ("leave:3", "exit code 3")]
)
def test_a_crash_is_one_error_and_the_next_call_works(warm, kind, why):
    with pytest.raises(EngineCrashed, match=why) as caught:
        trouble(warm, kind)
    assert caught.value.engine == STT
    assert warm.transcribe(SOUND).duration == 5.0


def test_a_child_killed_while_idle_is_replaced_silently(warm):
    before = child_of(warm)
    os.kill(before, signal.SIGKILL)
    os.waitid(os.P_PID, before, os.WEXITED | os.WNOWAIT)  # its last thread is dead; whoever started it buries it
    assert child_of(warm) != before


@pytest.mark.parametrize("kind", ["hang", "seize"])
def test_a_hanging_engine_is_a_timeout_and_is_replaced(isolated, kind):
    engine = isolated(patience=60.0)
    before = child_of(engine)
    engine._calls._limits = type(engine._calls._limits)(0.3)
    started = time.monotonic()
    with pytest.raises(EngineTimeout, match="time limit"):
        trouble(engine, kind)
    assert time.monotonic() - started < 60.0
    assert soon(lambda: gone(before))
    engine._calls._limits = type(engine._calls._limits)(60.0)
    assert engine.transcribe(SOUND).duration == 5.0


def test_the_deadline_ends_a_call_that_shows_life(isolated):
    engine = isolated(deadline=1.0)
    started = time.monotonic()
    with pytest.raises(EngineTimeout):
        trouble(engine, "slow")
    assert 0.9 < time.monotonic() - started < 60.0


def test_using_too_much_memory_is_a_crash_that_says_so(isolated):
    engine = isolated(memory=300)
    with pytest.raises(EngineCrashed, match="more than 300 MiB"):
        trouble(engine, "hog:40")
    assert engine.transcribe(SOUND).duration == 5.0


def test_what_vendors_print_does_not_reach_the_protocol(warm, capfd):
    before = child_of(warm)
    assert trouble(warm, "noise").duration == 5.0
    assert child_of(warm) == before
    assert "noise" not in "".join(capfd.readouterr())


@pytest.mark.parametrize(
    "kind", [kind for kind in vars(errors).values() if inspect.isclass(kind) and issubclass(kind, errors.HypotezError)]
)
def test_every_error_crosses_as_itself(warm, kind):
    with pytest.raises(kind, match="Said so") as caught:
        trouble(warm, f"raise:{kind.__name__}")
    assert type(caught.value) is kind
    if isinstance(caught.value, EngineError):
        assert (caught.value.engine, caught.value.retry_after) == ("inner", 2.5)


def test_a_bug_in_an_engine_is_its_failure(warm):
    with pytest.raises(EngineFailed, match="ZeroDivisionError: oops"):
        trouble(warm, "bug")


def test_an_unknown_error_is_a_failure_of_the_engine(warm):
    with pytest.raises(EngineFailed, match="Something odd"):
        trouble(warm, "outsider")


def test_an_engine_that_cannot_be_built_in_the_child_says_why(isolated):
    engine = IsolatedSpeechToText(Recipe("hypotez.stt", STT, {"fail": True}))
    for _ in range(2):
        with pytest.raises(EngineUnavailable, match="no weights"):
            engine.transcribe(SOUND)
    engine.close()


def test_cancelling_keeps_a_child_that_listens(warm, monkeypatch):
    monkeypatch.setattr("hypotez.adapters.compose.calls._GRACE", 20.0)
    before = child_of(warm)

    def stop_at_ten(progress):
        if progress.stage == "working" and progress.done >= 10:
            raise Cancelled

    with pytest.raises(Cancelled):
        trouble(warm, "slow", report=stop_at_ten)
    assert child_of(warm) == before


@pytest.mark.parametrize("kind", ["hang", "seize"])
def test_cancelling_works_while_the_engine_is_stuck(isolated, kind):
    engine = isolated()
    before = child_of(engine)
    asked = []

    def stop_soon(progress):
        if progress.stage == "listening":
            asked.append(progress)
        if len(asked) > 2:
            raise Cancelled

    started = time.monotonic()
    with pytest.raises(Cancelled):
        trouble(engine, kind, report=stop_soon)
    assert time.monotonic() - started < 60.0
    assert asked == [Progress("listening", unit="seconds")] * 3
    assert soon(lambda: gone(before))
    assert engine.transcribe(SOUND).duration == 5.0


def test_what_the_blocks_raise_comes_out_and_keeps_the_child(warm, monkeypatch):
    monkeypatch.setattr("hypotez.adapters.compose.calls._GRACE", 20.0)

    class BrokenError(Exception):
        pass

    def blocks():
        yield from SOUND
        raise BrokenError

    before = child_of(warm)
    with pytest.raises(BrokenError):
        warm.transcribe(blocks())
    assert child_of(warm) == before


def test_threads_share_as_many_children_as_there_are_workers(isolated):
    engine = isolated(workers=2)
    assert engine.can.max_parallel == 2
    with ThreadPoolExecutor(4) as pool:
        texts = list(pool.map(lambda _: engine.transcribe(SOUND).text, range(12)))
    assert {text.split()[1] for text in texts} == {"160000"}
    assert len({text.split()[0] for text in texts}) <= 2


def test_whoever_waits_for_a_busy_child_can_be_cancelled(isolated):
    engine = isolated()
    busy = threading.Event()
    release = threading.Event()

    def hold():
        busy.set()
        release.wait(10.0)
        yield from SOUND

    def stop(progress):
        assert progress == Progress("waiting")
        raise Cancelled

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(engine.transcribe, hold())
        busy.wait(10.0)
        with pytest.raises(Cancelled):
            engine.transcribe(SOUND, report=stop)
        release.set()
        assert first.result().duration == 5.0


SECRETS = (
    "DISCORD_TOKEN HYPOTEZ_CONFIG SOME_API_KEY MY_PASSWORD SMTP_PASS DB_PWD REDIS_URL SENTRY_AUTH SLACK_WEBHOOK_URL "
    "AZURE_CONNECTION_STRING GH_PAT NVIDIA_API_KEY PYTHON_KEYRING_PASS ANYTHING"
).split()


def test_secrets_are_neither_in_the_childs_environment_nor_in_its_arguments(monkeypatch):
    for name in SECRETS:
        monkeypatch.setenv(name, "hush-hush")
    needed = ("CUDA_VISIBLE_DEVICES", "OMP_NUM_THREADS", "LC_TIME", "XDG_CACHE_HOME", "ESPEAK_DATA_PATH")
    for name in needed:
        monkeypatch.setenv(name, "kept")
    recipe = Recipe("hypotez.stt", STT, {"secret": "hush-hush"})
    assert "hush" not in repr(recipe)
    engine = IsolatedSpeechToText(recipe)
    seen = trouble(engine, "surroundings").text
    engine.close()
    assert "hush-hush" not in seen
    environment = json.loads(seen)["environment"]
    assert [environment[name] for name in needed] == ["kept"] * len(needed)
    assert environment["PATH"] == os.environ["PATH"]


def test_an_engine_goes_by_the_name_that_the_config_gives_in_its_process_too():
    engine = IsolatedSpeechToText(Recipe("hypotez.stt", "pocketsphinx", called="kitchen"))
    try:
        heard = engine.transcribe([Pcm(bytes(32_000))], Hearing("en", translate=True))
        assert heard.engine == "kitchen"
        assert any("kitchen" in warning for warning in heard.warnings)
    finally:
        engine.close()


def test_the_death_of_an_engine_is_told_by_the_name_that_the_config_gives():
    engine = IsolatedSpeechToText(Recipe("hypotez.stt", STT, called="kitchen"))
    try:
        with pytest.raises(EngineCrashed, match="'kitchen'") as caught:
            trouble(engine, "segfault")
    finally:
        engine.close()
    assert caught.value.engine == "kitchen"


@pytest.mark.parametrize("said", [None, "0"])
def test_a_child_forbids_its_vendors_telemetry_whatever_is_said_outside(monkeypatch, said):
    for name in ("ORT_DISABLE_TELEMETRY", "HF_HUB_DISABLE_TELEMETRY"):
        monkeypatch.delenv(name, raising=False)
        if said is not None:
            monkeypatch.setenv(name, said)
    engine = IsolatedSpeechToText(Recipe("hypotez.stt", STT))
    environment = json.loads(trouble(engine, "surroundings").text)["environment"]
    engine.close()
    assert environment["ORT_DISABLE_TELEMETRY"] == environment["HF_HUB_DISABLE_TELEMETRY"] == "1"


@pytest.mark.parametrize("kind", ["segfault", "leave:0"])
def test_temporary_files_go_with_the_child_however_it_ends(warm, kind):
    folder = scratch_of(warm)
    (folder / "private.wav").write_bytes(b"somebody's speech")
    with pytest.raises(EngineCrashed):
        trouble(warm, kind)
    assert not folder.exists()


@pytest.mark.parametrize("busy", [True, False])
def test_temporary_files_go_when_the_owner_is_closed(isolated, busy):
    engine = isolated()
    folder = scratch_of(engine)
    (folder / "private.wav").write_bytes(b"somebody's speech")
    child = engine._calls._pool.take(ignore) if busy else None
    engine.close()
    assert not folder.exists()
    assert child is None or not child.alive


def test_closing_ends_the_children_and_the_next_call_starts_one(isolated):
    engine = isolated()
    before = child_of(engine)
    engine.close()
    engine.close()
    assert not psutil.pid_exists(before)
    assert child_of(engine) != before


def test_closing_stops_a_call_in_another_thread(isolated):
    engine = isolated()
    working = threading.Event()
    with ThreadPoolExecutor(1) as pool:
        call = pool.submit(trouble, engine, "slow", report=lambda _: working.set())
        working.wait(10.0)
        engine.close()
        with pytest.raises(EngineCrashed, match="closed"):
            call.result(30.0)


def test_closing_stops_a_call_that_waits_for_its_turn(isolated):
    engine = isolated()
    working, waiting = threading.Event(), threading.Event()
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(trouble, engine, "slow", report=lambda _: working.set())
        working.wait(10.0)
        second = pool.submit(engine.transcribe, SOUND, report=lambda _: waiting.set())
        waiting.wait(10.0)
        engine.close()
        for call in (first, second):
            with pytest.raises(EngineCrashed, match="closed"):
                call.result(30.0)
    assert not engine._calls._pool._idle
    assert not engine._calls._pool._busy
    assert engine.transcribe(SOUND).duration == 5.0


def test_a_call_that_ends_just_when_its_owner_is_closed_leaves_no_child(isolated, monkeypatch):
    engine = isolated()
    pool = engine._calls._pool
    child = pool.take(ignore)
    kill = Child.kill

    def kill_too_late(child, reason):
        pool.give(child, reusable=True)
        kill(child, reason)

    monkeypatch.setattr(Child, "kill", kill_too_late)
    engine.close()
    assert not pool._idle
    assert not psutil.pid_exists(child.pid)


def test_a_lost_engine_takes_its_children_along():
    engine = IsolatedSpeechToText(Recipe("hypotez.stt", STT))
    child = child_of(engine)
    del engine
    gc.collect()
    assert not psutil.pid_exists(child)


def test_no_thread_and_no_file_stays_behind(isolated):
    process = psutil.Process()
    engine = isolated()
    engine.transcribe(SOUND)
    engine.close()
    threads, files = threading.active_count(), process.num_fds() if hasattr(process, "num_fds") else 0
    for _ in range(3):
        with pytest.raises(EngineCrashed):
            trouble(engine, "exit:1")
    engine.close()
    assert soon(lambda: threading.active_count() <= threads)
    assert soon(lambda: not files or process.num_fds() <= files)


def test_what_an_engine_has_started_is_ended_with_it(isolated):
    engine = isolated()
    seen = []

    def stop(progress):
        if progress.stage == "grandchild":
            seen.append(int(progress.done))
            raise Cancelled

    with pytest.raises(Cancelled):
        trouble(engine, "family", report=stop)
    assert soon(lambda: gone(seen[0]))


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL on this system")
@pytest.mark.parametrize("kind", ["hang", "family"])
def test_killing_the_parent_leaves_no_child_and_no_file(kind, tmp_path):
    program = (
        "import psutil, sys\n"
        "from hypotez.adapters.compose.isolated import IsolatedSpeechToText\n"
        "from hypotez.adapters.compose.recipe import Recipe\n"
        "from hypotez.ports.speech import Hearing\n"
        f"engine = IsolatedSpeechToText(Recipe('hypotez.stt', {STT!r}))\n"
        "def show(progress):\n"
        f"    if progress.stage == {'grandchild' if kind == 'family' else 'listening'!r}:\n"
        "        print(*[child.pid for child in psutil.Process().children(recursive=True)], flush=True)\n"
        f"engine.transcribe([], Hearing(phrases=({kind!r},)), report=show)\n"
    )
    environment = os.environ | dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(tmp_path))
    with subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, env=environment
    ) as parent:
        family = [int(pid) for pid in parent.stdout.readline().split()]
        (scratch,) = tmp_path.glob("hypotez-*")
        (scratch / "private.wav").write_bytes(b"somebody's speech")
        parent.kill()
    assert len(family) == (2 if kind == "family" else 1)
    assert soon(lambda: all(gone(pid) for pid in family))
    assert not scratch.exists()


def test_capabilities_are_known_without_a_child():
    engine = IsolatedSpeechToText(Recipe("hypotez.stt", STT), workers=3)
    assert (engine.name, engine.can.words, engine.can.max_parallel) == ("troubled", True, 3)
    assert engine.status().ready
    assert not psutil.Process().children() or engine._calls._pool._idle == []
    engine.close()


@pytest.mark.parametrize(
    ("recipe", "said"),
    [
        (Recipe("hypotez.stt", "nothing-like-it"), "there is: .*wyoming"),
        (Recipe("hypotez.stt", "wyoming", {"volume": 11}), "volume"),
    ],
)
def test_a_recipe_that_cannot_be_followed_is_refused_at_once(recipe, said):
    with pytest.raises(ConfigError, match=said):
        IsolatedSpeechToText(recipe)


def test_an_engine_whose_module_is_missing_is_unavailable():
    with pytest.raises(EngineUnavailable, match="no_such_module"):
        IsolatedSpeechToText(Recipe("hypotez.stt", "no_such_module:Engine"))


@pytest.mark.parametrize("options", [{"workers": 0}, {"patience": 0}, {"memory": 0}, {"deadline": -1}])
def test_limits_that_make_no_sense_are_refused(options):
    with pytest.raises(ConfigError):
        IsolatedSpeechToText(Recipe("hypotez.stt", STT), **options)


@pytest.mark.parametrize("kind", ["bug", "raise:EngineFailed"])
def test_an_error_tells_where_it_comes_from_in_its_process(warm, kind):
    with pytest.raises(EngineFailed) as caught:
        trouble(warm, kind)
    (note,) = caught.value.__notes__
    assert "hostile_engines.py" in note
    assert "hostile_engines.py" not in str(caught.value)
