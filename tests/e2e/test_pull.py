"""From a machine without models to Russian speech written down: pull, then transcribe, as a new user would."""

import json
import os
import subprocess
import sys

import pytest

from tests.speech import wav
from tests.tiny_whisper import ctranslate2_model
from tests.weights_server import Server

REPO = "Systran/faster-whisper-tiny"


@pytest.fixture(scope="module")
def hub(tmp_path_factory):
    model = ctranslate2_model(tmp_path_factory.mktemp("model"))
    files = {path.name: path.read_bytes() for path in model.iterdir() if path.is_file()}
    # the repositories of the smaller models hold their vocabulary as lines
    files["vocabulary.txt"] = "\n".join(json.loads(files.pop("vocabulary.json"))).encode()
    server = Server()
    server.hub(files, REPO)
    yield server
    server.close()


@pytest.fixture
def hypotez(hub, tmp_path):
    config = tmp_path / "hypotez.toml"
    config.write_text(f'[storage]\ndata = "data"\ncache = "cache"\nhub = "{hub.url}"\n', "utf-8")

    def run(*words):
        command = [sys.executable, "-m", "hypotez", "--config", str(config), *words]
        environ = os.environ | {"OMP_NUM_THREADS": "1"}
        return subprocess.run(
            command, capture_output=True, text=True, timeout=120, cwd=tmp_path, env=environ, check=False
        )

    return run


def test_a_model_is_pulled_and_from_then_on_hears_russian(hypotez, tmp_path):
    (tmp_path / "said.wav").write_bytes(wav("пауза стоп", "ru"))

    before = hypotez("transcribe", "said.wav", "--language", "ru")
    assert before.returncode == 1
    assert "No allowed engine knows the language “ru”" in before.stderr
    assert "hypotez pull faster-whisper" in before.stderr

    pulled = hypotez("pull", "faster-whisper", "tiny")
    assert pulled.returncode == 0, pulled.stderr
    assert (tmp_path / "data/models/faster-whisper/tiny/model.bin").is_file()

    after = hypotez("transcribe", "said.wav", "--format", "json")
    assert after.returncode == 0, after.stderr
    answer = json.loads(after.stdout)
    assert (answer["text"].split(), answer["language"], answer["engine"]) == (["пауза", "стоп"], "ru", "faster-whisper")


def test_a_pull_that_broke_off_goes_on_where_it_was(hypotez, hub):
    hub.asked.clear()
    hub.trouble[:] = [None, "break off"]
    assert hypotez("pull", "faster-whisper", "tiny").returncode == 0
    assert any(wish for _, wish in hub.asked), "nothing was resumed"


def test_a_model_that_the_hub_does_not_have_is_one_sentence(hypotez, tmp_path):
    done = hypotez("pull", "faster-whisper", "small")
    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1
    assert not (tmp_path / "data/models/faster-whisper/small").exists()
