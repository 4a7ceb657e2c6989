"""`hypotez transcribe`, on an app whose audio files are texts."""

import errno
import json
import os
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hypotez.domain.transcribe import fingerprint
from hypotez.domain.whole import disk_errors
from hypotez.entrypoints.cli import app as program
from hypotez.ports.engine import Status
from hypotez.ports.progress import Cancelled, Progress
from hypotez.ports.storage import TranscriptRecord
from tests.fake_app import NOW, Engine, FakeApp, opened


@pytest.fixture
def fake(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("HYPOTEZ_STORAGE__CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    with opened(monkeypatch, FakeApp()) as fake:
        yield fake


@pytest.fixture
def folder(tmp_path):
    """Three files in two folders."""
    (tmp_path / "talks/deep").mkdir(parents=True)
    for name, text in (("a.wav", "one"), ("b.mp3", "two"), ("deep/c.ogg", "three")):
        (tmp_path / "talks" / name).write_text(text)
    return tmp_path / "talks"


def run(*arguments, **options):
    return CliRunner().invoke(program, ["transcribe", *map(str, arguments)], **options)


def heard(fake):
    return sorted(text for text, _, _ in fake.calls)


def test_text_of_one_file_goes_to_standard_output_alone(fake, folder):
    result = run(folder / "a.wav")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "one\n", "")
    assert fake.closed


def test_options_reach_the_engine(fake, folder):
    run(folder / "a.wav", "--engine", "other", "--language", "ru", "--phrase", "x y", "--phrase", "z", "--only-phrases")
    options = {"language": "ru", "phrases": ("x y", "z"), "only_phrases": True, "translate": False}
    options["vocabulary"] = None
    assert fake.calls == [("one", "other", options)]


def test_json_of_one_file_is_one_object(fake, folder):
    table = json.loads(run(folder / "a.wav", "--format", "json").stdout)
    assert list(table) == ["text", "language", "engine", "duration", "segments", "attempts", "warnings"]
    assert (table["text"], table["engine"], table["duration"]) == ("one", "fake", 2.0)


def test_json_of_several_is_a_line_for_each_in_their_order(fake, folder):
    first_may_go = threading.Event()
    fake.hook = lambda text, report: first_may_go.wait(10) if text == "one" else first_may_go.set()
    lines = run(folder, "--format", "json", "--jobs", "3").stdout.splitlines()
    assert [json.loads(line)["text"] for line in lines] == ["one", "two", "three"]
    assert [json.loads(line)["file"] for line in lines] == [
        str(folder / name) for name in ("a.wav", "b.mp3", "deep/c.ogg")
    ]


def test_standard_input_is_audio_too(fake):
    assert run("-", input="from a pipe").stdout == "from a pipe\n"


def test_two_files_are_worked_on_at_once(fake, folder):
    both = threading.Barrier(2, timeout=10)
    fake.hook = lambda text, report: both.wait()
    assert run(folder / "a.wav", folder / "b.mp3", "--jobs", "2").exit_code == 0
    assert fake.config.isolation.workers == 2


@pytest.mark.parametrize(
    ("config", "words", "workers"),
    [
        ("", [], 2),
        ("isolation.workers = 1", [], 1),
        ("isolation.workers = 3", [], 3),
        ("isolation.workers = 1", ["--jobs", "2"], 2),
        ("", ["--jobs", "1"], 1),
    ],
)
def test_as_many_files_at_once_as_the_option_says_else_the_config_else_two(fake, folder, config, words, workers):
    Path("hypotez.toml").write_text(config)
    assert run(folder, *words).exit_code == 0
    assert fake.config.isolation.workers == workers


def test_a_bad_file_does_not_stop_the_rest_and_sets_the_exit_code(fake, folder):
    (folder / "b.mp3").write_text("noise")
    result = run(folder)
    assert result.exit_code == 1
    assert "one" in result.stdout
    assert "three" in result.stdout
    assert result.stderr.splitlines() == [f"{folder / 'b.mp3'}: This is not audio.", "1 of 3 could not be transcribed"]


def test_a_missing_file_is_one_sentence(fake):
    result = run("missing.wav")
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", "There is no file missing.wav.\n")


def test_a_missing_file_among_others_does_not_stop_them(fake, folder):
    result = run("missing.wav", folder / "a.wav")
    assert result.exit_code == 1
    assert "one" in result.stdout


def test_a_link_to_itself_does_not_stop_the_others(fake, folder):
    (folder / "aa.wav").symlink_to(folder / "aa.wav")
    result = run(folder)
    assert result.exit_code == 1
    assert heard(fake) == ["one", "three", "two"]
    assert f"there is no file {folder / 'aa.wav'}" in result.stderr


def test_a_file_that_may_not_be_read_does_not_stop_the_others(fake, folder, monkeypatch):
    def refuse(audio):
        if audio.name == "a.wav":
            raise PermissionError(errno.EACCES, "Permission denied")
        return fingerprint(audio)

    monkeypatch.setattr("hypotez.entrypoints.terminal.hearing.fingerprint", refuse)
    result = run(folder)
    assert result.exit_code == 1
    assert "two" in result.stdout
    assert "three" in result.stdout
    assert f"{folder / 'a.wav'} cannot be read: Permission denied" in result.stderr


def test_a_folder_that_may_not_be_read_does_not_stop_the_others_and_sets_the_exit_code(fake, folder, monkeypatch):
    scandir = os.scandir

    def refuse(path):
        if path == str(folder / "deep"):
            raise PermissionError(errno.EACCES, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr("os.scandir", refuse)
    result = run(folder)
    assert result.exit_code == 1
    assert heard(fake) == ["one", "two"]
    assert result.stderr.splitlines() == [
        f"the folder {folder / 'deep'} cannot be read: Permission denied",
        "1 of 3 could not be transcribed",
    ]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_a_pipe_is_nothing_to_wait_for(fake, folder, tmp_path):
    os.mkfifo(folder / "aa.wav")
    os.mkfifo(tmp_path / "named.wav")
    assert run(folder).exit_code == 0
    result = run(tmp_path / "named.wav", folder / "a.wav")
    assert (result.exit_code, result.stdout) == (1, f"{folder / 'a.wav'}: one\n")
    assert f"there is no file {tmp_path / 'named.wav'}" in result.stderr


def test_a_folder_without_audio_is_one_sentence(fake, tmp_path):
    (tmp_path / "empty").mkdir()
    result = run("empty")
    assert (result.exit_code, result.stderr) == (1, "there is no audio in the folder empty\n")


def test_an_unknown_engine_stops_at_the_first_file(fake, folder):
    result = run(folder, "--engine", "wisper", "--jobs", "1")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "There is no engine 'wisper'; there are fake, other.\n"


def test_an_unknown_format_is_a_usage_error(fake, folder):
    assert run(folder / "a.wav", "--format", "docx").exit_code == 2
    assert run().exit_code == 2
    assert fake.calls == []


def test_subtitles_of_several_need_a_folder(fake, folder):
    result = run(folder, "--format", "srt")
    assert result.exit_code == 2
    assert "--output" in result.stderr


def test_output_keeps_the_folders(fake, folder, tmp_path):
    result = run(folder, "--output", "out", "--format", "srt")
    assert (result.exit_code, result.stdout) == (0, "")
    written = {path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*.srt")}
    assert written == {"a.srt", "b.srt", "deep/c.srt"}
    assert "one" in (tmp_path / "out/a.srt").read_text()


def test_a_full_disk_is_one_sentence_and_leaves_no_half_file(fake, folder, tmp_path, monkeypatch):
    def refuse(*_):
        with disk_errors():
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("hypotez.domain.whole._PartFile.write", refuse)
    result = run(folder, "--output", "out", "--jobs", "1")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "The disk is full: free some space and try again.\n"
    assert [path.name for path in (tmp_path / "out").iterdir()] == [".hypotez-resume.jsonl"]


def test_a_disk_too_full_for_the_journal_is_one_sentence(fake, folder, tmp_path, monkeypatch):
    def refuse(_descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("hypotez.entrypoints.resume.os.fsync", refuse)
    result = run(folder, "--output", "out", "--jobs", "1")
    assert (result.exit_code, result.stdout) == (1, "")
    (sentence,) = result.stderr.splitlines()
    assert sentence.endswith(".hypotez-resume.jsonl cannot be written: No space left on device")
    assert not list((tmp_path / "out").glob("*.txt"))


def test_names_that_would_collide_keep_their_endings(fake, folder, tmp_path):
    (folder / "a.ogg").write_text("four")
    run(folder, "--output", "out")
    assert {path.name: path.read_text() for path in (tmp_path / "out").glob("a*")} == {
        "a.wav.txt": "one\n",
        "a.ogg.txt": "four\n",
    }


def test_files_of_the_same_name_from_two_folders_are_all_written(fake, folder, tmp_path):
    run(folder / "a.wav", folder / "deep/c.ogg", "talks", "--output", "out")
    (tmp_path / "other").mkdir()
    (tmp_path / "other/a.wav").write_text("five")
    run(folder / "a.wav", "other/a.wav", "--output", "both")
    assert sorted(path.read_text() for path in (tmp_path / "both").glob("*.txt")) == ["five\n", "one\n"]


def test_an_output_that_cannot_be_a_folder_is_one_sentence(fake, folder, tmp_path):
    (tmp_path / "taken").write_text("")
    for paths in ([folder / "a.wav"], [folder]):
        result = run(*paths, "--output", "taken", "--jobs", "1")
        assert result.exit_code == 1
        assert len(result.stderr.splitlines()) == 1
        assert "taken" in result.stderr
    assert (tmp_path / "taken").read_text() == ""


@pytest.mark.parametrize("output", [["--output", "out"], []])
def test_an_interrupted_run_goes_on_where_it_was(fake, folder, output, tmp_path):
    def interrupt(text, report):
        if text == "three":
            raise KeyboardInterrupt

    fake.hook = interrupt
    first = run(folder, *output, "--jobs", "1")
    assert (first.exit_code, first.stderr.splitlines()[-1]) == (130, "interrupted")
    fake.calls.clear()
    fake.hook = lambda text, report: None
    second = run(folder, *output, "--jobs", "1")
    assert second.exit_code == 0
    assert heard(fake) == ["three"]
    if output:
        assert (tmp_path / "out/a.txt").read_text() == "one\n"
        assert (tmp_path / "out/deep/c.txt").read_text() == "three\n"
    else:
        assert [line.partition(": ")[2] for line in second.stdout.splitlines()] == ["one", "two", "three"]


def test_an_interruption_stops_what_runs_in_other_threads(fake, folder):
    begun, ended = threading.Event(), []

    def work(text, report):
        if text == "one":
            begun.wait(10)
            raise KeyboardInterrupt
        begun.set()
        try:
            while True:
                report(Progress("listening"))
                time.sleep(0.01)
        except Cancelled:
            ended.append(text)
            raise

    fake.hook = work
    assert run(folder, "--jobs", "2").exit_code == 130
    assert "two" in ended


def test_a_finished_run_to_standard_output_leaves_nothing_in_the_cache(fake, folder, tmp_path):
    assert run(folder).exit_code == 0
    assert list((tmp_path / "cache").rglob("*.jsonl")) == []


def test_another_engine_or_option_hears_everything_again(fake, folder):
    run(folder, "--output", "out")
    fake.calls.clear()
    run(folder, "--output", "out", "--engine", "other")
    run(folder, "--output", "out", "--phrase", "tea")
    assert len(fake.calls) == 6


def test_changed_content_is_heard_again_and_a_new_name_is_not(fake, folder, tmp_path):
    run(folder, "--output", "out")
    fake.calls.clear()
    (folder / "a.wav").write_text("changed")
    (folder / "b.mp3").rename(folder / "renamed.mp3")
    run(folder, "--output", "out")
    assert heard(fake) == ["changed"]
    assert (tmp_path / "out/a.txt").read_text() == "changed\n"
    assert (tmp_path / "out/renamed.txt").read_text() == "two\n"


@pytest.mark.parametrize("what", ["talks", "talks/a.wav"])
@pytest.mark.parametrize("again", [[], ["--engine", "other"]])
def test_a_result_that_somebody_edited_stays_and_is_named(fake, folder, tmp_path, what, again):
    run(what, "--output", "out")
    (tmp_path / "out/a.txt").write_text("edited")
    result = run(what, "--output", "out", *again)
    assert (result.exit_code, (tmp_path / "out/a.txt").read_text()) == (0, "edited")
    (sentence,) = result.stderr.splitlines()
    assert sentence.startswith(f"{Path('out/a.txt')} stays as it is")
    (tmp_path / "out/a.txt").unlink()
    run(what, "--output", "out", *again)
    assert (tmp_path / "out/a.txt").read_text() == "one\n"


@pytest.mark.parametrize("what", ["talks", "talks/a.wav"])
def test_a_file_of_somebody_else_in_the_place_of_a_result_stays(fake, folder, tmp_path, what):
    (folder / "a.txt").write_text("notes of my own")
    result = run(what, "--output", "talks")
    assert (folder / "a.txt").read_text() == "notes of my own"
    assert "stays as it is" in result.stderr


@pytest.mark.parametrize("what", ["talks", "talks/a.wav"])
def test_a_result_that_nobody_edited_is_replaced_by_a_new_one(fake, folder, tmp_path, what):
    run(what, "--output", "out")
    (folder / "a.wav").write_text("one more")
    result = run(what, "--output", "out")
    assert (result.stderr, (tmp_path / "out/a.txt").read_text()) == ("", "one more\n")


def test_an_engine_that_has_become_ready_hears_everything_again(fake, folder, monkeypatch):
    engine = Engine("stt", "whisper", status=Status(ready=False), used=True)
    monkeypatch.setattr(fake, "engines", lambda: [engine])
    run(folder, "--output", "out")
    engine.status = Status()
    run(folder, "--output", "out")
    assert len(fake.calls) == 6


def test_files_that_changed_their_names_change_their_results(fake, folder, tmp_path):
    run(folder, "--output", "out")
    (folder / "a.wav").rename(folder / "x")
    (folder / "b.mp3").rename(folder / "a.wav")
    (folder / "x").rename(folder / "b.mp3")
    run(folder, "--output", "out")
    assert (tmp_path / "out/a.txt").read_text() == "two\n"
    assert (tmp_path / "out/b.txt").read_text() == "one\n"


def test_another_format_is_written_without_hearing_again(fake, folder, tmp_path):
    run(folder, "--output", "out")
    fake.calls.clear()
    run(folder, "--output", "out", "--format", "vtt")
    assert fake.calls == []
    assert (tmp_path / "out/a.vtt").read_text().startswith("WEBVTT")


def test_a_kept_transcript_says_its_id_beside_the_text(fake, folder):
    result = run(folder / "a.wav", "--keep")
    assert result.stdout == "one\n"
    assert "hypotez correct id0" in result.stderr
    assert json.loads(run(folder / "a.wav", "--keep", "--format", "json").stdout)["id"] == "id1"


@pytest.mark.parametrize("several", [False, True])
def test_what_could_not_be_kept_is_shown_all_the_same_and_is_exit_code_1(several, fake, folder, monkeypatch):
    def refuse(source, transcript, *, origin):
        return TranscriptRecord("", NOW, origin, "", replace(transcript, warnings=("It was not kept.",)))

    monkeypatch.setattr(fake, "keep", refuse)
    result = run(folder if several else folder / "a.wav", "--keep")
    assert (result.exit_code, "one\n" in result.stdout) == (1, True)
    assert "It was not kept." in result.stderr
    assert "could not be transcribed" not in result.stderr


@pytest.mark.parametrize("output", [["--output", "out"], []])
def test_what_an_interrupted_run_has_heard_is_kept_by_the_next_one_that_keeps(fake, folder, output):
    def interrupt(text, report):
        if text == "three":
            raise KeyboardInterrupt

    fake.hook = interrupt
    run(folder, *output, "--jobs", "1")
    fake.calls.clear()
    fake.hook = lambda text, report: None
    result = run(folder, *output, "--jobs", "1", "--keep")
    assert heard(fake) == ["three"]
    assert sorted(record.transcript.text for record in fake.kept.values()) == ["one", "three", "two"]
    assert result.stderr.count("kept as") == 3


def test_what_an_interrupted_run_has_kept_is_not_kept_twice(fake, folder):
    def interrupt(text, report):
        if text == "three":
            raise KeyboardInterrupt

    fake.hook = interrupt
    run(folder, "--jobs", "1", "--keep")
    fake.hook = lambda text, report: None
    result = run(folder, "--jobs", "1", "--keep")
    assert len(fake.kept) == 3
    assert result.stderr.count("kept as") == 3
    assert "kept as" not in run(folder, "--jobs", "1").stderr


def test_an_empty_path_is_a_usage_error(fake, folder):
    for paths in ([""], [folder, ""]):
        result = run(*paths)
        assert (result.exit_code, fake.calls) == (2, [])
        assert "a path is empty" in result.stderr


@pytest.mark.skipif(os.name == "nt", reason="no file there can be called so")
def test_a_name_cannot_steer_the_terminal(fake, folder):
    (folder / "a.wav").rename(folder / "\x1b[2Ja\n.wav")
    (folder / "b.mp3").rename(folder / "\x1b[2Jb.mp3")
    (folder / "\x1b[2Jb.mp3").write_text("noise")
    result = run(folder)
    assert "\x1b" not in result.output
    assert f"{folder}/�[2Ja�.wav: one" in result.stdout
    assert f"{folder}/�[2Jb.mp3: This is not audio." in result.stderr.splitlines()


def test_silence_is_said_beside_the_empty_text(fake, tmp_path):
    (tmp_path / "silence.wav").write_text("")
    result = run("silence.wav")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "nothing is said" in result.stderr


def test_standard_input_past_the_limit_is_refused(fake, monkeypatch):
    monkeypatch.setenv("HYPOTEZ_AUDIO__MAX_INPUT_MB", "1")
    result = run("-", input=b"0" * ((1 << 20) + 1))
    assert result.exit_code == 1
    assert "max_input_mb" in result.stderr
