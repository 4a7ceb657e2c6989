"""What `import hypotez` gives, and what it costs."""

import subprocess
import sys

import mypy.api
import pytest

import hypotez

VENDORS = (
    "alembic av ctranslate2 discord espeakng_loader faster_whisper gtts imageio_ffmpeg jiwer matplotlib numpy "
    "onnxruntime pocketsphinx pydub pyttsx3 requests safetensors scipy sklearn speech_recognition "
    "sqlalchemy torch whisper wyoming"
).split()


def loaded_after(program: str) -> set[str]:
    """The vendors that a fresh interpreter has loaded after running `program`."""
    check = f"{program}\nimport sys; print(*[v for v in {VENDORS!r} if v in sys.modules])"
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True, timeout=60)
    return set(done.stdout.splitlines()[-1].split())


def test_the_public_names_are_these():
    assert hypotez.__all__ == [
        "App",
        "Audio",
        "Hearing",
        "HypotezError",
        "Pcm",
        "Speak",
        "Speech",
        "Transcribe",
        "Transcript",
        "Voicing",
        "open_app",
    ]


@pytest.mark.parametrize("name", hypotez.__all__)
def test_every_public_name_is_there_and_says_what_it_is(name):
    thing = getattr(hypotez, name)
    assert thing.__name__ == name
    assert thing.__doc__


def test_the_public_names_are_listed():
    assert set(hypotez.__all__) <= set(dir(hypotez))


def test_a_type_checker_believes_in_no_other_name(tmp_path):
    program = "from hypotez import opn_app"
    options = ["--config-file=", "--cache-dir", str(tmp_path), "--follow-imports=silent"]
    found, _, _ = mypy.api.run([*options, "-c", program])
    assert 'has no attribute "opn_app"' in found


def test_another_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'Transcriber'"):
        _ = hypotez.Transcriber


@pytest.mark.parametrize(
    "program",
    [
        "import hypotez",
        "from hypotez import Transcribe, Audio, Speak, HypotezError",
        "import typer.testing, hypotez.entrypoints.cli as c; typer.testing.CliRunner().invoke(c.app, ['--help'])",
    ],
)
def test_no_vendor_is_loaded_before_it_is_needed(program):
    assert loaded_after(program) == set()
