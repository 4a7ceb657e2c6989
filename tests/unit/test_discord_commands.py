"""The commands by prefix and by slash, with the real client against the loopback Discord."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from discord.ext import commands

from hypotez.entrypoints.config import Config
from hypotez.entrypoints.discord import cooldowns
from hypotez.entrypoints.discord.bot import HypotezBot
from hypotez.entrypoints.discord.command import key_of
from hypotez.entrypoints.discord.cooldowns import USES
from hypotez.entrypoints.discord.mistakes import sentence_for
from hypotez.entrypoints.texts import Texts
from hypotez.ports import errors
from tests.e2e.loopback import Guild, Loopback, User
from tests.e2e.loopback.commands_registry import GROUP, SLASH
from tests.e2e.loopback.in_process import FakeApp, running
from tests.e2e.loopback.people import Payload

EN, RU = Texts.for_language("en"), Texts.for_language("ru")


@pytest.fixture
def guild(discord: Loopback) -> Guild:
    guild = discord.guild()
    guild.role("teachers")
    return guild


@pytest.fixture
async def bot(discord: Loopback, guild: Guild) -> AsyncIterator[HypotezBot]:
    async with running(discord, FakeApp()) as bot:
        async with asyncio.timeout(10):
            while not discord.commands.get(""):  # noqa: ASYNC110 - the loopback has no event for it
                await asyncio.sleep(0.01)
        yield bot


def offered(registered: list[Payload], *path: str) -> Iterator[tuple[tuple[str, ...], Payload]]:
    """The slash commands that were registered, those below others too, each with the way to it."""
    for found in registered:
        yield (*path, found["name"]), found
        yield from offered([each for each in found.get("options", []) if each["type"] <= GROUP], *path, found["name"])


async def test_the_greeting_comes_by_prefix_and_by_slash(
    discord: Loopback, guild: Guild, anna: User, bot: HypotezBot
) -> None:
    await discord.send(guild.text, "!HI", author=anna)
    assert (await discord.wait_message(guild.text)).content == EN("hi")
    assert (await (await discord.slash(guild.text, anna, "hi")).answer()).content == EN("hi")


async def test_a_slash_command_is_answered_in_the_language_of_the_client(
    discord: Loopback, guild: Guild, bot: HypotezBot
) -> None:
    boris = discord.person("Boris", locale="ru")
    assert (await (await discord.slash(guild.text, boris, "hi")).answer()).content == RU("hi")


async def test_a_person_and_a_server_are_answered_in_the_language_of_their_choice(
    discord: Loopback, guild: Guild, anna: User, bot: HypotezBot
) -> None:
    await bot.shared.choices.servers.change(guild.id, language="ru")
    await discord.send(guild.text, "!hi", author=anna)
    assert (await discord.wait_message(guild.text)).content == RU("hi")
    await bot.shared.choices.people.change(anna.id, language="en")
    await discord.send(guild.text, "!hi", author=anna)
    assert (await discord.wait_message(guild.text)).content == EN("hi")


async def test_help_lists_what_the_person_may_do(discord: Loopback, guild: Guild, anna: User, bot: HypotezBot) -> None:
    await discord.send(guild.text, "!help", author=anna)
    told = (await discord.wait_message(guild.text)).content
    assert f"`!hi` {EN('command-hi')}" in told
    assert "!train" not in told
    await discord.send(guild.text, "!help", author=guild.owner)
    assert (
        f"`!train [file] [learner] [leave_out] [data]` {EN('command-train')}"
        in (await discord.wait_message(guild.text)).content
    )


async def test_help_explains_one_command_and_its_options(
    discord: Loopback, guild: Guild, anna: User, bot: HypotezBot
) -> None:
    for asked in ("!help help", "!help !help"):
        await discord.send(guild.text, asked, author=anna)
        told = (await discord.wait_message(guild.text)).content
        assert told == f"`!help [name]` {EN('command-help')}\n- `name` {EN('command-help-name')}"
    await discord.send(guild.text, "!help <@1>", author=anna)
    assert (await discord.wait_message(guild.text)).content == EN("help-unknown", prefix="!")


async def test_help_names_what_can_be_chosen_and_the_commands_below_one(
    discord: Loopback, guild: Guild, anna: User, bot: HypotezBot
) -> None:
    await discord.send(guild.text, "!help archive", author=anna)
    told = (await discord.wait_message(guild.text)).content
    assert f"- `format` {EN('command-archive-format')}: `zip`, `tar.zst`" in told
    await discord.send(guild.text, "!help settings", author=anna)
    told = (await discord.wait_message(guild.text)).content
    assert told.startswith(f"`!settings NAME` {EN('command-settings')}\n")
    assert f"`!settings role GROUP [role] [change]` {EN('command-settings-role')}" in told


async def test_help_is_found_whatever_letters_the_prefix_has(discord: Loopback, guild: Guild, anna: User) -> None:
    async with running(discord, FakeApp(), Config.model_validate({"discord": {"prefix": "h!"}})):
        await discord.send(guild.text, "h!help hi", author=anna)
        assert (await discord.wait_message(guild.text)).content == f"`h!hi` {EN('command-hi')}"


async def test_what_is_typed_wrongly_is_answered_with_how_it_is_written(
    discord: Loopback, guild: Guild, bot: HypotezBot
) -> None:
    for typed, usage, option in (
        ("!say", "!say TEXT", f"`text` {EN('command-say-text')}"),
        ("!feedback", "!feedback TEXT", f"`text` {EN('command-feedback-text')}"),
        ("!archive docs rar", "!archive DIRECTORY [format]", ": `zip`, `tar.zst`"),
        ("!feedbacks pdf", "!feedbacks [format]", ": `csv`, `jsonl`"),
        ("!transcribe nonsense", "!transcribe [file] [message] [format] [engine] [language]", ": `alpha`"),
        ("!learning yes", "!learning [switch]", ": `on`, `off`"),
        ("!vocabulary nonsense", "!vocabulary [deed] [engine]", ": `measure`, `off`"),
        ("!vocabulary alpha", "!vocabulary [deed] [engine]", ": `alpha`"),
        ("!settings nonsense", "!settings NAME", "- NAME: `answers`, `engines`"),
        ("!settings role nonsense", "!settings role GROUP [role] [change]", ": `speakers`, `trainers`"),
        ("!settings transcribe yes", "!settings transcribe SWITCH [channel]", ": `on`, `off`"),
    ):
        await discord.send(guild.text, typed, author=guild.owner)
        told = (await discord.wait_message(guild.text)).content
        assert told.startswith(EN("command-usage", usage=usage) + "\n- ")
        assert option in told


async def test_what_an_option_cannot_be_is_told_as_everywhere() -> None:
    error = commands.ConversionError(commands.clean_content(), errors.NotFound("no such thing"))
    context: Any = SimpleNamespace(command=None)
    assert (await sentence_for(error, context, EN)).startswith(EN("error-not-found"))


async def test_private_messages_have_only_what_is_harmless_there(
    discord: Loopback, anna: User, bot: HypotezBot
) -> None:
    channel = discord.direct(anna)
    await discord.send(channel, "!hi")
    assert (await discord.wait_message(channel)).content == EN("hi")
    await discord.send(channel, "!train")
    assert (await discord.wait_message(channel)).content == EN("rights-private")


async def test_a_mention_of_the_bot_is_as_good_as_the_prefix(
    discord: Loopback, guild: Guild, anna: User, bot: HypotezBot
) -> None:
    await discord.send(guild.text, f"<@{discord.me.id}> hi", author=anna)
    assert (await discord.wait_message(guild.text)).content == EN("hi")


async def test_whoever_repeats_a_command_too_often_is_told_to_wait_and_nobody_else_is(
    discord: Loopback, guild: Guild, anna: User, bot: HypotezBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cooldowns, "SECONDS", 60.0)
    for _ in range(USES):
        await discord.send(guild.text, "!hi", author=anna)
        assert (await discord.wait_message(guild.text)).content == EN("hi")
    too_often = await discord.slash(guild.text, anna, "hi")
    told = (await too_often.answer()).content
    assert told in {EN("command-cooldown", seconds=seconds) for seconds in range(1, 61)}
    assert too_often.ephemeral
    await discord.send(guild.text, "!hi", author=discord.person("Ben"))
    assert (await discord.wait_message(guild.text)).content == EN("hi")


async def test_an_unknown_command_may_be_another_bots(
    discord: Loopback, guild: Guild, anna: User, bot: HypotezBot
) -> None:
    await discord.send(guild.text, "!ban everyone", author=anna)
    await discord.send(guild.text, "!hi", author=anna)
    assert (await discord.wait_message(guild.text)).content == EN("hi")


async def test_every_command_and_option_is_described_in_both_languages(discord: Loopback, bot: HypotezBot) -> None:
    slash = [command for command in discord.commands[""] if command["type"] == SLASH]
    registered = {" ".join(path): found for path, found in offered(slash)}
    assert registered.keys() == {command.qualified_name for command in bot.walk_commands()}
    for command in bot.walk_commands():
        name = command.qualified_name
        found = registered[name]
        described = {key_of(name): found}
        if not isinstance(command, commands.Group):
            options = {option["name"]: option for option in found.get("options", [])}
            assert options.keys() == command.clean_params.keys()
            described |= {key_of(name, option): options[option] for option in options}
        for key, told in described.items():
            assert told["description"] == EN(key)
            assert told["description_localizations"]["ru"] == RU(key)
            assert 0 < len(EN(key)) <= 100
            assert 0 < len(RU(key)) <= 100


async def test_a_bot_whose_commands_cannot_be_registered_still_answers(
    discord: Loopback, guild: Guild, anna: User
) -> None:
    discord.faults.fail("PUT", "/commands$", 403)
    async with running(discord, FakeApp(), Config()):
        await discord.send(guild.text, "!hi", author=anna)
        assert (await discord.wait_message(guild.text)).content == EN("hi")
