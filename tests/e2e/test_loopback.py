"""The loopback Discord, proven with plain bots of the real client: commands, forms, rights, servers and limits."""

import io
from collections.abc import AsyncIterator
from typing import Any

import discord as client
import pytest
from discord import app_commands
from discord.ext import commands

from tests.e2e.loopback import Callback, Guild, Loopback, NotOffered, Upload, User
from tests.e2e.loopback.client import connected

INTENTS = client.Intents(guilds=True, guild_messages=True, dm_messages=True, message_content=True, voice_states=True)


class Form(client.ui.Modal, title="Correct"):
    text: client.ui.TextInput[Any] = client.ui.TextInput(label="Text", default="old", min_length=2, max_length=20)

    async def on_submit(self, interaction: client.Interaction[Any]) -> None:
        await interaction.response.send_message(f"now: {self.text.value}")


class Buttons(client.ui.View):
    def __init__(self) -> None:
        super().__init__(timeout=None)

    @client.ui.button(label="Correct", custom_id="correct")
    async def correct(self, interaction: client.Interaction[Any], _: Any) -> None:
        await interaction.response.send_modal(Form())

    @client.ui.button(label="Good", custom_id="good")
    async def good(self, interaction: client.Interaction[Any], _: Any) -> None:
        assert interaction.message
        await interaction.response.edit_message(content=f"{interaction.message.content}!", view=None)

    @client.ui.button(label="Redo", custom_id="redo")
    async def redo(self, interaction: client.Interaction[Any], _: Any) -> None:
        await interaction.response.defer()
        await interaction.edit_original_response(content="again")
        await interaction.followup.send("done", ephemeral=True)

    @client.ui.select(custom_id="voice", options=[client.SelectOption(label=name) for name in ("en", "ru")])
    async def voice(self, interaction: client.Interaction[Any], select: Any) -> None:
        await interaction.response.send_message(f"voice {select.values[0]}", ephemeral=True)


class Plain(commands.Bot):
    """A bot as short as they come."""

    def __init__(self) -> None:
        super().__init__("!", intents=INTENTS, guild_ready_timeout=0.1)
        self.seen: list[Any] = []
        for command in (hello, slow, taken, completed, silent, admin, Data(), transcribe, who):
            self.tree.add_command(command)
        self.add_view(Buttons())
        self.tree.error(self.noted)

    async def setup_hook(self) -> None:
        await self.tree.sync()

    async def noted(self, _: client.Interaction[Any], error: app_commands.AppCommandError) -> None:
        self.seen.append(getattr(error, "original", error))


@app_commands.command(description="Greets.")
async def hello(interaction: client.Interaction[Any]) -> None:
    await interaction.response.send_message(f"{interaction.locale} {interaction.guild_locale}", view=Buttons())


@app_commands.command(description="Takes its time.")
async def slow(interaction: client.Interaction[Any], private: bool) -> None:
    await interaction.response.defer(ephemeral=private, thinking=True)
    await interaction.edit_original_response(content="50 %")
    await interaction.edit_original_response(content="done", attachments=[client.File(io.BytesIO(b"text"), "a.txt")])
    await interaction.followup.send("more")


@app_commands.command(description="Takes everything.")
async def taken(  # noqa: PLR0917
    interaction: client.Interaction[Any],
    text: str,
    number: int,
    share: float,
    person: client.Member,
    channel: client.TextChannel,
    role: client.Role,
    file: client.Attachment,
) -> None:
    data = (await file.read()).decode()
    told = [text, number, share, person.display_name, channel.name, role.name, file.filename, data]
    rights = interaction.permissions.manage_guild, interaction.app_permissions.send_messages
    await interaction.response.send_message(f"{told} {rights}")


@app_commands.command(description="Completes.")
async def completed(interaction: client.Interaction[Any], path: str) -> None:
    await interaction.response.send_message(path)


@completed.autocomplete("path")
async def paths(_: client.Interaction[Any], typed: str) -> list[app_commands.Choice[str]]:
    return [app_commands.Choice(name=path, value=path) for path in ("a/b", "a/c", "d") if path.startswith(typed)]


@app_commands.command(description="Says nothing in time.")
async def silent(interaction: client.Interaction[Any]) -> None:
    interaction.client.seen.append(interaction)


@app_commands.command(description="For those who manage the server.")
@app_commands.default_permissions(manage_guild=True)
@app_commands.guild_only()
async def admin(interaction: client.Interaction[Any]) -> None:
    await interaction.response.send_message("at your service")


class Data(app_commands.Group, name="mydata", description="What is kept of you."):
    @app_commands.command(description="Forgets.")
    @app_commands.choices(what=[app_commands.Choice(name="All", value="all")])
    async def forget(self, interaction: client.Interaction[Any], what: str) -> None:
        await interaction.response.send_message(f"forgot {what} in {interaction.context.dm_channel}", ephemeral=True)


@app_commands.context_menu(name="Transcribe")
async def transcribe(interaction: client.Interaction[Any], message: client.Message) -> None:
    await interaction.response.send_message(f"{message.author.name}: {message.content} {len(message.attachments)}")


@app_commands.context_menu(name="Who")
async def who(interaction: client.Interaction[Any], person: client.Member) -> None:
    await interaction.response.send_message(person.display_name)


@pytest.fixture
async def discord() -> AsyncIterator[Loopback]:
    async with Loopback() as discord:
        yield discord


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


async def test_a_form_is_opened_and_sent_off(discord: Loopback, guild: Guild, anna: User, bot: Plain) -> None:
    message = await (await discord.slash(guild.text, anna, "hello")).answer()
    modal = await (await discord.press(message, "Correct", anna)).modal()
    assert modal.title == "Correct"
    assert [field["value"] for field in modal.fields.values()] == ["old"]
    assert (await (await discord.submit(modal, anna)).answer()).content == "now: old"
    assert (await (await discord.submit(modal, anna, {"Text": "new"})).answer()).content == "now: new"
    with pytest.raises(ValueError, match="2 to 20"):
        await discord.submit(modal, anna, {"Text": "x"})


async def code(awaitable: Any) -> int:
    """The error that Discord answers with."""
    with pytest.raises(client.HTTPException) as caught:
        await awaitable
    return caught.value.code


async def unanswered(discord: Loopback, guild: Guild, anna: User, bot: Plain) -> client.Interaction[Any]:
    await discord.slash(guild.text, anna, "silent")
    await discord.until(lambda: bot.seen)
    interaction: client.Interaction[Any] = bot.seen.pop()
    return interaction


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


def rows(buttons: int) -> client.ui.View:
    view = client.ui.View(timeout=None)
    for number in range(buttons):
        view.add_item(client.ui.Button(label="x", custom_id=str(number)))
    return view


async def test_answers_obey_the_limits_of_messages(discord: Loopback, guild: Guild, anna: User, bot: Plain) -> None:
    guild.filesize_limit = 100
    interaction = await unanswered(discord, guild, anna, bot)
    big = client.File(io.BytesIO(bytes(101)), "a.bin")
    assert interaction.filesize_limit == 100
    assert await code(interaction.response.send_message("a" * 2001)) == 50035
    assert await code(interaction.response.send_message(file=big)) == 40005
    await interaction.response.send_message("a" * 2000)
    assert await code(interaction.edit_original_response(content="a" * 2001)) == 50035
    assert await code(interaction.followup.send("a" * 2001)) == 50035
    assert await code(interaction.followup.send("x", embeds=[client.Embed(description="a" * 4097)])) == 50035
    embeds = [client.Embed(description="a" * 4000) for _ in range(2)]
    assert await code(interaction.followup.send("x", embeds=embeds)) == 50035


async def test_components_obey_their_limits(discord: Loopback, guild: Guild, bot: Plain) -> None:
    channel = bot.get_partial_messageable(int(guild.text.id))
    await channel.send("x", view=rows(25))
    for change in ({"custom_id": "y" * 101}, {"custom_id": "0"}, {"label": "l" * 81}):
        view = rows(2)
        for name, value in change.items():
            setattr(view.children[1]._underlying, name, value)  # type: ignore[attr-defined]
        assert await code(channel.send("x", view=view)) == 50035


@pytest.mark.parametrize(
    "change",
    [{"title": "t" * 46}, {"title": ""}, {"components": []}, {"components": [{"type": 1, "components": []}] * 6}],
)
async def test_forms_obey_their_limits(
    discord: Loopback, guild: Guild, anna: User, bot: Plain, change: dict[str, Any]
) -> None:
    form = Form()
    payload = {**form.to_dict(), **change}
    form.to_dict = lambda: payload  # type: ignore[method-assign]
    interaction = await unanswered(discord, guild, anna, bot)
    assert await code(interaction.response.send_modal(form)) == 50035


@pytest.mark.parametrize(
    "command",
    [
        {"name": "Upper", "description": "x"},
        {"name": "two words", "description": "x"},
        {"name": "n" * 33, "description": "x"},
        {"name": "a", "description": ""},
        {"name": "a", "description": "d" * 101},
        {"name": "a", "description": "x", "description_localizations": {"ru": "d" * 101}},
        {"name": "a", "description": "x", "name_localizations": {"xx": "b"}},
        {"name": "a", "description": "x", "name_localizations": {"ru": "Привет"}},
        {
            "name": "a",
            "description": "x",
            "options": [{"name": f"o{n}", "description": "x", "type": 3} for n in range(26)],
        },
        {
            "name": "a",
            "description": "x",
            "options": [
                {"name": "o", "description": "x", "type": 3},
                {"name": "p", "description": "x", "type": 3, "required": True},
            ],
        },
        {"name": "Menu", "type": 3, "description": "x"},
    ],
)
async def test_commands_are_registered_only_in_their_form(discord: Loopback, bot: Plain, command: Any) -> None:
    assert bot.application_id
    registered = discord.commands[""]
    put = bot.http.bulk_upsert_global_commands
    assert await code(put(bot.application_id, [{"type": 1, **command}])) == 50035
    assert discord.commands[""] is registered


async def test_commands_keep_their_ids_and_a_server_has_its_own(
    discord: Loopback, guild: Guild, anna: User, bot: Plain
) -> None:
    before = {command["name"]: command["id"] for command in discord.commands[""]}
    await bot.tree.sync()
    assert {command["name"]: command["id"] for command in discord.commands[""]} == before
    bot.tree.copy_global_to(guild=client.Object(int(guild.id)))
    await bot.tree.sync(guild=client.Object(int(guild.id)))
    assert len(discord.commands[guild.id]) == len(before)
    assert len(await bot.tree.fetch_commands()) == len(before)


async def test_rights_come_from_roles_and_the_channel(discord: Loopback, guild: Guild, bot: Plain) -> None:
    channel = bot.get_channel(int(guild.text.id))
    assert isinstance(channel, client.TextChannel)
    file = client.File(io.BytesIO(b"x"), "a.bin")
    question = await discord.send(guild.text, "!hi")
    await discord.permit(guild.text, guild.everyone, attach_files=False, read_message_history=False)
    assert await code(channel.send(file=file)) == 50013
    assert await code(channel.fetch_message(int(question.id))) == 50013
    await discord.give(guild, discord.me, guild.role("helper", manage_messages=True))
    await channel.get_partial_message(int(question.id)).delete()
    await discord.allow(guild, guild.everyone, send_messages=False)
    assert await code(channel.send("x")) == 50013
    assert not channel.permissions_for(channel.guild.me).send_messages
    await discord.permit(guild.text, discord.me, send_messages=True)
    await channel.send("x")
    await discord.permit(guild.text, discord.me, view_channel=False)
    assert await code(channel.send("x")) == 50001
    assert await code(bot.get_partial_messageable(int(discord.channel(guild, "other").id)).send("x")) == 50013


async def test_an_edit_keeps_the_files_that_it_names_and_is_remembered(
    discord: Loopback, guild: Guild, bot: Plain
) -> None:
    channel = bot.get_partial_messageable(int(guild.text.id))
    sent = await channel.send("one", files=[client.File(io.BytesIO(b"x"), name) for name in ("a.txt", "b.txt")])
    await sent.edit(content="two", attachments=[sent.attachments[1], client.File(io.BytesIO(b"x"), "c.txt")])
    await sent.edit(content="three")
    message = guild.text.messages[str(sent.id)]
    assert [version.content for version in message.versions] == ["one", "two", "three"]
    assert [" ".join(version.uploads) for version in message.versions] == ["a.txt b.txt", "b.txt c.txt", "b.txt c.txt"]


async def test_the_application_tells_which_intents_it_was_given(bot: Plain) -> None:
    assert bot.application_flags.gateway_message_content_limited
    assert (await bot.application_info()).flags.gateway_message_content_limited
    assert not (await bot.application_info()).flags.gateway_guild_members_limited


async def test_servers_are_asked_about(discord: Loopback, guild: Guild, anna: User, bot: Plain) -> None:
    fetched = await bot.fetch_guild(int(guild.id))
    guild.role("mods")
    guild.member(anna)
    assert (fetched.name, len(await fetched.fetch_channels()), len(await fetched.fetch_roles())) == ("server", 1, 2)
    assert (await fetched.fetch_member(int(anna.id))).name == "Anna"
    assert await code(fetched.fetch_member(1)) == 10007
    assert await code(bot.fetch_guild(1)) == 10004
    known = bot.get_guild(int(guild.id))
    assert known
    assert [member.name for member in await known.query_members(user_ids=[int(anna.id)])] == ["Anna"]


class Witness(client.Client):
    """Notes what happens."""

    def __init__(self) -> None:
        super().__init__(intents=INTENTS, guild_ready_timeout=0.1)
        self.seen: list[str] = []

    async def on_ready(self) -> None:
        self.seen.append("ready")

    async def on_guild_join(self, guild: client.Guild) -> None:
        self.seen.append(f"joined {guild.name}")

    async def on_guild_remove(self, guild: client.Guild) -> None:
        self.seen.append(f"left {guild.name}")

    async def on_guild_channel_create(self, channel: client.abc.GuildChannel) -> None:
        self.seen.append(f"opened {channel.name}")

    async def on_guild_channel_delete(self, channel: client.abc.GuildChannel) -> None:
        self.seen.append(f"removed {channel.name}")

    async def on_voice_state_update(
        self, member: client.Member, before: client.VoiceState, after: client.VoiceState
    ) -> None:
        self.seen.append(f"{member.name}: {before.channel} to {after.channel}")


async def test_what_happens_in_servers_is_told(discord: Loopback, anna: User) -> None:
    guild = discord.guild()
    lounge, garden = guild.voice("lounge"), guild.voice("garden")
    await lounge.enter(discord.person("Ben"))
    async with connected(discord, Witness()) as witness:
        await discord.until(lambda: witness.seen)
        lounge_seen = witness.get_channel(int(lounge.channel.id))
        assert isinstance(lounge_seen, client.VoiceChannel)
        assert [member.name for member in lounge_seen.members] == ["Ben"]
        for step in (lounge.enter(anna), garden.enter(anna), garden.leave(anna)):
            told = len(witness.seen)
            await step
            await discord.until(lambda told=told: len(witness.seen) > told)
        await discord.open(guild.channel("new"))
        await discord.remove(guild.channels[-1])
        second = discord.guild("second")
        await discord.invite(second)
        await discord.kick(second)
        await discord.until(lambda: "left second" in witness.seen)
    assert witness.seen == [
        "ready",
        "Anna: None to lounge",
        "Anna: lounge to garden",
        "Anna: garden to None",
        "opened new",
        "removed new",
        "joined second",
        "left second",
    ]
