"""Starting the bot, and what is said when it cannot start."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import discord as client
import pytest
import yarl
from aiohttp import web
from blockbuster import blockbuster_ctx
from structlog.testing import capture_logs

from hypotez.entrypoints import texts
from hypotez.entrypoints.config import Config, DiscordConfig
from hypotez.entrypoints.crossing import Crossing
from hypotez.entrypoints.discord import run
from hypotez.entrypoints.discord.bot import HypotezBot
from hypotez.entrypoints.discord.login import point
from hypotez.entrypoints.discord.run import keep_connected, run_bot
from hypotez.entrypoints.discord.secrecy import MASK, without
from hypotez.entrypoints.texts import Texts
from hypotez.ports.errors import ConfigError, HypotezError, StorageError
from hypotez.ports.settings import ServerSettings
from hypotez.ports.testing.fakes_settings import MemorySettings
from tests.e2e.loopback import Loopback
from tests.e2e.loopback.in_process import FakeApp

SECRET = "MTA5.loopback.token-that-nobody-may-see"


@pytest.fixture(autouse=True)
def addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the client's addresses back after each test."""
    monkeypatch.setattr(client.http.Route, "BASE", client.http.Route.BASE)
    gateways = client.gateway.DiscordWebSocket
    monkeypatch.setattr(gateways, "DEFAULT_GATEWAY", gateways.DEFAULT_GATEWAY)


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses between two tries, which the tests do not wait for."""
    seen: list[float] = []
    sleep = asyncio.sleep

    async def short(seconds: float) -> None:
        seen.append(seconds)
        await sleep(0)

    monkeypatch.setattr(run, "asyncio", SimpleNamespace(sleep=short))
    return seen


@pytest.fixture
def crossing() -> Iterator[Crossing]:
    crossing = Crossing()
    yield crossing
    crossing.close()


@pytest.fixture
async def discord() -> AsyncIterator[Loopback]:
    async with Loopback() as discord:
        point(DiscordConfig(api=discord.api, gateway=discord.gateway))
        yield discord


def connected(crossing: Crossing, token: str) -> Any:
    return keep_connected(lambda reads: HypotezBot(FakeApp(), Config(), crossing, reads=reads), token)


def test_the_addresses_are_settings() -> None:
    point(DiscordConfig(api="http://127.0.0.1:1/api/v10/", gateway="ws://127.0.0.1:1/"))
    assert client.http.Route("GET", "/users/@me").url == "http://127.0.0.1:1/api/v10/users/@me"
    assert yarl.URL("ws://127.0.0.1:1/") == client.gateway.DiscordWebSocket.DEFAULT_GATEWAY


def test_without_addresses_discords_own_hold() -> None:
    before = client.http.Route.BASE
    point(DiscordConfig())
    assert before == client.http.Route.BASE
    assert before.startswith("https://discord.com/api/")


@pytest.mark.parametrize(
    ("key", "text"), [("api", "discord"), ("api", "ftp://x"), ("gateway", "http://x"), ("gateway", "wss://:a")]
)
def test_an_address_that_is_none_is_named(key: str, text: str) -> None:
    with pytest.raises(ConfigError, match=rf"\[discord\] {key}"):
        point(DiscordConfig.model_validate({key: text}))


def app(**settings: Any) -> Any:
    return SimpleNamespace(parallel=1, config=Config(discord=DiscordConfig(**settings)), settings=MemorySettings())


def test_without_a_token_the_error_says_where_to_put_it() -> None:
    with pytest.raises(ConfigError, match="DISCORD_TOKEN"):
        run_bot(app())


@pytest.mark.parametrize("token", ["two words", "тайна", "line\nbreak"])
def test_what_cannot_be_a_token_is_refused_without_being_repeated(token: str) -> None:
    with pytest.raises(ConfigError) as caught:
        run_bot(app(token=token))
    assert token not in str(caught.value)


def test_a_token_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="token_file"):
        run_bot(app(token_file=tmp_path / "nothing"))


async def test_a_refused_token_is_a_sentence(discord: Loopback, crossing: Crossing) -> None:
    with pytest.raises(ConfigError, match="refuses the bot token") as caught:
        await connected(crossing, SECRET)
    assert SECRET not in str(caught.value)


async def test_a_token_that_only_the_gateway_refuses_is_the_same_sentence(
    discord: Loopback, crossing: Crossing, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = discord.sessions.receive

    async def refuse(socket: Any, message: Any, beat: Any) -> bool:
        if message["op"] == 2:
            message["d"]["token"] = "revoked meanwhile"
        return await plain(socket, message, beat)

    monkeypatch.setattr(discord.sessions, "receive", refuse)
    with pytest.raises(ConfigError, match="refuses the bot token"):
        await connected(crossing, discord.token)
    assert discord.sessions.closed == [4004]


async def test_without_the_message_intent_the_bot_says_what_is_off_and_does_the_rest(
    discord: Loopback, crossing: Crossing
) -> None:
    discord.privileged = 0
    guild, anna = discord.guild(), discord.person("Anna")
    with capture_logs() as logged:
        running = asyncio.create_task(connected(crossing, discord.token))
        await discord.ready()
        await discord.send(guild.text, "!hi", author=anna)
        await discord.send(discord.direct(anna), "!hi")
        assert (await discord.wait_message(discord.direct(anna))).content == Texts.for_language("en")("hi")
        assert guild.text.posted.empty()
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
    assert discord.sessions.closed[0] == 4014
    (told,) = [entry["off"] for entry in logged if entry["event"] == "messages cannot be read"]
    assert "Message Content Intent" in told


async def test_a_refused_first_handshake_is_tried_again(
    discord: Loopback, crossing: Crossing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client.backoff.ExponentialBackoff, "delay", lambda self: 0.0)
    monkeypatch.setattr(run, "FIRST_PAUSE", 0.01)
    discord.faults.handshakes = 2
    task = asyncio.create_task(connected(crossing, discord.token))
    await discord.ready()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert discord.faults.handshakes == 0


async def test_a_discord_that_cannot_be_reached_is_given_up_after_some_tries(
    crossing: Crossing, pauses: list[float]
) -> None:
    point(DiscordConfig(api="http://127.0.0.1:9/api/v10"))
    with capture_logs() as log, pytest.raises(HypotezError, match="cannot be reached"):
        await connected(crossing, SECRET)
    assert pauses == [1, 2, 4, 8]
    assert [entry["again_in_seconds"] for entry in log if entry["event"] == "discord unreachable"] == pauses


async def test_a_discord_that_is_busy_or_down_for_a_moment_is_tried_again(
    discord: Loopback, crossing: Crossing, pauses: list[float]
) -> None:
    discord.faults.fail("GET", "/users/@me$", 503)
    task = asyncio.create_task(connected(crossing, discord.token))
    await discord.ready()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert pauses == [1]


async def test_a_client_that_loses_a_cancellation_ends_all_the_same(
    discord: Loopback, crossing: Crossing, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = asyncio.Event()

    async def connect(_bot: HypotezBot) -> None:
        for _ in range(2):
            begun.set()
            with suppress(asyncio.CancelledError):
                await asyncio.sleep(600)
        await asyncio.sleep(600)

    monkeypatch.setattr(HypotezBot, "connect", connect)
    running = asyncio.create_task(connected(crossing, discord.token))
    await begun.wait()
    running.cancel()
    await asyncio.wait({running}, timeout=30)
    assert running.cancelled()


async def test_an_address_that_is_not_discords_is_a_sentence(discord: Loopback, crossing: Crossing) -> None:
    point(DiscordConfig(api=f"{discord.base}/somewhere/else"))
    with pytest.raises(ConfigError, match=r"\[discord\] api"):
        await connected(crossing, discord.token)


async def test_an_address_that_answers_with_a_page_is_a_sentence(crossing: Crossing) -> None:
    async def page(_: web.Request) -> web.Response:
        return web.Response(text="<html>welcome</html>", content_type="text/html")

    site = web.Application()
    site.router.add_get("/{rest:.*}", page)
    runner = web.AppRunner(site)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        point(DiscordConfig(api=f"http://127.0.0.1:{runner.addresses[0][1]}"))
        with pytest.raises(ConfigError, match=r"\[discord\] api"):
            await connected(crossing, SECRET)
    finally:
        await runner.cleanup()


@pytest.fixture
def log() -> Iterator[StringIO]:
    """What the root logger writes."""
    root, stream = logging.getLogger(), StringIO()
    handler = logging.StreamHandler(stream)
    root.addHandler(handler)
    yield stream
    root.removeHandler(handler)


def test_the_token_is_masked_in_messages_values_and_tracebacks(log: StringIO) -> None:
    logger = logging.getLogger("discord.http")
    with without(SECRET):
        logger.warning("Bot %s", SECRET)
        logger.warning({"headers": SECRET})
        try:
            raise ValueError(SECRET)
        except ValueError:
            logger.exception("failed")
    assert SECRET not in log.getvalue()
    assert log.getvalue().count(MASK) == 3
    logger.warning("after: %s", SECRET)
    assert SECRET in log.getvalue(), "the mask is taken off with the bot's end"


def test_the_client_never_logs_the_content_of_messages(log: StringIO) -> None:
    root = logging.getLogger()
    level = root.level
    root.setLevel(logging.DEBUG)
    try:
        with without(SECRET):
            logging.getLogger("discord.gateway").debug("WebSocket Event: %s", {"content": "private"})
            logging.getLogger("discord.gateway").info("resumed")
    finally:
        root.setLevel(level)
    assert log.getvalue() == "resumed\n"


def test_what_the_bot_says_is_read_before_its_loop_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    said = []

    async def greet(_bots: object, _token: str) -> None:
        with blockbuster_ctx(scanned_modules=["hypotez"]):
            said.extend(Texts.for_language(language)("hi") for language in ("en", "ru"))

    texts.loaded.cache_clear()
    texts.languages.cache_clear()
    monkeypatch.setattr(run, "keep_connected", greet)
    assert run_bot(app(token="token")) == 0
    assert len(set(said)) == 2


@pytest.mark.parametrize("broken", [False, True])
def test_the_storage_is_opened_before_anybody_asks(monkeypatch: pytest.MonkeyPatch, *, broken: bool) -> None:
    happened = []

    def opened(_scope: str) -> ServerSettings:
        happened.append("opened")
        if broken:
            raise StorageError("The disk is gone.")
        return ServerSettings()

    async def connected(_bots: object, _token: str) -> None:
        happened.append("connected")

    begun = app(token="token")
    monkeypatch.setattr(begun.settings, "server", opened)
    monkeypatch.setattr(run, "keep_connected", connected)
    assert run_bot(begun) == 0
    assert happened == ["opened", "connected"]
