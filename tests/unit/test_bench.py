"""The benchmarks measure what they say: clocks, pairs, memory, and a table that one bad row does not stop."""

import subprocess
import sys
import time
from functools import partial

import pytest

from bench.__main__ import main
from bench.measure import Pairs, compare, cpu_seconds, cpu_seconds_of, interleave, memory_of, peak_memory
from bench.table import Result, Skipped, Surroundings, rows, run, skipped

SPIN = "import time\nwhile time.process_time() < 0.25: pass\n"


@pytest.fixture
def around(tmp_path):
    return lambda name: Surroundings(tmp_path / name)


def fine(_around, met=True):
    yield Result("what", "against", "1 x", "1..1", "<= 1 x", met)


def broken(_around):
    yield Result("first part", "", "1 x", "")
    raise RuntimeError("it broke")


def absent(_around):
    raise Skipped("the program is not here")
    yield


def test_cpu_counts_a_child_that_has_ended():
    before = cpu_seconds()
    subprocess.run([sys.executable, "-c", SPIN], check=True)
    assert 0.2 < cpu_seconds() - before < 2


def test_cpu_counts_a_child_that_lives_and_counts_it_once_when_it_has_ended():
    before = cpu_seconds()
    with subprocess.Popen(
        [sys.executable, "-c", f"{SPIN}print(flush=True)\ninput()"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        child.stdout.readline()
        alive = cpu_seconds() - before
        child.communicate(b"\n")
    ended = cpu_seconds() - before
    assert alive > 0.2
    assert alive <= ended < alive + 0.2


def test_cpu_of_another_process_counts_that_one_and_its_children_and_nobody_else():
    spin = f"import subprocess, sys\n{SPIN}subprocess.run([sys.executable, '-c', {SPIN!r}])\nprint(flush=True)\ninput()"
    with subprocess.Popen([sys.executable, "-c", spin], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        other.stdout.readline()
        spent = cpu_seconds_of(other.pid)
        while time.process_time() < 0.25:
            pass
        assert cpu_seconds_of(other.pid) - spent < 0.05
        other.communicate(b"\n")
    assert 0.45 < spent < 2


def test_cpu_does_not_count_sleep():
    before = cpu_seconds()
    time.sleep(0.1)
    assert cpu_seconds() - before < 0.08


def test_both_are_warmed_up_and_then_take_turns_with_the_first_place_alternating():
    order = []
    pairs = compare(partial(order.append, "a"), partial(order.append, "b"), time.perf_counter, pairs=4)
    assert order == ["a", "b", *"ba", *"ab", *"ba", *"ab"]
    assert len(pairs.ours) == len(pairs.theirs) == 4


def test_what_a_side_says_of_itself_counts_and_warming_up_does_not():
    ours, theirs = iter([99.0, 1.0, 2.0, 3.0]), iter([99.0, 2.0, 2.0, 2.0])
    pairs = interleave(lambda: next(ours), lambda: next(theirs), pairs=3)
    assert pairs == Pairs((1.0, 2.0, 3.0), (2.0, 2.0, 2.0))


def test_ratio_and_difference_are_medians_of_the_pairs_and_the_spread_shows_the_extremes():
    pairs = Pairs((1.0, 2.0, 9.0), (2.0, 2.0, 3.0))
    assert pairs.ratio == 1.0
    assert pairs.added == 0.0
    assert pairs.spread() == "0.50..3.00 (2 s : 2 s, 3 pairs)"
    assert pairs.spread_faster() == "0.33..2.00 (2 s : 2 s, 3 pairs)"


def test_peak_memory_sees_what_a_child_holds(monkeypatch):
    hold = "held = b'x' * 60_000_000\nprint(flush=True)\ninput()"
    looks = []

    def look(process):
        looks.append(memory_of(process))
        return looks[-1]

    def child():
        with subprocess.Popen([sys.executable, "-c", hold], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
            holder.stdout.readline()
            before, until = len(looks), time.monotonic() + 20
            while len(looks) < before + 2 and time.monotonic() < until:  # the first may have begun too early
                time.sleep(0.01)
            holder.communicate(b"\n")

    monkeypatch.setattr("bench.measure.memory_of", look)

    idle = peak_memory(lambda: None)
    assert peak_memory(child) - idle > 50_000_000


def test_a_row_that_fails_does_not_stop_the_others_and_misses_its_goal(around, capsys):
    assert run({"bad": broken, "good": fine}, around) is False
    said = capsys.readouterr()
    assert "first part" in said.out
    assert "RuntimeError('it broke')" in said.out
    assert "good: what: 1 x" in said.out
    assert "Traceback" in said.err


def test_a_skipped_row_says_why_and_misses_nothing(around, capsys):
    assert run({"none": absent, "good": fine}, around) is True
    assert "the program is not here" in capsys.readouterr().out


def test_a_skipped_part_is_judged_by_no_goal():
    assert skipped("a part", "no weights") == Result("a part", "", "skipped", "no weights", "", None)


def test_a_missed_goal_is_reported(around, capsys):
    assert run({"slow": partial(fine, met=False)}, around) is False
    assert "missed" in capsys.readouterr().out


def test_quick_figures_are_not_judged_but_failures_are(tmp_path):
    def around(_name):
        return Surroundings(tmp_path, quick=True)

    assert run({"slow": partial(fine, met=False)}, around) is True
    assert run({"bad": broken}, around) is False


def test_every_goal_of_the_table_has_its_row():
    assert set(rows()) == {
        "isolation",
        "full-transcribe",
        "clips-pocketsphinx",
        "clips-whisper",
        "decode",
        "memory",
        "first-audio",
        "gtts-cache",
        "two-files",
        "archive",
        "event-loop",
        "discord-hi",
        "discord-say",
        "discord-gaps",
        "taught-digits",
        "taught-sentences",
        "discord-voice-message",
        "soak",
        "wer",
        "commands",
        "learn-default",
        "learn-many",
        "learn-one",
        "learn-review",
        "learn-scope",
        "learn-semantic",
        "learn-semantic-scope",
        "learn-stream",
        "learn-torch",
        "learn-words",
        "spoken-commands",
    }


def test_real_speech_without_a_folder_is_skipped_with_a_hint(capsys):
    assert main(["--row", "wer"]) == 0
    assert "no folder of real speech: give one with DATA=" in capsys.readouterr().out


def test_a_sentence_model_that_is_not_here_is_skipped_with_a_hint(capsys):
    assert main(["--row", "learn-semantic"]) == 0
    assert "SENTENCES=" in capsys.readouterr().out


def test_a_row_runs_from_the_command_line(capsys):
    assert main(["--row", "isolation", "--quick"]) == 0
    assert "one warm call on 5 s of audio, wall added" in capsys.readouterr().out


@pytest.mark.parametrize("wrong", [["--row", "nothing"], ["--pairs", "0"], ["--data", "/nowhere"]])
def test_wrong_options_are_refused(wrong, capsys):
    with pytest.raises(SystemExit) as ended:
        main(wrong)
    assert ended.value.code == 2
    assert "usage: bench" in capsys.readouterr().err
