"""`hypotez evaluate-speech` and `hypotez vocabulary`, with pocketsphinx and eSpeak's voice."""

import json

import pytest
from typer.testing import CliRunner

from hypotez import open_app
from hypotez.entrypoints.cli import app as program
from hypotez.entrypoints.config import load_config
from tests.speech import wav

SAID = ("restart the grafana pod", "scale the grafana service", "restart the kafka service", "scale the kafka pod")


@pytest.fixture(autouse=True)
def here(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.delenv("HYPOTEZ_CONFIG", raising=False)
    monkeypatch.setenv("HYPOTEZ_STORAGE__DATA", str(tmp_path / "data"))
    monkeypatch.setenv("HYPOTEZ_STORAGE__CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("HYPOTEZ_ISOLATION__ON", "false")
    lines = []
    for number, text in enumerate(SAID):
        (tmp_path / f"{number}.wav").write_bytes(wav(text))
        lines.append(json.dumps({"file": f"{number}.wav", "text": text, "language": "en", "subset": f"s{number % 2}"}))
    (tmp_path / "said.jsonl").write_text("\n".join(lines))


def run(*arguments, code=0):
    result = CliRunner().invoke(program, list(map(str, arguments)))
    assert result.exit_code == code, result.stderr
    return result


def test_a_recogniser_is_scored_over_all_and_by_subset_with_a_picture_and_its_worst(tmp_path):
    said = run("evaluate-speech", "said.jsonl", "--engine", "pocketsphinx", "--output", "out").stdout.splitlines()
    assert said[0].startswith("pocketsphinx: WER ")
    assert "4 recordings" in said[0]
    assert [line.split(":")[0].strip() for line in said[1:]] == ["s0", "s1"]
    assert (tmp_path / "out" / "word-errors.png").read_bytes().startswith(b"\x89PNG")
    assert "grafana" in (tmp_path / "out" / "worst-pocketsphinx.csv").read_text()


def test_scores_can_be_read_by_a_program():
    said = json.loads(
        run("evaluate-speech", "said.jsonl", "--engine", "pocketsphinx", "--subset", "s0", "--json").stdout
    )
    assert said["engine"] == "pocketsphinx"
    assert len(said["clips"]) == 2
    assert said["scores"]["wer"]["value"] >= 0


def test_what_to_test_with_is_said_once():
    run("evaluate-speech", code=2)
    run("evaluate-speech", "said.jsonl", "--corrected", code=2)


def test_corrected_transcripts_are_tested_by_the_engine_that_wrote_them():
    with open_app(load_config()) as app:
        record = app.transcribe_and_keep("0.wav", engine="pocketsphinx", language="en")
        app.correct(record.id, SAID[0])
    assert run("evaluate-speech", "--corrected").stdout.startswith("pocketsphinx: WER ")


def test_a_vocabulary_is_measured_switched_on_because_it_helps_and_off_when_told():
    measured = run("vocabulary", "said.jsonl", "--engine", "pocketsphinx")
    assert " after, difference -" in measured.stdout
    assert measured.stdout.strip().endswith("), of few recordings: on")
    assert "listening for it: pocketsphinx" in measured.stderr
    assert "listening for it: nobody" in run("vocabulary", "--off").stderr


def test_what_is_kept_is_heard_with_what_corrections_taught_and_other_things_are_not():
    with open_app(load_config()) as app:
        for number, text in enumerate(SAID):
            record = app.transcribe_and_keep(f"{number}.wav", engine="pocketsphinx", language="en")
            if record.transcript.text != text:
                app.correct(record.id, text)
    run("vocabulary", "said.jsonl", "--engine", "pocketsphinx")
    asked = ("transcribe", "0.wav", "--engine", "pocketsphinx", "--language", "en")
    assert run(*asked, "--keep").stdout.splitlines()[0] == SAID[0]
    assert run(*asked).stdout.splitlines()[0] != SAID[0]
