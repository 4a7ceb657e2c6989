"""What the loopback Discord refuses, as the real one does: limits, rights and forms; and what it tells of servers."""

import io
from collections.abc import AsyncIterator
from typing import Any

import discord as client
import pytest

from tests.e2e.loopback import Guild, Loopback, User
from tests.e2e.loopback.client import connected
from tests.e2e.loopback.mentions import pings
from tests.e2e.loopback.plain_bot import INTENTS, Form, Plain, code, unanswered


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


@pytest.mark.parametrize(
    ("allowed", "pinged"),
    [
        (None, {"everyone", "anna", "mods"}),
        (client.AllowedMentions.none(), set()),
        (client.AllowedMentions(everyone=False, roles=False), {"anna"}),
        (client.AllowedMentions(users=[client.Object(1)], everyone=False), {"mods"}),
    ],
)
async def test_a_message_pings_whom_it_may(
    discord: Loopback, guild: Guild, anna: User, *, bot: Plain, allowed: Any, pinged: set[str]
) -> None:
    mods = await discord.role(guild, "mods")
    names = {anna.id: "anna", mods.id: "mods", "everyone": "everyone"}
    channel = bot.get_partial_messageable(int(guild.text.id))
    await channel.send(f"@everyone <@{anna.id}> <@&{mods.id}>", allowed_mentions=allowed)
    assert {names[id] for id in pings(await discord.wait_message(guild.text))} == pinged


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
