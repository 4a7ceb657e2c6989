"""Voice messages that say a command, with the real client against the loopback Discord."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from discord.ext import commands

from hypotez.entrypoints.discord import cooldowns
from hypotez.entrypoints.discord.asking import Asking
from hypotez.entrypoints.discord.bot import HypotezBot
from hypotez.entrypoints.discord.cooldowns import USES
from hypotez.entrypoints.discord.messages import Reply
from hypotez.entrypoints.discord.spoken_commands import COMMANDS, LIKELY, command_in, phrases
from hypotez.entrypoints.texts import Texts
from hypotez.ports.audio import Audio
from hypotez.ports.errors import UnknownLanguage
from hypotez.ports.progress import Report
from hypotez.ports.speech import Segment, Transcript, Word
from tests.e2e.loopback import Guild, Loopback, Upload, User
from tests.e2e.loopback.in_process import FakeApp, running

EN, RU = Texts.for_language("en"), Texts.for_language("ru")


@pytest.fixture
def app() -> FakeApp:
    return FakeApp()


@pytest.fixture
async def bot(discord: Loopback, guild: Guild, app: FakeApp) -> AsyncIterator[HypotezBot]:
    async with running(discord, app) as bot:
        yield bot


def voice(said: str) -> Upload:
    return Upload("voice-message.ogg", said.encode(), "audio/ogg", voice=True)


def restricted(bot: HypotezBot, name: str, group: str) -> list[str]:
    """Give the bot a command that notes who it was carried out for."""
    done: list[str] = []

    @commands.command(name=name, extras={"group": group})
    async def noting(context: commands.Context[Any]) -> None:
        done.append(context.author.name)
        await Asking.of(context).answer(Reply("done"))

    bot.remove_command(name)
    bot.add_command(noting)
    return done


async def test_a_spoken_command_is_said_and_carried_out(
    discord: Loopback, guild: Guild, anna: User, bot: HypotezBot, app: FakeApp
) -> None:
    message = await discord.send(guild.text, "", [voice("hypotez help")], author=anna)
    understood, listed = [await discord.wait_message(guild.text) for _ in range(2)]
    assert understood.content == EN("spoken-understood", command="!help")
    assert understood.reply_to == listed.reply_to == message.id
    assert listed.content.startswith(EN("help-title"))
    assert not app.asked
    assert app.heard[0]["phrases"] == phrases("en")


async def test_ordinary_speech_is_written_down(
    discord: Loopback, guild: Guild, anna: User, bot: HypotezBot, app: FakeApp
) -> None:
    for said in ("help", "I said hypotez help", "hypotez help me"):
        await discord.send(guild.text, "", [voice(said)], author=anna)
        assert (await discord.wait_message(guild.text)).content == said
    assert len(app.asked) == 3


async def test_russian_is_understood_and_english_too_where_an_engine_knows_no_russian(
    discord: Loopback, guild: Guild, anna: User, bot: HypotezBot, app: FakeApp
) -> None:
    await bot.shared.choices.people.change(anna.id, language="ru")
    await discord.send(guild.text, "", [voice("гипотез помоги")], author=anna)
    assert (await discord.wait_message(guild.text)).content == RU("spoken-understood", command="!help")
    assert (await discord.wait_message(guild.text)).content.startswith(RU("help-title"))

    def hear(audio: Audio, report: Report) -> str:
        if app.heard[-1]["likely"] == "ru":
            raise UnknownLanguage("no Russian here")
        return "hypotez help"

    app.hear = hear
    await discord.send(guild.text, "", [voice("")], author=anna)
    assert (await discord.wait_message(guild.text)).content == RU("spoken-understood", command="!help")


async def test_the_senders_rights_and_cooldowns_hold(
    discord: Loopback, guild: Guild, anna: User, bot: HypotezBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cooldowns, "SECONDS", 60.0)
    done = restricted(bot, "stop", "keepers")
    for author, told in ((anna, EN("rights-missing")), (guild.owner, "done")):
        await discord.send(guild.text, "", [voice("hypotez stop")], author=author)
        assert (await discord.wait_message(guild.text)).content == EN("spoken-understood", command="!stop")
        assert (await discord.wait_message(guild.text)).content == told
    assert done == ["owner"]
    for _ in range(USES):
        await discord.send(guild.text, "", [voice("hypotez help")], author=anna)
        await discord.wait_message(guild.text)
        await discord.wait_message(guild.text)
    await discord.send(guild.text, "", [voice("hypotez help")], author=anna)
    await discord.wait_message(guild.text)
    assert "Not so fast" in (await discord.wait_message(guild.text)).content


async def test_a_command_that_the_bot_lacks_is_ordinary_speech(
    discord: Loopback, guild: Guild, anna: User, bot: HypotezBot
) -> None:
    bot.remove_command("stop")
    await discord.send(guild.text, "", [voice("hypotez stop")], author=anna)
    assert (await discord.wait_message(guild.text)).content == "hypotez stop"


async def test_only_short_voice_messages_are_listened_to_twice(
    discord: Loopback, guild: Guild, anna: User, bot: HypotezBot, app: FakeApp
) -> None:
    await discord.send(guild.text, "", [Upload("a.wav", b"hypotez help")], author=anna)
    assert (await discord.wait_message(guild.text)).content == "hypotez help"
    assert len(app.heard) == 1


def heard(text: str, *seconds: float, duration: float = 2.0, confidence: float | None = None) -> Transcript:
    words = text.split()
    timed = tuple(Word(word, 1.0, 1.0 + took) for word, took in zip(words, seconds, strict=False))
    return Transcript(text, duration=duration, segments=(Segment(text, 0.0, duration, timed, confidence),))


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_phrase_says_its_command(language: str) -> None:
    assert {command_in(heard(phrase)) for phrase in phrases(language)} == set(COMMANDS)


@pytest.mark.parametrize("said", ["Hypotez, JOIN!", "Hypothesis. Join.", "Гипотеза, зайди!", "гипотез заходи"])
def test_signs_capitals_and_ways_to_write_the_name_do_not_matter(said: str) -> None:
    assert command_in(heard(said)) == "join"


@pytest.mark.parametrize("said", ["", "join", "join hypotez", "please hypotez join", "hypotez join us", "hypotez"])
def test_anything_else_is_no_command(said: str) -> None:
    assert command_in(heard(said)) is None


def test_a_name_or_a_word_that_was_squeezed_in_is_not_believed() -> None:
    assert command_in(heard("hypotez stop", 0.5, 0.4)) == "stop"
    assert command_in(heard("hypotez stop", 0.36, 0.4)) is None
    assert command_in(heard("hypotez stop", 0.5, 0.1)) is None
    assert command_in(heard("hypotez stop", duration=9.0)) is None
    assert command_in(heard("hypotez stop", 0.5, 0.4, duration=0.6)) is None


def test_a_command_must_be_likely_where_the_engine_tells_how_likely_it_is() -> None:
    assert command_in(heard("hypotez stop", 0.5, 0.4, confidence=LIKELY)) == "stop"
    assert command_in(heard("hypotez stop", 0.5, 0.4, confidence=LIKELY / 2)) is None
    assert command_in(heard("hypotez stop", 0.5, 0.4, confidence=None)) == "stop"
    parts = [heard(text, confidence=sure).segments[0] for text, sure in (("hypotez", 0.9), ("stop", 0.1))]
    assert command_in(Transcript("hypotez stop", duration=2.0, segments=tuple(parts))) is None


async def test_a_message_is_written_down_when_the_command_in_it_is_unlikely(
    discord: Loopback, guild: Guild, anna: User, bot: HypotezBot, app: FakeApp
) -> None:
    transcribe = app.transcribe

    def doubtful(*about: Any, **how: Any) -> Transcript:
        freely = transcribe(*about, **how)
        return heard("hypotez help", 0.4, 0.4, confidence=0.1) if how.get("phrases") else freely

    app.transcribe = doubtful  # type: ignore[method-assign]
    await discord.send(guild.text, "", [voice("please stop")], author=anna)
    assert (await discord.wait_message(guild.text)).content == "please stop"


def test_no_commands_are_expected_in_other_languages() -> None:
    assert phrases("de") == ()
    assert phrases("ru-RU") == phrases("ru")
