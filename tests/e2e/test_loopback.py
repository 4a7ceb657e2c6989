"""The loopback Discord, proven with a plain bot of the real client: commands, menus, buttons and forms."""

from collections.abc import AsyncIterator

import pytest

from tests.e2e.loopback import Callback, Guild, Loopback, NotOffered, Upload, User
from tests.e2e.loopback.client import connected
from tests.e2e.loopback.plain_bot import Plain, code, unanswered


@pytest.fixture
def guild(discord: Loopback) -> Guild:
    return discord.guild(locale="ru")


@pytest.fixture
def anna(discord: Loopback) -> User:
    return discord.person("Anna", locale="de")


@pytest.fixture
async def bot(discord: Loopback, guild: Guild) -> AsyncIterator[Plain]:
    async with connected(discord, Plain()) as bot:
        yield bot


async def test_a_slash_command_is_answered_in_time_and_seen_in_the_channel(
    discord: Loopback, guild: Guild, anna: User, bot: Plain
) -> None:
    interaction = await discord.slash(guild.text, anna, "hello")
    answer = await interaction.answer()
    assert answer.content == "de ru"
    assert interaction.callback is Callback.MESSAGE
    assert not interaction.ephemeral
    assert guild.text.messages[answer.id] is answer
    assert [control.get("label") for control in answer.controls] == ["Correct", "Good", "Redo", None]


@pytest.mark.parametrize("private", [True, False])
async def test_a_deferred_answer_keeps_all_its_edits(
    discord: Loopback, guild: Guild, anna: User, bot: Plain, private: bool
) -> None:
    interaction = await discord.slash(guild.text, anna, "slow", private=private)
    answer = await interaction.answer()
    assert (await interaction.answer()).content == "more"
    assert interaction.deferred
    assert interaction.ephemeral is private
    assert (answer.id in guild.text.messages) is not private
    assert [version.content for version in answer.versions] == ["50 %", "done"]
    assert answer.versions[0].at <= answer.versions[1].at
    assert answer.uploads[0].data == b"text"
    assert not interaction.followups[0].ephemeral


async def test_every_kind_of_option_arrives_as_what_it_is(
    discord: Loopback, guild: Guild, anna: User, bot: Plain
) -> None:
    role = guild.role("mods", manage_guild=True)
    await discord.give(guild, anna, role)
    options = {"text": "hi", "number": 3, "share": 0.5, "person": anna, "channel": guild.text, "role": role}
    interaction = await discord.slash(guild.text, anna, "taken", **options, file=Upload("a.wav", b"sound"))
    told = "['hi', 3, 0.5, 'Anna', 'general', 'mods', 'a.wav', 'sound'] (True, True)"
    assert (await interaction.answer()).content == told


async def test_what_the_client_would_not_send_is_an_error_of_the_test(
    discord: Loopback, guild: Guild, anna: User, bot: Plain
) -> None:
    for name, options, error in [
        ("nothing", {}, LookupError),
        ("mydata", {}, LookupError),
        ("mydata nothing", {}, LookupError),
        ("slow", {}, LookupError),
        ("slow", {"private": True, "more": 1}, LookupError),
        ("slow", {"private": "yes"}, ValueError),
        ("mydata forget", {"what": "some"}, ValueError),
        ("admin", {}, NotOffered),
    ]:
        with pytest.raises(error):
            await discord.slash(guild.text, anna, name, **options)
    await discord.give(guild, anna, guild.role("mods", manage_guild=True))
    assert (await (await discord.slash(guild.text, anna, "admin")).answer()).content == "at your service"
    with pytest.raises(NotOffered):
        await discord.slash(discord.direct(anna), anna, "admin")


async def test_subcommands_work_in_private_too(discord: Loopback, guild: Guild, anna: User, bot: Plain) -> None:
    for channel, private in [(guild.text, False), (discord.direct(anna), True)]:
        answer = await (await discord.slash(channel, anna, "mydata forget", what="All")).answer()
        assert answer.content == f"forgot all in {private}"
        assert answer.ephemeral


async def test_context_menus_are_given_the_message_or_the_person(
    discord: Loopback, guild: Guild, anna: User, bot: Plain
) -> None:
    message = await discord.send(guild.text, "listen", [Upload("a.wav", b"")], author=discord.person("Ben"))
    assert (await (await discord.menu(guild.text, anna, "Transcribe", message)).answer()).content == "Ben: listen 1"
    assert (await (await discord.menu(guild.text, anna, "Who", anna)).answer()).content == "Anna"


async def test_autocompletion_offers_choices(discord: Loopback, guild: Guild, anna: User, bot: Plain) -> None:
    choices = await discord.autocomplete(guild.text, anna, "completed", "path", "a")
    assert [choice["value"] for choice in choices] == ["a/b", "a/c"]


async def test_buttons_and_menus_edit_answer_and_follow_up(
    discord: Loopback, guild: Guild, anna: User, bot: Plain
) -> None:
    message = await (await discord.slash(guild.text, anna, "hello")).answer()
    redo = await discord.press(message, "Redo", anna)
    assert await redo.answer() is message
    followup = await redo.answer()
    assert (message.content, followup.content, followup.ephemeral) == ("again", "done", True)
    chosen = await (await discord.choose(message, "voice", anna, "ru")).answer()
    assert (chosen.content, chosen.ephemeral) == ("voice ru", True)
    assert await (await discord.press(message, "good", anna)).answer() is message
    assert message.content == "again!"
    assert message.controls == []
    with pytest.raises(LookupError):
        await discord.press(message, "good", anna)


async def test_buttons_are_pressed_after_a_restart_too(discord: Loopback, guild: Guild, anna: User) -> None:
    async with connected(discord, Plain()):
        message = await (await discord.slash(guild.text, anna, "hello")).answer()
    async with connected(discord, Plain()):
        assert (await (await discord.press(message, "Good", anna)).answer()).content == "de ru!"


async def test_a_form_is_opened_and_sent_off(discord: Loopback, guild: Guild, anna: User, bot: Plain) -> None:
    message = await (await discord.slash(guild.text, anna, "hello")).answer()
    modal = await (await discord.press(message, "Correct", anna)).modal()
    assert modal.title == "Correct"
    assert [field["value"] for field in modal.fields.values()] == ["old"]
    assert (await (await discord.submit(modal, anna)).answer()).content == "now: old"
    assert (await (await discord.submit(modal, anna, {"Text": "new"})).answer()).content == "now: new"
    with pytest.raises(ValueError, match="2 to 20"):
        await discord.submit(modal, anna, {"Text": "x"})


async def test_the_first_word_must_come_in_time(discord: Loopback, guild: Guild, anna: User, bot: Plain) -> None:
    discord.callbacks.patience = 0.0
    assert await code((await unanswered(discord, guild, anna, bot)).response.send_message("late")) == 10062


async def test_there_is_one_first_word_and_the_token_lives_a_while(
    discord: Loopback, guild: Guild, anna: User, bot: Plain
) -> None:
    interaction = await unanswered(discord, guild, anna, bot)
    assert await code(interaction.followup.send("too early")) == 10015
    await interaction.response.send_message("first")
    interaction.response._response_type = None
    assert await code(interaction.response.send_message("second")) == 40060
    await interaction.delete_original_response()
    assert await code(interaction.edit_original_response(content="gone")) == 10008
    discord.callbacks.life = 0.0
    assert await code(interaction.followup.send("too late")) == 50027


async def test_a_first_word_after_a_deferral_cannot_become_private(
    discord: Loopback, guild: Guild, anna: User, bot: Plain
) -> None:
    asked = await discord.slash(guild.text, anna, "silent")
    await discord.until(lambda: bot.seen)
    await bot.seen[0].response.defer()
    await bot.seen[0].followup.send("secret", ephemeral=True)
    assert not (await asked.answer()).ephemeral
