"""Somebody follows docs/write-an-engine.md to the letter, and it works."""

import os
import re
import subprocess
import sys
import wave
from pathlib import Path

import pytest

from tests.docs import console

PAGE = Path(__file__).parents[2] / "docs/write-an-engine.md"
FENCED = re.compile(r'^```(\w+)(?: title="([^"]+)")?\n(.*?)^```$', re.MULTILINE | re.DOTALL)
BLOCKS = FENCED.findall(PAGE.read_text("utf-8"))


INSTALL = "$ pip install --editable .\n"


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """A folder with what `pip install` says of the page's project."""
    project, site = tmp_path_factory.mktemp("project"), tmp_path_factory.mktemp("site")
    follow(project, run=False)
    install = "install --quiet --no-index --no-deps --no-build-isolation --target".split()
    subprocess.run([sys.executable, "-m", "pip", *install, str(site), str(project)], check=True, timeout=120)
    (site / "morse_engine.py").unlink()  # an editable one is where it is written
    return site


@pytest.fixture
def project(installed, at_home, monkeypatch):
    """The current folder, still empty, whose project is installed as an editable one."""
    monkeypatch.setenv("PYTHONPATH", f"{at_home}{os.pathsep}{installed}")
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")  # two versions in one second would look the same
    return at_home


def follow(folder, *, run=True):
    """Do what the page says, from its beginning to its end."""
    for language, name, text in BLOCKS:
        if name:
            (folder / name).write_text(text, "utf-8")
        elif language == "console" and run and text != INSTALL:  # that is done
            console.run(text, outside=True)


def test_the_engine_is_found_speaks_and_obeys_the_port(project):
    follow(project)
    assert keyed(project / "sos.wav", dot=0.04) == keyed(project / "slow.wav", dot=0.04) == "...---..."
    tests = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "ignore", "test_morse.py"],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert tests.returncode == 0, tests.stdout
    assert int(re.search(r"(\d+) passed", tests.stdout)[1]) > 20


def test_its_tests_say_with_which_values_they_fail(project):
    follow(project, run=False)
    engine = project / "morse_engine.py"
    engine.write_text(engine.read_text("utf-8").replace("RATE, DOT = 16_000", "RATE, DOT = 7_000"), "utf-8")
    tests = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "ignore", "test_morse.py"],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert re.search(r"^E +assert 7000 >= 8000$", tests.stdout, re.MULTILINE), tests.stdout


def test_the_first_engine_has_the_twenty_lines_that_are_promised():
    first = next(text for _, name, text in BLOCKS if name.endswith(".py"))
    assert sum(bool(line.strip()) for line in first.splitlines()) <= 20


def test_an_option_that_it_does_not_have_is_named(project):
    follow(project, run=False)
    config = project / "hypotez.toml"
    config.write_text(config.read_text("utf-8").replace("tone", "tune"), "utf-8")
    console.run(
        "$ hypotez config check; echo $?\n[tts.morse] there is no option 'tune'; there are tone.\n1", outside=True
    )


def keyed(path, *, dot):
    """The dots and dashes in a sound, by how long each is."""
    with wave.open(str(path)) as sound:
        rate = sound.getframerate()
        samples = memoryview(sound.readframes(sound.getnframes())).cast("h")
    step = round(rate * dot / 8)
    loud = "".join(
        "1" if max(map(abs, samples[at : at + step])) > 1_000 else "0" for at in range(0, len(samples), step)
    )
    return "".join("." if len(tone) < 16 else "-" for tone in re.findall("1+", loud))
