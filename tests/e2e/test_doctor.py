"""`hypotez doctor --network`: what it finds out about servers, which all are on this machine here."""

import asyncio
import json
import socket
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from hypotez.entrypoints.cli import app as program
from tests.e2e.loopback import Loopback
from tests.google_server import google_server
from tests.gtts_server import gtts_server

HEARD = {"result": [{"alternative": [{"transcript": "one two three", "confidence": 0.9}], "final": True}]}
CONFIG = """
[stt]
use = "google"
[stt.google]
endpoint = "{google}"
key = "a-key"
[tts]
use = "gtts"
[tts.gtts]
endpoint = "{gtts}"
[discord]
api = "{discord}"
token = "{token}"
[isolation]
on = false
[storage]
data = "data"
cache = "cache"
"""


async def examined(config: str, *words: str) -> tuple[int, dict[str, Any]]:
    """The exit code, and what was found by what was looked at; the servers answer meanwhile."""
    await asyncio.to_thread(Path("hypotez.toml").write_text, config)
    result = await asyncio.to_thread(CliRunner().invoke, program, ["doctor", "--format", "json", *words])
    return result.exit_code, {row["check"]: row for row in map(json.loads, result.stdout.splitlines())}


async def test_servers_are_asked_only_when_the_network_may_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    async with Loopback() as discord:
        with google_server() as google, gtts_server() as gtts:
            google.body = json.dumps(HEARD).encode()
            addresses = {"google": google.url, "gtts": gtts.url, "discord": discord.api, "token": discord.token}
            config = CONFIG.format(**addresses)
            code, found = await examined(config)
            assert code == 0
            assert {found[check]["works"] for check in ("stt google", "tts gtts")} == {"not tried"}
            assert (google.asked, gtts.requests) == ([], [])

            code, found = await examined(config, "--network")
            assert code == 0
            assert found["stt google"]["about"] == "it was told 'one two three' and heard 'one two three'"
            assert found["tts gtts"]["works"] == "yes"
            assert found["discord bot"]["about"] == "Discord knows the token"
            assert len(google.asked) == 1
            assert len(gtts.requests) == 1

            google.status, gtts.status = 403, 500
            code, found = await examined(config.replace(discord.token, "not.the.right-one"), "--network")
            assert code == 1
            assert {found[check]["works"] for check in ("stt google", "tts gtts", "discord bot")} == {"no"}
            assert found["discord bot"]["about"].startswith("Discord refuses the token")
            assert "right-one" not in str(found)


async def test_a_password_in_an_address_is_not_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with socket.socket() as nobody:  # it has the port, and does not listen
        nobody.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{nobody.getsockname()[1]}"
        config = f'[discord]\ntoken = "a.b.c"\napi = "http://bob:secretpw@{place}"\n[stt]\nuse = ["pocketsphinx"]\n'
        _, found = await examined(config, "--network")
    assert found["discord bot"]["about"].startswith(f"{place} does not answer")
    assert "secretpw" not in str(found)


async def test_a_recogniser_to_which_nobody_can_speak_is_not_broken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(sys.modules, "espeakng_loader", None)
    code, found = await examined('[stt]\nuse = "pocketsphinx"\n[tts]\nuse = "gtts"\n[isolation]\non = false\n')
    assert code == 0
    assert (found["stt pocketsphinx"]["works"], found["tts espeak"]["works"]) == ("not tried", "no")
    assert "espeak would speak to it, but: Install eSpeak NG" in found["stt pocketsphinx"]["about"]


async def test_folders_that_the_config_names_must_be_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "texts").mkdir()
    named = '[learning]\ndatasets = "{}"\n[files]\ninstructions = "{}"\n[stt]\nuse = "pocketsphinx"\n'
    code, found = await examined(named.format("nowhere", "texts"))
    assert code == 1
    assert found["shared datasets folder"]["about"].startswith(f"{tmp_path / 'nowhere'} cannot be read (No such file")
    assert found["instructions folder"]["works"] == "yes"
