"""The client: which messages concern the bot, and who answers them."""

import asyncio
from contextlib import suppress
from typing import Any, Final

import discord
import structlog
from discord.ext import commands

from hypotez.entrypoints.app import App
from hypotez.entrypoints.config import Config
from hypotez.entrypoints.crossing import Crossing
from hypotez.entrypoints.discord.asking import Asking
from hypotez.entrypoints.discord.buttons import EngineMenu, TranscriptButton
from hypotez.entrypoints.discord.calls import Call
from hypotez.entrypoints.discord.command import CatalogueTranslator
from hypotez.entrypoints.discord.commands.correcting import Correcting
from hypotez.entrypoints.discord.commands.datasets import Datasets
from hypotez.entrypoints.discord.commands.files import Files
from hypotez.entrypoints.discord.commands.hearing import Hearing
from hypotez.entrypoints.discord.commands.learning import Learning
from hypotez.entrypoints.discord.commands.people import People
from hypotez.entrypoints.discord.commands.settings import Settings
from hypotez.entrypoints.discord.commands.talk import Talk
from hypotez.entrypoints.discord.commands.versions import Versions
from hypotez.entrypoints.discord.commands.vocabulary import Vocabulary
from hypotez.entrypoints.discord.commands.voice import Voice
from hypotez.entrypoints.discord.confirming import ConfirmButton
from hypotez.entrypoints.discord.expiring import Expiring
from hypotez.entrypoints.discord.learning.adding import LeaveOutButton
from hypotez.entrypoints.discord.learning.answering import Answering
from hypotez.entrypoints.discord.learning.buttons import AnswerButton
from hypotez.entrypoints.discord.learning.jobs import JobButton
from hypotez.entrypoints.discord.learning.reviewing import ReviewButton
from hypotez.entrypoints.discord.listening import Listener
from hypotez.entrypoints.discord.menus import menus
from hypotez.entrypoints.discord.messages import Reply
from hypotez.entrypoints.discord.mistakes import sentence_for
from hypotez.entrypoints.discord.offering import offer
from hypotez.entrypoints.discord.rights import group_of
from hypotez.entrypoints.discord.shared import Shared
from hypotez.entrypoints.discord.spoken_commands import SpokenCommands
from hypotez.entrypoints.discord.stopping import StopButton
from hypotez.entrypoints.discord.transcription import Transcription
from hypotez.entrypoints.discord.underway import Underway
from hypotez.ports.errors import HypotezError

__all__ = ["HypotezBot"]

CLOSING: Final = 5.0
"""Seconds for taking leave of Discord; a dead connection would take half a minute."""

BUTTONS: Final = (
    TranscriptButton,
    EngineMenu,
    StopButton,
    ConfirmButton,
    JobButton,
    LeaveOutButton,
    AnswerButton,
    ReviewButton,
)
"""The buttons and menus that the client knows by their ids, after a restart too."""

log = structlog.get_logger(__name__)


class HypotezBot(commands.Bot):
    """hypotez in Discord. Its handlers never block: all work crosses to a thread in `crossing`.

    `reads`: it may read what messages say, which is a privilege; without it messages that mention it, and private
    ones, are all that it understands.
    """

    def __init__(
        self, app: App, config: Config, crossing: Crossing, underway: Underway | None = None, *, reads: bool = True
    ) -> None:
        super().__init__(
            command_prefix=commands.when_mentioned_or(config.discord.prefix),
            case_insensitive=True,
            strip_after_prefix=True,
            help_command=None,
            intents=discord.Intents(
                guilds=True, guild_messages=True, dm_messages=True, voice_states=True, message_content=reads
            ),
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
        )
        self.shared = Shared(app, config, crossing, underway or Underway())
        self.listener = Listener(self.shared)
        spoken = SpokenCommands(self, config.discord.prefix, self.listener)
        self.transcription = Transcription(self.shared, self.listener, spoken)
        self.answering = Answering(self.shared, spoken)
        self.voice = Voice(self.shared)
        self._offering: asyncio.Task[None] | None = None
        self.add_check(self._allowed)
        self.before_invoke(_begun)
        self.after_invoke(_ended)

    async def setup_hook(self) -> None:
        """Add the commands, once the client is logged in, and offer them to Discord."""
        hearing = Hearing(self.shared, self.listener, self.transcription)
        for cog in (
            Talk(self.shared),
            hearing,
            Correcting(self.shared),
            self.voice,
            Files(self.shared),
            People(self.shared),
            Settings(self.shared),
            Expiring(self.shared),
            Learning(self.shared),
            Datasets(self.shared),
            Versions(self.shared),
            Vocabulary(self.shared, self.listener),
        ):
            await self.add_cog(cog)
        for menu in menus():
            self.tree.add_command(menu)
        self.add_dynamic_items(*BUTTONS)
        await self.tree.set_translator(CatalogueTranslator())
        self._offering = asyncio.create_task(offer(self.tree))

    async def on_ready(self) -> None:
        """Tell the log that the bot can be talked to."""
        log.info("discord ready", bot=str(self.user), servers=len(self.guilds))

    async def on_message(self, message: discord.Message, /) -> None:
        """Answer a person's command, or the audio in a person's message."""
        if not self._is_from_a_person(message):
            return
        self.shared.underway.keep()
        context = await self.get_context(message)
        if context.valid:
            await self.invoke(context)
        else:
            await self.voice.talking.read(message)
            await self.transcription.answer(message)
            await self.answering.answer(message)

    async def on_command_error(self, context: commands.Context[Any], exception: commands.CommandError, /) -> None:
        """Tell the person what was wrong."""
        await _ended(context)
        asking = Asking.of(context)
        texts = await self.shared.texts(asking)
        if sentence := await sentence_for(exception, context, texts):
            await asking.answer(Reply(sentence), private=True)

    async def get_context(self, origin: Any, /, *, cls: Any = Call) -> Any:
        """What a message or an interaction calls: see `Call`."""
        return await super().get_context(origin, cls=cls)

    async def close(self) -> None:
        """Stop the answers that are under way and leave Discord."""
        self.shared.underway.cancel()
        if self._offering:
            self._offering.cancel()
        await self.listener.close()
        with suppress(TimeoutError):
            async with asyncio.timeout(CLOSING):
                await super().close()
        self.shared.close()

    async def _allowed(self, context: commands.Context[Any]) -> bool:
        """Let through whom the server lets, as long as work is taken; the refusal is an error of its own."""
        self.shared.underway.check()
        if context.command is not None:
            asking = Asking.of(context)
            if asking.guild is None and not context.command.extras.get("private"):
                raise commands.NoPrivateMessage
            try:
                await self.shared.check(asking, group_of(context.command))
            except HypotezError as error:  # the client library passes on none but its own
                raise commands.CommandInvokeError(error) from error
        return True

    def _is_from_a_person(self, message: discord.Message) -> bool:
        """Tell whether a person wrote it: no bot, this one included, no webhook, and not Discord itself."""
        return (
            not message.author.bot
            and message.webhook_id is None
            and message.author != self.user
            and message.type in {discord.MessageType.default, discord.MessageType.reply}
        )


async def _begun(context: commands.Context[Any]) -> None:
    context.bot.shared.underway.keep()  # a slash command has a task of its own


async def _ended(context: commands.Context[Any]) -> None:
    assert isinstance(context, Call)
    context.note()
