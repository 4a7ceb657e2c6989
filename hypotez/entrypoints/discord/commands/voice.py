"""Speech in voice channels."""

from typing import Any, Final

import discord
from discord import app_commands
from discord.ext import commands

from hypotez.entrypoints.discord import rights
from hypotez.entrypoints.discord.asking import Asking
from hypotez.entrypoints.discord.command import command
from hypotez.entrypoints.discord.completion import Choices, completed
from hypotez.entrypoints.discord.messages import LIMIT, Enclosed, Reply, plain, units
from hypotez.entrypoints.discord.refusal import Refusal
from hypotez.entrypoints.discord.shared import Shared
from hypotez.entrypoints.discord.voice.talking import Talking
from hypotez.ports.speech import Voice as Speaker

__all__ = ["Voice"]

DEFAULT: Final = "default"
"""The name for having no voice of one's own."""

Channel = discord.VoiceChannel | discord.StageChannel


class Voice(commands.Cog):
    """Comes, speaks, and goes."""

    def __init__(self, shared: Shared) -> None:
        self.shared = shared
        self.talking = Talking(shared)
        shared.speak = self.talking.answer

    async def cog_unload(self) -> None:
        """Leave all channels; the client does this when it closes."""
        await self.talking.close()

    @commands.Cog.listener()
    async def on_voice_state_update(self, member: discord.Member, *_: discord.VoiceState) -> None:
        """Somebody has come or gone."""
        self.talking.voices.changed(member.guild)

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """The session may be a new one."""
        self.talking.voices.recover()

    async def names(self, interaction: discord.Interaction[Any], typed: str) -> Choices:
        """The voices that there are."""
        voices = await self.talking.wishes.voices()
        names = [DEFAULT, *(voice.name for voice in voices)]
        return await completed(self.shared, interaction, typed, lambda _: names, group=rights.SPEAKERS)

    @command("join", group=rights.SPEAKERS, options=("channel",))
    async def join(
        self,
        context: commands.Context[Any],
        *,
        channel: Channel = None,  # type: ignore[assignment]  # with "| None", what is no channel would be left out
    ) -> None:
        """Come into a voice channel."""
        asking = Asking.of(context)
        async with asking.working():
            await self.talking.come(asking, channel)
            where = self.talking.voices.where(_server(asking))
            await self._tell(asking, "voice-joined", channel=where.mention if where else "")

    @command("leave", group=rights.SPEAKERS)
    async def leave(self, context: commands.Context[Any]) -> None:
        """Leave the voice channel."""
        asking = Asking.of(context)
        async with asking.working():
            if not await self.talking.voices.leave(_server(asking)):
                raise Refusal("voice-not-here")
            await self._tell(asking, "voice-left")

    @command("say", group=rights.SPEAKERS, options=("text",))
    async def say(self, context: commands.Context[Any], *, text: str) -> None:
        """Say a text."""
        asking = Asking.of(context)
        async with asking.working():
            before = await self.talking.say(asking, text)
            await self._tell(asking, "voice-queued" if before else "voice-saying", count=before)

    @command("skip", group=rights.SPEAKERS)
    async def skip(self, context: commands.Context[Any]) -> None:
        """Leave out the rest of what is being said."""
        asking = Asking.of(context)
        if not self.talking.voices.queue(_server(asking)).skip():
            raise Refusal("voice-silent")
        await self._tell(asking, "voice-skipped")

    @command("stop", group=rights.SPEAKERS)
    async def stop(self, context: commands.Context[Any]) -> None:
        """Say nothing more."""
        asking = Asking.of(context)
        if not self.talking.voices.queue(_server(asking)).stop():
            raise Refusal("voice-silent")
        await self._tell(asking, "voice-stopped")

    @command("volume", group=rights.SPEAKERS, options=("percent",))
    async def volume(
        self,
        context: commands.Context[Any],
        percent: commands.Range[int, 0, 200] = None,  # type: ignore[assignment]  # as above
    ) -> None:
        """Tell or change how loud speech is in this server."""
        asking = Asking.of(context)
        async with asking.working():
            if percent is None:
                volume = (await self.shared.server(asking)).volume
                await self._tell(asking, "voice-volume", percent=round(100 * volume))
                return
            await self.shared.choices.servers.change(asking.scope, volume=percent / 100)
            if self.talking.voices.where(_server(asking)):
                self.talking.voices.queue(_server(asking)).volume = percent / 100
            await self._tell(asking, "voice-volume-now", percent=percent)

    @command("voice", group=rights.SPEAKERS, options=("name",))
    @app_commands.autocomplete(name=names)
    async def voice(self, context: commands.Context[Any], *, name: str | None = None) -> None:
        """Tell or change in which voice somebody's texts are said."""
        asking = Asking.of(context)
        async with asking.working(private=True):
            if name is None:
                await self._tell_voice(asking)
                return
            chosen = None if name.casefold() == DEFAULT else await self._named(name)
            await self.shared.choices.people.change(str(asking.author.id), voice=chosen.name if chosen else None)
            if chosen:
                await self._tell(asking, "voice-yours-now", name=plain(chosen.name), private=True)
            else:
                await self._tell(asking, "voice-default-now", private=True)

    @command("voices", group=rights.SPEAKERS, options=("language",))
    async def voices(self, context: commands.Context[Any], language: str | None = None) -> None:
        """List the voices."""
        asking = Asking.of(context)
        async with asking.working(private=True):
            voices = await self.talking.wishes.voices(language)
            if not voices:
                raise Refusal("voice-none")
            await asking.answer(_listed(voices), private=True)

    async def _tell(self, asking: Asking, key: str, *, private: bool = False, **values: Any) -> None:
        texts = await self.shared.texts(asking)
        await asking.answer(Reply(texts(key, **values)), private=private)

    async def _tell_voice(self, asking: Asking) -> None:
        voicing = await self.talking.wishes.voicing(asking)
        if voicing.voice:
            await self._tell(asking, "voice-yours", name=plain(voicing.voice), private=True)
        else:
            await self._tell(asking, "voice-default", language=voicing.language or DEFAULT, private=True)

    async def _named(self, name: str) -> Speaker:
        for voice in await self.talking.wishes.voices():
            if voice.name.casefold() == name.strip().casefold():
                return voice
        raise Refusal("voice-unknown", prefix=self.shared.config.discord.prefix)


def _server(asking: Asking) -> discord.Guild:
    assert asking.guild
    return asking.guild


def _listed(voices: tuple[Speaker, ...]) -> Reply:
    """The list of voices, in a file where it is long."""
    lines = [f"{voice.name} ({', '.join(voice.languages)})" for voice in voices]
    content = "\n".join(map(plain, lines))
    if units(content) <= LIMIT:
        return Reply(content)
    return Reply("", Enclosed.text("voices.txt", "\n".join(lines)))
