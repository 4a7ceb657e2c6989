"""What vendors would tell their makers."""

import os
import subprocess
import sys
from pathlib import Path

from tests.speech import wav

PROGRAM = """
import sys, time
from hypotez.entrypoints.bootstrap import open_app

with open_app() as app:
    print(app.transcribe(sys.argv[1]).text)
    assert "onnxruntime" in sys.modules
    time.sleep(1.0)  # vendors tell in the background
"""


def test_a_transcription_leaves_nothing_of_a_vendors_telemetry_in_the_home_folder(tmp_path):
    home, sound = tmp_path / "home", tmp_path / "said.wav"
    home.mkdir()
    sound.write_bytes(wav("hello world"))
    keep = {name: value for name, value in os.environ.items() if name in {"PATH", "SYSTEMROOT", "TMPDIR"}}
    heard = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(sound)],
        check=True,
        capture_output=True,
        timeout=120,
        text=True,
        env=keep | {"HOME": str(home), "PYTHONPATH": str(Path.cwd()), "HYPOTEZ_STT__USE": "pocketsphinx"},
        cwd=tmp_path,
    )
    assert heard.stdout.strip()
    assert [path.name for path in home.rglob("*") if "microsoft" in path.name.lower() or "onnx" in path.name] == []
