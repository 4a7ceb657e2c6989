"""What the documents' tests share: a folder and a home of its own for each, and a Discord."""

import asyncio
import threading

import discord as client
import pytest

from tests.e2e.loopback import Loopback

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.made.up"


@pytest.fixture
def at_home(tmp_path, monkeypatch):
    """A new person's empty working folder, which is the current one."""
    home, work = tmp_path / "home", tmp_path / "work"
    home.mkdir()
    work.mkdir()
    monkeypatch.setenv("HOME", str(home))
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "HYPOTEZ_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(work)
    return work


@pytest.fixture
def at_discord(monkeypatch):
    """A Discord on this machine, whose bot is in one server; the program finds it there, and the token."""
    # the program runs in this process and points the client library there: others want the library as it is
    monkeypatch.setattr(client.http.Route, "BASE", client.http.Route.BASE)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    discord = Loopback()
    discord.token = TOKEN
    guild = discord.guild("Book club")
    guild.everyone.permissions.update(send_messages_in_threads=True)
    guild.channel("news").permit(guild.everyone, send_messages=False)
    try:
        asyncio.run_coroutine_threadsafe(discord.__aenter__(), loop).result(30)
        monkeypatch.setenv("HYPOTEZ_DISCORD__API", discord.api)
        monkeypatch.setenv("DISCORD_TOKEN", TOKEN)
        yield discord
        asyncio.run_coroutine_threadsafe(discord.__aexit__(), loop).result(30)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
