"""A bot as short as they come, of the real client alone: what the loopback is proven with."""

import io
from typing import Any

import discord as client
import pytest
from discord import app_commands
from discord.ext import commands

from tests.e2e.loopback import Guild, Loopback, User

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
    """Has a command for each thing that commands do. `seen`: its mistakes, and what it did not answer."""

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


async def code(awaitable: Any) -> int:
    """The error that Discord answers with."""
    with pytest.raises(client.HTTPException) as caught:
        await awaitable
    return caught.value.code


async def unanswered(discord: Loopback, guild: Guild, anna: User, bot: Plain) -> client.Interaction[Any]:
    """An interaction on the client's side, whose first word is the test's to say."""
    await discord.slash(guild.text, anna, "silent")
    await discord.until(lambda: bot.seen)
    interaction: client.Interaction[Any] = bot.seen.pop()
    return interaction
