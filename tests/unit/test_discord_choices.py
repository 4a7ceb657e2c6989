"""What servers and people have chosen, as the bot remembers it."""

import asyncio
import threading

import pytest

from hypotez.entrypoints.crossing import Crossing
from hypotez.entrypoints.discord import choices
from hypotez.entrypoints.discord.choices import Choices
from hypotez.ports.errors import StorageError
from hypotez.ports.settings import ServerSettings
from hypotez.ports.testing.fakes_settings import MemorySettings


class Failing(MemorySettings):
    """Cannot be read or written while it is `down`."""

    def __init__(self):
        super().__init__()
        self.down = False
        self.reads = 0

    def server(self, scope):
        self.reads += 1
        if self.down:
            raise StorageError("The disk is gone.")
        return super().server(scope)

    def keep_server(self, scope, settings):
        if self.down:
            raise StorageError("The disk is gone.")
        super().keep_server(scope, settings)


class Slow(MemorySettings):
    """Reads at once, and gives what it has read when it `may`."""

    def __init__(self):
        super().__init__()
        self.may = threading.Event()

    def server(self, scope):
        read = super().server(scope)
        self.may.wait(30)
        return read


@pytest.fixture
def settings():
    return Failing()


@pytest.fixture
def servers(settings):
    crossing = Crossing(4)
    yield Choices(settings, crossing).servers
    crossing.close()


async def test_choices_are_read_once(servers, settings):
    settings.keep_server("1", ServerSettings(language="ru"))
    assert [(await servers.get("1")).language for _ in range(3)] == ["ru"] * 3
    assert settings.reads == 1


async def test_a_change_is_kept_before_it_holds(servers, settings):
    await servers.change("1", language="ru")
    assert settings.server("1") == ServerSettings(language="ru")
    settings.down = True
    with pytest.raises(StorageError):
        await servers.change("1", language="en")
    assert (await servers.get("1")).language == "ru"


async def test_who_cannot_be_read_now_has_the_defaults_until_it_can(servers, settings):
    settings.keep_server("1", ServerSettings(language="ru"))
    settings.down = True
    assert await servers.get("1") == ServerSettings()
    settings.down = False
    assert (await servers.get("1")).language == "ru"


async def test_a_change_never_builds_on_choices_that_could_not_be_read(servers, settings):
    settings.keep_server("1", ServerSettings(language="ru", retention_days=7))
    settings.down = True
    with pytest.raises(StorageError):
        await servers.change("1", language="en")
    settings.down = False
    await servers.change("1", language="en")
    assert settings.server("1") == ServerSettings(language="en", retention_days=7)


async def test_changes_at_the_same_time_all_hold(servers, settings):
    await asyncio.gather(
        servers.change("1", language="ru"), servers.change("1", retention_days=7), servers.change("1", volume=0.5)
    )
    assert settings.server("1") == ServerSettings(language="ru", retention_days=7, volume=0.5)


async def test_what_takes_too_long_to_read_is_the_default_and_known_later(monkeypatch):
    monkeypatch.setattr(choices, "PATIENCE", 0.05)
    crossing, slow = Crossing(4), Slow()
    slow.keep_server("1", ServerSettings(language="ru"))
    servers = Choices(slow, crossing).servers
    assert [await servers.get("1") for _ in range(2)] == [ServerSettings()] * 2
    slow.may.set()
    async with asyncio.timeout(20):
        while "1" not in servers._known:  # noqa: ASYNC110 - it is read on another thread
            await asyncio.sleep(0.01)
    assert (await servers.get("1")).language == "ru"
    crossing.close()


async def test_what_was_read_before_a_change_or_a_farewell_does_not_come_back(monkeypatch):
    monkeypatch.setattr(choices, "PATIENCE", 0.05)
    crossing, slow = Crossing(4), Slow()
    for key in "12":
        slow.keep_server(key, ServerSettings(language="ru"))
    servers = Choices(slow, crossing).servers
    await asyncio.gather(servers.get("1"), servers.get("2"))
    servers.forget("2")
    slow.keep_server("2", ServerSettings())
    changing = asyncio.create_task(servers.change("1", language="en"))
    await asyncio.sleep(0.05)
    slow.may.set()
    assert (await changing).language == "en"
    monkeypatch.setattr(choices, "PATIENCE", 30)
    assert ((await servers.get("1")).language, (await servers.get("2")).language) == ("en", None)
    crossing.close()
