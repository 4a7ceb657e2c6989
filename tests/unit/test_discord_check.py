"""What --check says where libraries or certificates are missing: sentences, and the other rows are still there."""

import builtins
import ssl
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import discord
import pytest

from hypotez.entrypoints.config import Config
from hypotez.entrypoints.discord import check, libraries
from hypotez.entrypoints.discord.voice import opus
from hypotez.entrypoints.doctor import Finding, Verdict
from hypotez.ports.errors import EngineUnavailable


def rows() -> dict[str, Finding]:
    """What is found without a token: the libraries."""
    return {finding.what: finding for finding in check.examine(Config())}


@pytest.fixture
def without(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Let a package be missing."""
    plain = builtins.__import__

    def hide(name: str) -> None:
        def load(wanted: str, *rest: Any, **options: Any) -> Any:
            if wanted.partition(".")[0] == name:
                raise ImportError(wanted)
            return plain(wanted, *rest, **options)

        monkeypatch.setattr(builtins, "__import__", load)

    return hide


@pytest.mark.parametrize(("package", "what"), [("nacl", "encryption of voice"), ("davey", "end-to-end encryption")])
def test_a_package_that_is_missing_is_named(package: str, what: str, without: Callable[[str], None]) -> None:
    without(package)
    found = rows()
    assert found[what].broken
    assert "install the package" in found[what].about
    assert [name for name in libraries.LIBRARIES if found[name].verdict is Verdict.NO] == [what]


def test_an_opus_library_that_does_not_load_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> None:
        raise EngineUnavailable("There is no Opus library.")

    monkeypatch.setattr(opus, "load_opus", missing)
    assert rows()["opus for voice channels"].broken


def test_a_machine_that_trusts_nobody_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    assert ssl.create_default_context().cert_store_stats()["x509_ca"] == 0
    found = rows()["certificates"]
    assert found.broken
    assert "ca-certificates" in found.about


@pytest.mark.parametrize(
    ("flags", "verdict"),
    [
        ({}, Verdict.NO),
        ({"gateway_guild_members": True, "gateway_presence_limited": True}, Verdict.NO),
        ({"gateway_message_content": True}, Verdict.YES),
        ({"gateway_message_content_limited": True}, Verdict.YES),
    ],
)
def test_the_intent_is_there_for_small_bots_and_reviewed_ones(flags: dict[str, bool], verdict: Verdict) -> None:
    assert check.intent(discord.ApplicationFlags(**flags)).verdict is verdict


def test_without_a_token_the_row_says_where_to_put_it() -> None:
    assert rows()["token"].broken
    assert "DISCORD_TOKEN" in rows()["token"].about


@pytest.mark.parametrize("program", ["check", "invite"])
def test_neither_a_look_nor_an_invitation_loads_the_bot(program: str) -> None:
    code = f"import sys; import hypotez.entrypoints.discord.{program}; print('\\n'.join(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60).stdout
    assert "hypotez.entrypoints.discord.visit" in loaded.split()
    assert {"hypotez.entrypoints.discord.bot", "hypotez.entrypoints.discord.run"}.isdisjoint(loaded.split())
