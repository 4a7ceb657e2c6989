"""The client: which messages concern the bot, and who answers them."""

import asyncio
from contextlib import suppress
from typing import Any, Final

import discord
import structlog
from discord.ext import commands

from hypotez.entrypoints.config import Config
from hypotez.entrypoints.crossing import Crossing
from hypotez.entrypoints.discord.commands import Greeting
from hypotez.entrypoints.discord.transcription import MB, Transcribes, Transcription

__all__ = ["HypotezBot"]

CLOSING: Final = 5.0
"""Seconds for taking leave of Discord; a dead connection would take half a minute."""

log = structlog.get_logger(__name__)


class HypotezBot(commands.Bot):
    """hypotez in Discord. Its handlers never block: all work crosses to a thread in `crossing`."""

    def __init__(self, app: Transcribes, config: Config, crossing: Crossing) -> None:
        super().__init__(
            command_prefix=config.discord.prefix,
            case_insensitive=True,
            strip_after_prefix=True,
            help_command=None,
            intents=discord.Intents(guilds=True, guild_messages=True, dm_messages=True, message_content=True),
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
        )
        self._language = config.language
        self._transcription = Transcription(
            app, crossing, limit=config.discord.max_attachment_mb * MB, language=config.language
        )
        self._answering: set[asyncio.Task[Any]] = set()

    async def setup_hook(self) -> None:
        """Add the commands, once the client is logged in."""
        await self.add_cog(Greeting(self._language))

    async def on_ready(self) -> None:
        """Tell the log that the bot can be talked to."""
        log.info("discord ready", bot=str(self.user), servers=len(self.guilds))

    async def on_message(self, message: discord.Message, /) -> None:
        """Answer a person's command, or the audio in a person's message."""
        if not self._is_from_a_person(message):
            return
        task = asyncio.current_task()
        assert task
        self._answering.add(task)
        task.add_done_callback(self._answering.discard)
        context = await self.get_context(message)
        if context.valid:
            await self.invoke(context)
        else:
            await self._transcription.answer(message)

    async def on_command_error(self, context: commands.Context[Any], exception: commands.CommandError, /) -> None:
        """Log what went wrong with a command. The message itself is content and stays out of the log."""
        command = context.command.name if context.command else None
        log.error("command failed", command=command, exc_info=exception)

    async def close(self) -> None:
        """Stop the answers that are under way and leave Discord."""
        for task in self._answering - {asyncio.current_task()}:
            task.cancel()
        await self._transcription.close()
        with suppress(TimeoutError):
            async with asyncio.timeout(CLOSING):
                await super().close()

    def _is_from_a_person(self, message: discord.Message) -> bool:
        """Tell whether a person wrote it: no bot, this one included, no webhook, and not Discord itself."""
        return (
            not message.author.bot
            and message.webhook_id is None
            and message.author != self.user
            and message.type in {discord.MessageType.default, discord.MessageType.reply}
        )
