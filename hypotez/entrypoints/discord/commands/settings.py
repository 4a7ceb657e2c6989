"""What a server chooses, and what a person does."""

from typing import Any, Literal

import discord
from discord import app_commands
from discord.ext import commands

from hypotez.entrypoints.discord import choosing, rights
from hypotez.entrypoints.discord.asking import Asking
from hypotez.entrypoints.discord.command import command, command_group
from hypotez.entrypoints.discord.completion import Choices, completed
from hypotez.entrypoints.discord.messages import Reply, parts
from hypotez.entrypoints.discord.overview import overview
from hypotez.entrypoints.discord.refusal import Refusal
from hypotez.entrypoints.discord.shared import Shared
from hypotez.entrypoints.texts import Texts, languages

__all__ = ["Settings"]

Channel = discord.TextChannel | discord.VoiceChannel
Group = Literal["speakers", "trainers", "keepers", "moderators"]
Switch = Literal["on", "off"]
NOTHING: Any = None
"""For an option that may be left out: with "| None" in its type, what is no channel or role would be, too."""

LANGUAGES = app_commands.choices(
    language=[
        *(
            app_commands.Choice(name=Texts.for_language(code)("settings-language-name"), value=code)
            for code in sorted(languages())
        ),
        app_commands.Choice(name=choosing.AUTO, value=choosing.AUTO),
    ]
)


class Settings(commands.Cog):
    """Lets moderators choose for their server, and everybody for themselves."""

    def __init__(self, shared: Shared) -> None:
        self.shared = shared

    async def offered_engines(self, interaction: discord.Interaction[Any], typed: str) -> Choices:
        """The engines that the config allows."""
        app = self.shared.app
        return await self._offered(interaction, typed, lambda _: choosing.completions(typed, app.recognisers))

    async def offered_voices(self, interaction: discord.Interaction[Any], typed: str) -> Choices:
        """The voices that there are."""
        return await self._offered(interaction, typed, lambda _: [choosing.AUTO, *self._voices()])

    async def offered_days(self, interaction: discord.Interaction[Any], typed: str) -> Choices:
        """Some usual numbers."""
        return await self._offered(interaction, typed, lambda _: [choosing.OFF, "7", "30", "90", "365"])

    @command("language", private=True, options=("language",))
    @LANGUAGES
    async def own_language(self, context: commands.Context[Any], language: str | None = None) -> None:
        """Choose in which language a person's messages are answered."""
        asking = Asking.of(context)
        people, who = self.shared.choices.people, str(asking.author.id)
        async with asking.working(private=True):
            if language is not None:
                await people.change(who, language=choosing.language(language))
            chosen = (await people.get(who)).language
            texts = await self.shared.texts(asking)
            name = Texts.for_language(chosen)("settings-language-name")
            told = texts("language-chosen", language=name) if chosen else texts("language-open")
            await asking.answer(Reply(told), private=True)

    @command_group("settings", group=rights.MODERATORS, ignore_extra=False)
    async def settings(self, context: commands.Context[Any]) -> None:
        """Show what was chosen."""
        await self._show(context)

    @command("show", under=settings, group=rights.MODERATORS)
    async def show(self, context: commands.Context[Any]) -> None:
        """Show what was chosen."""
        await self._show(context)

    @command("language", under=settings, group=rights.MODERATORS, options=("language",))
    @LANGUAGES
    async def language(self, context: commands.Context[Any], language: str) -> None:
        """Choose in which language the server is answered."""
        await self._choose(context, "language", language=choosing.language(language))

    @command("engines", under=settings, group=rights.MODERATORS, options=("engines",))
    @app_commands.autocomplete(engines=offered_engines)
    async def engines(self, context: commands.Context[Any], *, engines: str) -> None:
        """Choose who listens, in which order."""
        allowed = await self.shared.quick.run(lambda _: self.shared.app.recognisers)
        await self._choose(context, "engines", engines=choosing.engines(engines, allowed))

    @command("voice", under=settings, group=rights.MODERATORS, options=("voice",))
    @app_commands.autocomplete(voice=offered_voices)
    async def voice(self, context: commands.Context[Any], *, voice: str) -> None:
        """Choose who speaks."""
        known = await self.shared.quick.run(lambda _: self._voices())
        await self._choose(context, "voice", voice=choosing.voice(voice, known))

    @command("transcribe", under=settings, group=rights.MODERATORS, options=("switch", "channel"), ignore_extra=False)
    async def transcribe(self, context: commands.Context[Any], switch: Switch, channel: Channel = NOTHING) -> None:
        """Choose where audio is written down unasked."""
        asking = Asking.of(context)
        where = self._seen(asking, channel)
        changes = choosing.transcription(await self.shared.sure(asking), where, on=switch == "on")
        await self._choose(context, "transcribe", **changes)

    @command("answers", under=settings, group=rights.MODERATORS, options=("how",))
    async def answers(self, context: commands.Context[Any], how: Literal["come", "here", "never"]) -> None:
        """Choose whether answers are spoken."""
        await self._choose(context, "answers", speak_answers=how)

    @command("read", under=settings, group=rights.MODERATORS, options=("channel",), ignore_extra=False)
    async def read(self, context: commands.Context[Any], channel: Channel = NOTHING) -> None:
        """Choose whose messages are read aloud."""
        await self._choose(context, "read", read_channel=self._seen(Asking.of(context), channel))

    @command("role", under=settings, group=rights.MODERATORS, options=("group", "role", "change"), ignore_extra=False)
    async def role(
        self,
        context: commands.Context[Any],
        group: Group,
        role: discord.Role = NOTHING,
        change: Literal["add", "remove"] = "add",
    ) -> None:
        """Choose who may do what. Whoever was let in by a role lets in nobody else."""
        asking = Asking.of(context)
        chosen = await self.shared.sure(asking)
        changes: dict[str, Any] = {}
        if role is not None:
            if not rights.may(asking.author, rights.MODERATORS, {}):
                raise Refusal("rights-managers")
            changes = {**choosing.roles(chosen, group, str(role.id), add=change == "add")}
        await self._choose(context, "role", **changes)

    @command("retention", under=settings, group=rights.MODERATORS, options=("days",))
    @app_commands.autocomplete(days=offered_days)
    async def retention(self, context: commands.Context[Any], days: str) -> None:
        """Choose for how long records are kept."""
        await self._choose(context, "retention", retention_days=choosing.days(days))

    @command("learning", under=settings, group=rights.MODERATORS, options=("switch",))
    async def learning(self, context: commands.Context[Any], switch: Switch) -> None:
        """Choose whether anything here may teach."""
        texts = await self.shared.texts(Asking.of(context))
        means = texts(f"learning-server-{switch}", prefix=context.clean_prefix)
        await self._choose(context, "learning", means, learning=switch == "on")

    async def _show(self, context: commands.Context[Any]) -> None:
        asking = Asking.of(context)
        async with asking.working(private=True):
            texts = await self.shared.texts(asking)
            assert asking.guild
            lines = overview(await self.shared.server(asking), asking.guild, texts).values()
            for part in parts("\n".join([texts("settings-title", prefix=context.clean_prefix), *lines])):
                await asking.answer(Reply(part), private=True)

    async def _choose(self, context: commands.Context[Any], name: str, means: str = "", **changes: Any) -> None:
        """Keep a choice, and show it as it is now, with what it `means`."""
        asking = Asking.of(context)
        async with asking.working(private=True):
            assert asking.guild
            chosen = await self.shared.choices.servers.change(asking.scope, **changes)
            texts = await self.shared.texts(asking)
            for part in parts(f"{overview(chosen, asking.guild, texts)[name]}\n{means}"):
                await asking.answer(Reply(part), private=True)

    async def _offered(self, interaction: discord.Interaction[Any], typed: str, values: Any) -> Choices:
        return await completed(self.shared, interaction, typed, values, group=rights.MODERATORS)

    def _voices(self) -> list[str]:
        return [voice.name for voice in self.shared.app.voices()]

    @staticmethod
    def _seen(asking: Asking, channel: Channel | None) -> str | None:
        """The id of `channel`, if both the person and the bot see it: nobody has the bot look where they cannot.

        Raises:
            Refusal: one of the two does not.
        """
        if channel is None:
            return None
        assert asking.guild
        assert isinstance(asking.author, discord.Member)
        for member in (asking.author, asking.guild.me):
            if not channel.permissions_for(member).view_channel:
                raise Refusal("settings-channel-hidden")
        return str(channel.id)
