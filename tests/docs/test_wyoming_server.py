"""The server of docs/configuration.md is started as the page says, and another hypotez speaks through it."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from hypotez.adapters.tts.wyoming import WyomingTextToSpeech
from hypotez.ports.testing.sound import seconds
from tests.docs import console

PAGE = (Path(__file__).parents[2] / "docs/configuration.md").read_text("utf-8")
BLOCK = re.search(r"^## A Wyoming server.*?^```console\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)[1]
PORT = ":10200"


@pytest.fixture
def address(at_home):
    """Where the page's server listens, with a free port instead of the page's."""
    assert PORT in BLOCK
    commands = [command.replace(PORT, ":0") for command, _ in console.spoken(BLOCK)]
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    process = subprocess.Popen(
        ["sh", "-c", "\n".join([*commands[:-1], f"exec {commands[-1]}"])],
        env=os.environ | {"PATH": path},
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        yield process.stdout.readline().strip()
        process.send_signal(signal.SIGINT)
        assert process.wait(60.0) == 0


def test_the_pages_server_speaks(address):
    speaker = WyomingTextToSpeech(address=address)
    assert seconds(speaker.synthesize("hello there")) > 0.5
    assert speaker.voices()[0].name == "en-gb"
