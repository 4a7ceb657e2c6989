"""What all tests share."""

import logging
import os
import signal
import sys

import pytest
from hypothesis import HealthCheck, settings

# The machines are shared and noisy: how long an example takes says nothing. CI looks at the same examples each time.
settings.register_profile(
    "hypotez", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=bool(os.environ.get("CI"))
)
settings.load_profile("hypotez")

# A test must not read the config, the data or the models of whoever runs it, nor reach for a network.
for variable in [name for name in os.environ if name.startswith("HYPOTEZ_") or name == "DISCORD_TOKEN"]:
    del os.environ[variable]
os.environ |= {"HF_HUB_OFFLINE": "1", "ORT_DISABLE_TELEMETRY": "1"}

# A run that a shell has put into the background ignores Ctrl-C, and so would the programs that the tests interrupt.
signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_configure(config):
    """Look whether whole columns of contracts are skipped."""
    if not hasattr(config, "workerinput"):
        from tests.contract_columns import Columns

        config.pluginmanager.register(Columns(), "contract-columns")


@pytest.fixture
async def discord():
    """A Discord on this machine."""
    from tests.e2e.loopback import Loopback

    async with Loopback() as discord:
        yield discord


@pytest.fixture
def guild(discord):
    """A server there, with one text channel."""
    return discord.guild()


@pytest.fixture
def anna(discord):
    """Somebody there."""
    return discord.person("Anna")


@pytest.fixture(autouse=True)
def _logs_as_before():
    """A program that ran in this process has set up its log: the next test's must not be as quiet, or as loud."""
    yield
    if structlog := sys.modules.get("structlog"):
        structlog.reset_defaults()
        ours, root = structlog.stdlib.ProcessorFormatter, logging.getLogger()
        root.handlers[:] = [handler for handler in root.handlers if not isinstance(handler.formatter, ours)]
        logging.captureWarnings(capture=False)


@pytest.fixture(scope="session", autouse=True)
def _own_home(tmp_path_factory):
    """Folders for config, data and cache that belong to this run."""
    home = tmp_path_factory.mktemp("home")
    places = {
        "HOME": home,
        "XDG_CONFIG_HOME": home / "config",
        "XDG_DATA_HOME": home / "data",
        "XDG_CACHE_HOME": home / "cache",
    }
    with pytest.MonkeyPatch.context() as patch:
        for name, place in places.items():
            patch.setenv(name, str(place))
        yield
