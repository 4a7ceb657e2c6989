"""Whatever is written after a command's name, each command of the bot answers, and its answers harm nobody.

The commands are those that the bot has: one that comes later is held to this too.
"""

import asyncio
from collections.abc import Iterator
from typing import Any

import discord
import pytest
from discord.ext import commands
from hypothesis import given, settings
from hypothesis import strategies as st

from hypotez.entrypoints.app import App
from hypotez.entrypoints.config import Config
from hypotez.entrypoints.discord.messages import LIMIT, units
from hypotez.entrypoints.texts import Texts
from hypotez.ports.audio import Pcm
from hypotez.ports.speech import Voice
from tests.e2e.loopback import Guild, Message, User
from tests.e2e.loopback.mentions import pings
from tests.e2e.loopback.scene import Scene, scene

NEVER = [
    Texts.for_language(language)(key) for language in ("en", "ru") for key in ("error-unexpected", "rights-missing")
]
TRICKS = [
    *("'", '"', "“", "«»", "\\", "`", "```", "*", "_", "~~", "||", "> ", "# ", "-# ", "$", "%s", "{0}", "{ $name }"),
    *("<@1>", "<@&1>", "<#1>", "@everyone", "@here", "</hi:1>", "<t:0>", "<t:9999999999999>", "<a:b:1>", "<id:guide>"),
    *("[a](https://example.org)", "https://example.org/@everyone", "https://[", "<", "![", "\0", "\x1b[2J", "\r\n"),
    *("🎉", "👨‍👩‍👧", "é" * 3, "\u202e", "שלום", "مرحبا", "привет", "日本", "\u200b", "\ufeff", "ﷺ", "𝕳"),
    *("on", "off", "auto", "add", "come", "speakers", "general", "txt", "zip", "docs", "export", "show", "voice"),
    *("-1", "0", "200", "1e9", "9" * 30, "../..", "/etc/passwd", "docs/plan.txt", "--help", "123456789012345678"),
]
WORDS = st.one_of(st.sampled_from(TRICKS), st.text(st.characters(exclude_categories=["Cs"]), max_size=12))
SENTENCES = st.builds(
    lambda words, mark: mark.join(words), st.lists(WORDS, max_size=8), st.sampled_from([" ", "", "\n"])
)
WRITTEN = st.one_of(SENTENCES, st.builds(lambda text, times: (text * times)[:1900], WORDS, st.integers(50, 1900)))
"""What somebody may write: at most so much that it still fits into a message, with the command before it."""


class Quick(App):
    """The real app, but for the voice, which is a moment of silence."""

    def speak(self, text: str, **_: Any) -> Any:
        return iter([Pcm(bytes(960), 24_000)])

    def voices(self, language: str | None = None, engine: str | None = None) -> tuple[Voice, ...]:
        return (Voice("anna", ("en",)), Voice("*boris*", ("ru",)))


class Place:
    """A server with the bot in a voice channel. Each time somebody else asks, who may do everything.

    So nobody asks too often.
    """

    def __init__(self, here: Scene, runner: asyncio.Runner) -> None:
        self.here, self.run = here, runner.run
        self.lounge = here.guild.voice("lounge").channel

    async def somebody(self) -> User:
        """Somebody who has not asked yet; the bot comes back where it was sent away."""
        await self.here.bot.wait_until_ready()
        lounge = self.here.bot.get_channel(int(self.lounge.id))
        assert isinstance(lounge, discord.VoiceChannel)
        await self.here.bot.voice.talking.voices.join(lounge)
        user = self.here.discord.person("Eve")
        self.here.guild.member(user).roles = [role for role in self.here.guild.roles if role.name == "chiefs"]
        return user

    async def written(self, name: str, text: str) -> Message:
        """The first answer to a message with that command."""
        here = self.here
        sent = await here.discord.send(here.guild.text, f"!{name} {text}", author=await self.somebody())
        while (answer := await here.discord.wait_message(here.guild.text)).reply_to != sent.id:
            check(answer)  # what came after the first answer to the command before
        return answer

    async def asked(self, name: str, /, **options: str) -> Message:
        """The first answer to a slash command."""
        here = self.here
        return await (await here.discord.slash(here.guild.text, await self.somebody(), name, **options)).answer()


def check(answer: Message) -> None:
    """Hold that an answer says something, in what a message holds, pings nobody, and was meant."""
    assert answer.content.strip() or answer.uploads or answer.components
    assert units(answer.content) <= LIMIT
    assert not pings(answer)
    assert answer.asked["allowed_mentions"]["parse"] == []
    assert not any(sentence in answer.content for sentence in NEVER), answer.content


def worded(found: commands.Command[Any, ..., Any]) -> list[str]:
    """The slash options of a command that take any text."""
    command = found.app_command if isinstance(found, commands.HybridCommand) else None
    options = command.parameters if command else []
    return [each.name for each in options if each.type is discord.AppCommandOptionType.string and not each.choices]


def chosen(found: commands.Command[Any, ..., Any]) -> dict[str, Any]:
    """The first choice of each slash option that must have one of a few."""
    command = found.app_command if isinstance(found, commands.HybridCommand) else None
    options = command.parameters if command else []
    return {each.name: each.choices[0].value for each in options if each.required and each.choices}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("bot")
    (folder / "docs").mkdir()
    (folder / "docs" / "plan.txt").write_text("march")

    def make(guild: Guild) -> App:
        guild.role("chiefs", manage_guild=True)
        guild.voice("lounge")
        roots = {guild.id: {"docs": str(folder / "docs")}}
        tables = {"storage": {"data": str(folder / "data"), "cache": str(folder)}, "files": {"roots": roots}}
        return Quick(Config.model_validate(tables))

    with asyncio.Runner() as runner:
        scenes = scene(make)
        here = runner.run(scenes.__aenter__())
        runner.run(here.guild.voice("lounge").enter(here.anna))
        yield Place(here, runner)
        runner.run(scenes.__aexit__(None, None, None))
        here.app.close()


@settings(max_examples=15)
@given(text=WRITTEN)
def test_every_command_answers_whatever_is_written_after_its_name(place: Place, text: str) -> None:
    names = [command.qualified_name for command in place.here.bot.walk_commands()]
    assert len(names) > 20

    async def hold() -> None:
        for name in names:
            check(await place.written(name, text))

    place.run(hold())


@settings(max_examples=15)
@given(text=WRITTEN)
def test_every_slash_command_answers_whatever_is_written_in_its_options(place: Place, text: str) -> None:
    text = text.strip() or "x"  # Discord's client sends no empty option
    bot = place.here.bot
    found = {command: worded(command) for command in bot.walk_commands()}
    taken = {command: options for command, options in found.items() if options}
    assert len(taken) > 10

    async def hold() -> None:
        for command, options in taken.items():
            given = chosen(command) | dict.fromkeys(options, text)
            check(await place.asked(command.qualified_name, **given))

    place.run(hold())
