"""The program as a process of its own: what it imports, what its pipes carry, how it ends."""

import errno
import hashlib
import json
import os
import signal
import subprocess
import sys
import time
import wave
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hypotez.adapters.storage.tar_archive import TarZstArchiver
from hypotez.domain.manifest import MANIFEST, Manifest, Member
from hypotez.domain.whole import disk_errors
from hypotez.entrypoints.cli import app as program
from tests.speech import wav

VENDORS = "alembic av ctranslate2 discord faster_whisper fluent gtts httpx numpy pocketsphinx pydub pyttsx3 sqlalchemy \
structlog tenacity torch whisper wyoming zstandard"
"""Pydantic is not among them: newer versions of typer import it themselves."""


@pytest.fixture
def run(tmp_path):
    """Run the program in an empty folder, with data folders of its own."""

    def run(*arguments, input=b"", code=0, **environ):
        result = subprocess.run(
            [sys.executable, "-m", "hypotez", *map(str, arguments)],
            input=input,
            capture_output=True,
            timeout=150,
            check=False,
            cwd=tmp_path,
            env=environment(tmp_path) | environ,
        )
        assert result.returncode == code, result.stderr.decode()
        assert b"Traceback" not in result.stderr
        return result

    return run


def environment(folder):
    keep = {name: value for name, value in os.environ.items() if name in {"PATH", "SYSTEMROOT", "TMPDIR"}}
    return keep | {
        "HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder / "config"),
        "HYPOTEZ_STORAGE__DATA": str(folder / "data"),
        "HYPOTEZ_STORAGE__CACHE": str(folder / "cache"),
    }


@pytest.mark.parametrize("words", [["--help"], ["transcribe", "--help"], ["--version"]])
def test_help_imports_no_vendor(words):
    code = f"""
import sys
from hypotez.entrypoints.cli import app
try:
    app({words!r}, prog_name="hypotez")
except SystemExit as end:
    assert end.code == 0
found = sorted({{name.partition(".")[0] for name in sys.modules}} & set({VENDORS.split()!r}))
assert not found, found
"""
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, timeout=60)


def test_speech_through_a_pipe_is_a_wav_file(run, tmp_path):
    (tmp_path / "piped.wav").write_bytes(run("speak", "-", input="Привет, мир".encode(), HYPOTEZ_LANGUAGE="ru").stdout)
    run("speak", "one two three", "--output", "file.wav")
    for name in ("piped.wav", "file.wav"):
        with wave.open(str(tmp_path / name)) as sound:
            assert sound.getnframes() / sound.getframerate() > 0.5


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_speech_goes_into_a_named_pipe_and_into_the_link_to_the_output(run, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    reader = subprocess.Popen(["cat", tmp_path / "pipe"], stdout=subprocess.PIPE)
    run("speak", "one two three", "--output", "pipe")
    piped = reader.communicate(timeout=60)[0]
    (tmp_path / "out").symlink_to("/dev/stdout")
    assert piped.startswith(b"RIFF")
    assert run("speak", "one two three", "--output", "out").stdout == piped
    assert run("speak", "one two three", "--output", "out", "--format", "flac").stdout.startswith(b"fLaC")
    assert (tmp_path / "pipe").is_fifo()


@pytest.mark.parametrize("ending", ["mp3", "ogg", "flac"])
def test_speech_is_saved_as_its_name_ends(ending, run, tmp_path):
    run("speak", "one two three", "--output", f"file.{ending}")
    start = {"mp3": (b"ID3", b"\xff"), "ogg": (b"OggS",), "flac": (b"fLaC",)}[ending]
    assert (tmp_path / f"file.{ending}").read_bytes().startswith(start)


def test_a_reader_that_leaves_early_is_no_error_to_show(tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-m", "hypotez", "speak", "word " * 300],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
        env=environment(tmp_path),
    )
    assert process.stdout.read(4) == b"RIFF"
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(60) == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a full disk at hand")
def test_a_full_disk_is_one_sentence(tmp_path):
    with Path("/dev/full").open("wb") as full:
        result = subprocess.run(
            [sys.executable, "-m", "hypotez", "voices"],
            stdout=full,
            stderr=subprocess.PIPE,
            timeout=60,
            check=False,
            cwd=tmp_path,
            env=environment(tmp_path),
        )
    assert result.returncode == 1
    assert result.stderr.decode().splitlines() == ["No space left on device"]


def test_a_full_disk_leaves_no_half_sound(tmp_path, monkeypatch):
    def refuse(*_):
        with disk_errors():
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("hypotez.domain.whole._PartFile.write", refuse)
    runner = CliRunner(env=environment(tmp_path) | {"HYPOTEZ_ISOLATION__ON": "false"})
    (tmp_path / "sound").mkdir()
    result = runner.invoke(program, ["speak", "hello", "--output", "sound/x.wav"])
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "The disk is full: free some space and try again.\n"
    assert not list((tmp_path / "sound").iterdir())


@pytest.mark.skipif(os.name == "nt", reason="there is no such shell")
@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        ("transcribe - <&-", "standard input is empty: send a file with sound in it."),
        ("speak - --output x.wav <&-", "There is nothing to say in this text: write some words."),
        ("feedback - <&-", "The text is empty: write some words."),
        ("correct last - <&-", "The text is empty: write some words."),
        ("chat <&-", ""),
        ("engines >&-", ""),
        ("engines >&- 2>&-", ""),
    ],
)
def test_a_stream_that_was_closed_is_an_empty_one(command, sentence, tmp_path):
    result = subprocess.run(
        ["sh", "-c", f"{sys.executable} -m hypotez {command}"],
        capture_output=True,
        timeout=60,
        check=False,
        cwd=tmp_path,
        env=environment(tmp_path),
    )
    assert (result.returncode, result.stdout) == (1 if sentence else 0, b"")
    assert result.stderr.decode().splitlines() == [sentence] * bool(sentence)


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="nothing here has no end")
@pytest.mark.parametrize(
    "words", [["speak", "-", "--output", "x.wav"], ["feedback", "-"], ["correct", "last", "-"], ["chat"]]
)
def test_a_text_without_an_end_is_one_sentence(words, tmp_path):
    with Path("/dev/zero").open("rb") as zero:
        result = subprocess.run(
            [sys.executable, "-m", "hypotez", *words],
            stdin=zero,
            capture_output=True,
            timeout=60,
            check=False,
            cwd=tmp_path,
            env=environment(tmp_path),
        )
    assert (result.returncode, result.stdout) == (1, b"")
    (sentence,) = result.stderr.decode().splitlines()
    assert " has more than " in sentence


BAD = {
    "empty.wav": b"",
    "text.mp3": b"This is a text, and no sound at all.\n" * 50,
    "zeros.ogg": bytes(5000),
    "heading.wav": b"RIFF\x24\x00\x00\x00WAVEfmt ",
    "truncated.flac": b"fLaC\x00\x00\x00\x22",
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_audio_is_one_sentence(name, run, tmp_path):
    (tmp_path / name).write_bytes(BAD[name])
    result = run("transcribe", name, "--output", "out", code=1)
    assert result.stdout == b""
    assert len(result.stderr.splitlines()) == 1
    assert not list(tmp_path.rglob("out/*"))


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (["transcribe", "missing.wav"], "missing.wav"),
        (["speak", "", "--output", "x.wav"], ""),
        (["speak", "hello", "--output", "no/such/folder/x.wav"], ""),
        (["speak", "hello", "--voice", "nobody", "--output", "x.wav"], "nobody"),
        (["speak", "hello", "--language", "xx", "--output", "x.wav"], "xx"),
        (["speak", "hello", "--rate", "1000", "--output", "x.wav"], "rate"),
        (["speak", "hello", "--engine", "esspeak", "--output", "x.wav"], "espeak"),
        (["pull", "whisper", "enormous"], "enormous"),
        (["pull", "nothing", "base"], "nothing"),
        (["correct", "000000000000", "text"], ""),
        (["correct", "?", "text"], ""),
        (["getfile", "../etc/passwd"], ""),
        (["archive", "missing"], ""),
        (["archive", "~nobody-of-this-name"], "home folder"),
        (["archive", "round"], "round"),
        (["feedback", "good", "--about", "000000000000"], "id"),
        (["feedback", "good", "--about", "last"], "no transcript"),
        (["restore", "missing.zip", "out"], "missing.zip"),
        (["instruction", "nonsense"], "nonsense"),
        (["discord"], "DISCORD_TOKEN"),
        (["--config", "missing.toml", "voices"], "missing.toml"),
        (["--config", "~nobody-of-this-name/a.toml", "voices"], "home folder"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(words, part, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("round").symlink_to("round")
    result = CliRunner(env=environment(tmp_path) | {"HYPOTEZ_ISOLATION__ON": "false"}).invoke(program, words)
    (sentence,) = result.stderr.splitlines()
    assert (result.exit_code, result.stdout) == (1, "")
    assert part in sentence
    assert "unexpected" not in sentence
    assert not list(tmp_path.glob("x.*"))


def test_a_correction_of_a_kept_transcript_is_exported(run, tmp_path):
    (tmp_path / "a.wav").write_bytes(wav("stop"))
    said = ["--engine", "pocketsphinx", "--phrase", "stop", "--phrase", "go", "--only-phrases"]
    result = run("transcribe", "a.wav", "--keep", "--format", "json", *said)
    heard = json.loads(result.stdout)
    assert heard["text"] == "stop"
    assert heard["engine"] == "pocketsphinx"
    run("correct", heard["id"].upper(), "Stop!")
    (line,) = run("feedback", "--kind", "corrections", "--export", "jsonl").stdout.splitlines()
    assert (json.loads(line)["original"], json.loads(line)["corrected"]) == ("stop", "Stop!")


def test_debug_tells_every_event_and_no_word(run, tmp_path):
    said = ["--phrase", "stop", "--phrase", "go", "--only-phrases", "--keep"]
    logs = [
        run("--debug", "speak", "stop", "--output", "a.wav"),
        run("--debug", "transcribe", "a.wav", *said),
        run("--debug", "correct", "last", "stop now"),
        run("--debug", "feedback", "stop it"),
        run("--debug", "archive", ".", "--output", "a.zip"),
        run("--debug", "restore", "a.zip", "back"),
    ]
    entries = [json.loads(line) for log in logs for line in log.stderr.decode().splitlines() if line.startswith("{")]
    events = {entry["event"]: entry for entry in entries}
    assert events["spoken"]["sound_seconds"] > 0.2
    assert events["transcribed"]["engine"] == "pocketsphinx"
    assert events["transcribed"]["sound_seconds"] == pytest.approx(events["spoken"]["sound_seconds"], abs=0.1)
    assert events["transcribed"]["took_seconds"] > 0
    assert events["corrected"]["about"] == events["kept"]["id"]
    assert len(events["feedback kept"]["id"]) == 12
    assert events["archived"]["bytes"] == events["restored"]["bytes"] > 10_000
    assert not [entry for entry in entries if "stop" in json.dumps(entry)]


def test_debug_tells_where_the_fault_of_one_of_many_files_comes_from(tmp_path):
    (tmp_path / "bad.wav").write_bytes(b"no sound at all")
    result = subprocess.run(
        [sys.executable, "-m", "hypotez", "--debug", "transcribe", "bad.wav"],
        capture_output=True,
        timeout=60,
        check=False,
        cwd=tmp_path,
        env=environment(tmp_path),
    )
    log = [line for line in result.stderr.decode().splitlines() if line.startswith("{")]  # beside the sentence
    (entry,) = (entry for entry in map(json.loads, log) if entry["event"] == "not transcribed")
    assert (result.returncode, entry["code"], entry["file"]) == (1, "audio", "bad.wav")
    assert "AudioError" in entry["exception"]


def test_two_files_two_lines_and_a_pipe(run, tmp_path):
    said = ["--phrase", "stop", "--phrase", "go", "--only-phrases"]
    for name, text in (("a.wav", "go"), ("b.wav", "stop")):
        (tmp_path / name).write_bytes(wav(text))
    lines = run("transcribe", "a.wav", "b.wav", "--format", "json", *said).stdout.splitlines()
    assert [json.loads(line)["text"] for line in lines] == ["go", "stop"]
    assert run("transcribe", "-", *said, input=wav("go")).stdout == b"go\n"


@pytest.mark.skipif(os.name == "nt", reason="SIGINT cannot be sent there")
def test_ctrl_c_ends_it_in_seconds_and_the_next_run_goes_on(run, tmp_path):
    (tmp_path / "talks").mkdir()
    minutes = wav("stop go " * 150)  # so many that the second file is not done before the signal comes
    short = {tmp_path / f"talks/{number}.wav": wav(f"stop go stop {'go ' * number}") for number in range(4)}
    for path, sound in short.items():
        path.write_bytes(sound if path.stem == "0" else minutes)
    words = ["transcribe", "talks", "--output", "out", "--jobs", "1", "--engine", "pocketsphinx"]
    process = subprocess.Popen(
        [sys.executable, "-m", "hypotez", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
        env=environment(tmp_path),
    )
    first = tmp_path / "out/0.txt"
    while not first.exists() and process.poll() is None:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    began = time.monotonic()
    _, complaints = process.communicate(timeout=60)
    assert time.monotonic() - began < 25
    assert (process.returncode, complaints) == (130, b"interrupted\n")
    written = first.stat().st_mtime_ns
    for path in set(short) - {tmp_path / "talks/0.wav"}:
        path.write_bytes(short[path])
    run(*words)
    assert {path.name for path in (tmp_path / "out").glob("*.txt")} == {f"{number}.txt" for number in range(4)}
    assert first.stat().st_mtime_ns == written
    assert not list((tmp_path / "out").glob(".*part*"))


@pytest.fixture(scope="module")
def archived(tmp_path_factory):
    """An archive of 4 GiB: to restore it takes longer than a busy machine stands still."""
    blocks = [os.urandom(1 << 15).ljust(1 << 24, b"\0")] * 256  # zeros alone would look like a bomb
    size, digest = 1 << 32, hashlib.sha256()
    for block in blocks:
        digest.update(block)
    manifest = Manifest((Member("big", size, digest.hexdigest()),)).to_json()
    path = tmp_path_factory.mktemp("archived") / "big.tar.zst"
    with path.open("wb") as file, TarZstArchiver().create(file) as archive:
        archive.add("big", size, 0.0, blocks)
        archive.add(MANIFEST, len(manifest), 0.0, [manifest])
    return path


LONG = {
    "speak": ["speak", "777 " * 20_000, "--output", "long.wav"],
    "archive": ["archive", "big", "--output", "big.zip"],
    "restore": ["restore", "big.tar.zst", "back"],
}


@pytest.mark.skipif(os.name == "nt", reason="these signals cannot be sent there")
@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("command", LONG)
def test_a_signal_ends_it_in_seconds_and_leaves_nothing_half_written(command, ending, archived, tmp_path):
    (tmp_path / "big").mkdir()
    with (tmp_path / "big/zeros").open("wb") as file:
        file.truncate(1 << 31)
    (tmp_path / "big.tar.zst").symlink_to(archived)
    process = subprocess.Popen(
        [sys.executable, "-m", "hypotez", *LONG[command]],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
        env=environment(tmp_path),
    )
    while not list(tmp_path.glob(".*.hypotez-part")) and process.poll() is None:
        time.sleep(0.005)
    process.send_signal(ending)
    began = time.monotonic()
    output, complaints = process.communicate(timeout=60)
    assert time.monotonic() - began < 25
    assert (process.returncode, output, complaints) == (128 + ending, b"", b"")
    assert not list(tmp_path.glob(".*.hypotez-part"))
    assert not {path.name for path in tmp_path.iterdir()} & {"long.wav", "big.zip", "back"}


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="there is no SIGHUP here")
def test_nohup_works(tmp_path):
    code = (
        "import signal; signal.signal(signal.SIGHUP, signal.SIG_IGN); import hypotez.entrypoints.cli as cli; cli.main()"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, "speak", "word " * 3000, "--output", "long.wav"],
        cwd=tmp_path,
        env=environment(tmp_path),
    )
    while not list(tmp_path.glob(".*.hypotez-part")) and process.poll() is None:
        time.sleep(0.005)
    process.send_signal(signal.SIGHUP)
    assert process.wait(60) == 0
    assert (tmp_path / "long.wav").exists()


def test_a_folder_is_archived_and_brought_back(run, tmp_path):
    (tmp_path / "notes/deep").mkdir(parents=True)
    (tmp_path / "notes/a.txt").write_text("one")
    (tmp_path / "notes/deep/b.txt").write_text("two")
    archive = run("archive", "notes").stdout.decode().strip()
    run("archive", "notes", "--output", "notes.tar.zst")
    assert (tmp_path / "notes.tar.zst").read_bytes().startswith(b"\x28\xb5\x2f\xfd")
    assert Path(archive).read_bytes().startswith(b"PK")
    assert run("restore", archive, "back").stdout.decode().strip().endswith("back")
    assert (tmp_path / "back/a.txt").read_text() == "one"
    assert (tmp_path / "back/deep/b.txt").read_text() == "two"


def test_a_shared_file_comes_through_the_pipe(run, tmp_path):
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/a.bin").write_bytes(bytes(range(256)))
    (tmp_path / "hypotez.toml").write_text("[files.roots.local]\ndocs = 'docs'")
    assert run("getfile", "docs/a.bin").stdout == bytes(range(256))
    run("getfile", "a.bin", "--output", "copy.bin")
    assert (tmp_path / "copy.bin").read_bytes() == bytes(range(256))


def test_the_doctor_tries_what_is_used(run):
    rows = [json.loads(line) for line in run("doctor", "--format", "json").stdout.splitlines()]
    works = {row["check"]: row["works"] for row in rows}
    for check in ("database", "data folder", "tts espeak", "audio pyav", "stt pocketsphinx", "opus for voice channels"):
        assert works[check] == "yes", check
    assert works["tts gtts"] == "not tried"


@pytest.mark.skipif(not Path("/proc").exists(), reason="only Linux has a folder that not even root may write to")
def test_the_doctor_finds_what_is_broken(run):
    result = run("doctor", code=1, HYPOTEZ_STORAGE__DATA="/proc/nothing", HYPOTEZ_TTS__USE="espeak")
    assert "/proc/nothing cannot be written to" in result.stdout.decode()
