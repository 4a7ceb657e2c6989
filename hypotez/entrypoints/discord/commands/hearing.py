"""Writing down what is said."""

import re
from typing import Any, Final, Literal

import discord
from discord import app_commands
from discord.ext import commands

from hypotez.entrypoints.discord import rights
from hypotez.entrypoints.discord.asking import Asking
from hypotez.entrypoints.discord.attachments import audio_of, is_audio
from hypotez.entrypoints.discord.command import command
from hypotez.entrypoints.discord.completion import Choices, completed
from hypotez.entrypoints.discord.finding import Pointer, message_by, replied_to
from hypotez.entrypoints.discord.listening import Listener
from hypotez.entrypoints.discord.named import Engine
from hypotez.entrypoints.discord.refusal import Refusal
from hypotez.entrypoints.discord.shared import Shared
from hypotez.entrypoints.discord.transcription import Transcription

__all__ = ["Hearing"]

LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})?", re.IGNORECASE)


class Language(commands.Converter[str]):
    """A language by its code."""

    async def convert(self, _: commands.Context[Any], argument: str) -> str:
        """Take what looks like a code; whether an engine knows it, the engine says."""
        if LANGUAGE.fullmatch(argument) is None:
            raise commands.BadArgument
        return argument


class Hearing(commands.Cog):
    """Writes down what is said in a file."""

    def __init__(self, shared: Shared, listener: Listener, transcription: Transcription) -> None:
        self.shared, self._listener, self._transcription = shared, listener, transcription

    async def engines(self, interaction: discord.Interaction[Any], typed: str) -> Choices:
        """The engines that may be asked for here."""
        allowed = await self._listener.engines(Asking(interaction))
        return await completed(self.shared, interaction, typed, lambda _: allowed, group=rights.EVERYONE)

    @command(
        "transcribe",
        private=True,
        options=("file", "message", "format", "engine", "language"),
        ignore_extra=False,
    )
    @app_commands.autocomplete(engine=engines)
    async def transcribe(  # noqa: PLR0917 - each is an option of the command, in the order of the prefix
        self,
        context: commands.Context[Any],
        file: discord.Attachment | None = None,
        message: Pointer | None = None,
        format: Literal["txt", "srt", "vtt", "json"] | None = None,
        engine: Engine | None = None,
        language: Language | None = None,
    ) -> None:
        """Write down what is said in the file, in the replied-to message, or in the one that is pointed at."""
        asking = Asking.of(context)
        async with asking.working():
            texts = await self.shared.texts(asking)
            source, audio = await _meant(asking, file, message)
            if not audio:
                raise Refusal("transcribe-no-audio")
            wish = await self._listener.wish(
                asking,
                source.author.id if source else asking.author.id,
                engine=str(engine) if engine else None,
                language=str(language) if language else None,
            )
            written = "text" if format == "txt" else format
            await self._transcription.transcribe(asking, texts, audio, wish, source=source, format=written)


async def _meant(
    asking: Asking, file: discord.Attachment | None, pointer: Pointer | None
) -> tuple[discord.Message | None, list[discord.Attachment]]:
    """The message that is meant, and its audio. There is no message to a slash command's own file."""
    if pointer:
        found = await message_by(asking, pointer)
        return found, audio_of(found)
    if asking.message and audio_of(asking.message):
        return asking.message, audio_of(asking.message)
    if file:
        return None, [file] if is_audio(file) else []
    replied = await replied_to(asking)
    return replied, audio_of(replied) if replied else []
