"""What servers and people have chosen, as the bot remembers it."""

import asyncio

import pytest

from hypotez.entrypoints.crossing import Crossing
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
