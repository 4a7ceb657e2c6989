"""The log has one line for each thing that somebody has the bot do, however they do it."""

from collections.abc import AsyncIterator, Iterator, MutableMapping
from typing import Any

import pytest
from structlog.testing import capture_logs

from hypotez.entrypoints.discord.bot import HypotezBot
from hypotez.entrypoints.discord.spoken_commands import phrases
from hypotez.entrypoints.texts import Texts
from tests.e2e.loopback import Guild, Loopback, Message, Upload, User
from tests.e2e.loopback.in_process import FakeApp, running

EN = Texts.for_language("en")
Log = list[MutableMapping[str, Any]]


@pytest.fixture
def log() -> Iterator[Log]:
    with capture_logs() as log:
        yield log


@pytest.fixture
async def bot(discord: Loopback, guild: Guild, log: Log) -> AsyncIterator[HypotezBot]:
    async with running(discord, FakeApp(recognisers=("alpha", "beta"))) as bot:
        await discord.until(lambda: discord.commands.get(""))
        yield bot


async def line(discord: Loopback, log: Log) -> tuple[str, int | None, bool]:
    """The only line so far, which also has a duration; the log begins anew."""
    await discord.until(lambda: any(entry["event"] == "command" for entry in log))
    (entry,) = [entry for entry in log if entry["event"] == "command"]
    log.clear()
    assert entry["log_level"] == "info"
    assert 0 <= entry["seconds"] < 20
    return entry["command"], entry["server"], entry["failed"]


async def voice_message(discord: Loopback, guild: Guild, anna: User, said: str = "hello") -> Message:
    """A voice message's transcript."""
    await discord.send(guild.text, "", [Upload("voice.ogg", said.encode(), voice=True)], author=anna)
    return await discord.wait_message(guild.text)


@pytest.mark.usefixtures("bot")
async def test_commands_by_prefix_and_by_slash(discord: Loopback, guild: Guild, anna: User, log: Log) -> None:
    server = int(guild.id)
    await discord.send(guild.text, "!hi", author=anna)
    assert await line(discord, log) == ("hi", server, False)
    await discord.slash(guild.text, anna, "hi")
    assert await line(discord, log) == ("hi", server, False)
    await discord.send(discord.direct(anna), "!hi")
    assert await line(discord, log) == ("hi", None, False)
    await discord.slash(guild.text, anna, "mydata export")
    assert (await line(discord, log))[:2] == ("mydata export", server)


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("way", ["prefix", "slash"])
@pytest.mark.parametrize(
    ("name", "reason"), [("transcribe", "there is nothing to hear"), ("archive", "may not"), ("skip", "not in voice")]
)
async def test_commands_that_are_refused(  # noqa: PLR0917 - fixtures
    discord: Loopback, guild: Guild, anna: User, log: Log, way: str, name: str, reason: str
) -> None:
    if way == "prefix":
        await discord.send(guild.text, f"!{name} x", author=anna)
    else:
        await discord.slash(guild.text, anna, name, **({"directory": "x"} if name == "archive" else {}))
    assert await line(discord, log) == (name, int(guild.id), True), reason


@pytest.mark.usefixtures("bot")
async def test_audio_that_nobody_asked_to_write_down(discord: Loopback, guild: Guild, anna: User, log: Log) -> None:
    await voice_message(discord, guild, anna)
    assert await line(discord, log) == ("transcription", int(guild.id), False)
    await discord.send(guild.text, "", [Upload("gone.wav", b"", stated=1 << 40)], author=anna)
    assert await line(discord, log) == ("transcription", int(guild.id), True)


@pytest.mark.usefixtures("bot")
async def test_a_spoken_command_is_that_command(discord: Loopback, guild: Guild, anna: User, log: Log) -> None:
    answer = await voice_message(discord, guild, anna, phrases("en")[0])
    assert answer.content == EN("spoken-understood", command="!help")
    await discord.until(lambda: [entry for entry in log if entry.get("command") == "transcription"])
    assert [entry["command"] for entry in log if entry["event"] == "command"] == ["help", "transcription"]


async def test_buttons_menus_and_forms(discord: Loopback, guild: Guild, anna: User, bot: HypotezBot, log: Log) -> None:
    server = int(guild.id)
    shown = await voice_message(discord, guild, anna)
    assert (await line(discord, log))[0] == "transcription"
    (good,) = [control["custom_id"] for control in shown.controls if ":good:" in control["custom_id"]]
    await discord.press(shown, good, anna)
    assert await line(discord, log) == ("button good", server, False)
    await discord.menu(guild.text, anna, EN("menu-speak"), shown)
    assert await line(discord, log) == ("menu speak", server, True)
    form = await (await discord.press(shown, EN("button-correct"), anna)).modal()
    assert await line(discord, log) == ("button correct", server, False)
    await discord.submit(form, anna, {EN("form-correct-text"): "hallo"})
    assert await line(discord, log) == ("form correct", server, False)
