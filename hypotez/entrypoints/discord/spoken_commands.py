"""Voice messages that say a command, such as "hypotez, join"."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any, Final

import discord
import structlog
from discord.ext.commands.view import StringView

from hypotez.entrypoints.discord import rights
from hypotez.entrypoints.discord.asking import Asking
from hypotez.entrypoints.discord.explaining import how_to_write
from hypotez.entrypoints.discord.free_words import TAKES_WORDS, Meant, before_colon, lacks_more, with_more
from hypotez.entrypoints.discord.listening import Listener, Wish
from hypotez.entrypoints.discord.messages import Reply
from hypotez.entrypoints.texts import Texts
from hypotez.ports.audio import Audio
from hypotez.ports.errors import HypotezError, UnknownLanguage
from hypotez.ports.progress import Report
from hypotez.ports.speech import Transcript

__all__ = ["SpokenCommands", "after_name", "command_in", "phrases"]

COMMANDS: Final = ("help", "join", "leave", "skip", "stop")
"""What can be said: the keys `spoken-NAME` of the catalogues have the words."""
LANGUAGES: Final = ("en", "ru")
LONGEST: Final = 6.0
"""Seconds that a message with a command may take; longer ones are only written down."""
SHORTEST: Final = 1.0
"""Seconds that it takes at least, pauses included."""
LIKELY: Final = 0.25
"""The confidence that a command needs, where the engine tells one.

Low, for a command is seen and can be taken back, and engines that hear freely are seldom so unsure of a word they know.
"""
NAME_TAKES: Final = 0.4
WORD_TAKES: Final = 0.2
"""Seconds that the bot's name, and each other word, takes at least: nobody says more than some 17 sounds a second.

A recogniser that expects nothing but commands squeezes them into "please stop" as well: there the name is too short.
"""


log = structlog.get_logger(__name__)


class SpokenCommands:
    """Finds the command that a voice message says, and carries it out for whoever sent it."""

    def __init__(self, bot: Any, prefix: str, listener: Listener) -> None:
        self._bot, self._prefix, self._listener = bot, prefix, listener

    async def found(self, attachment: discord.Attachment, audio: Audio, wish: Wish, listen: Report) -> str | None:
        """The name of the command that is said; None where it is anything else, which is then to be heard as such.

        Listens in the language of the sender, and in English where no engine knows that.
        """
        if not attachment.is_voice_message() or (attachment.duration or 0) > LONGEST:
            return None
        for language in dict.fromkeys((wish.likely, "en")):
            how, expected = replace(wish, likely=language), phrases(language)
            if not expected:
                continue
            try:
                name = command_in(await self._listener.hear(audio, how, listen, expected))
                return None if name is None or self._bot.get_command(name) is None else name
            except UnknownLanguage:
                continue
            except HypotezError:
                return None  # it will be told when the message is transcribed
        return None

    async def meant(self, asking: Asking, text: str) -> Meant | None:
        """The command that free words ask for; None where they ask for none that the person may use.

        Also None where the model is not sure, or not there yet. What follows a colon is not asked about where the words
        before it mean a command that is given it.
        """
        name = await self._meaning(before_colon(text), asking.scope)
        if name not in TAKES_WORDS:
            name = await self._meaning(text, asking.scope)
        command = self._bot.get_command(name) if name else None
        if command is None or not (asking.guild or command.extras.get("private")):
            return None
        roles = (await self._bot.shared.server(asking)).roles
        may = rights.may(asking.author, rights.group_of(command), roles)
        return with_more(command.qualified_name, text) if may else None

    async def carry_out(self, message: discord.Message, name: str, texts: Texts, more: str = "") -> None:
        """Say what was understood, and do as if `message` had said so in writing: all checks and cooldowns hold.

        Where the command needs `more` than what is known, only say so, and how it is written.
        """
        context = await self._bot.get_context(message)
        context.prefix, context.invoked_with = self._prefix, name
        context.command = self._bot.get_command(name)
        context.view = StringView(more)
        asking, understood = Asking(message), f"{self._prefix}{name}"
        if not more and lacks_more(context.command):
            alone, usage = texts("spoken-understood-alone", command=understood), await how_to_write(context, texts)
            await asking.answer(Reply(f"{alone} {usage}"))
            return
        await asking.answer(Reply(texts("spoken-understood", command=understood)))
        await self._bot.invoke(context)

    async def _meaning(self, text: str, scope: str) -> str | None:
        """What the model takes free words for."""
        if not text:
            return None
        try:
            name: str | None = await self._bot.shared.learn(lambda learning: learning.intents(text, scope))
        except HypotezError as error:
            log.warning("free words not understood", code=error.code, reason=str(error))
            return None
        return name


def command_in(heard: Transcript) -> str | None:
    """The command that was said, likely enough, and nothing else: the bot's name is the first word."""
    if any(segment.confidence is not None and segment.confidence < LIKELY for segment in heard.segments):
        return None
    words = [word for segment in heard.segments for word in segment.words]
    took = [word.end - word.start for word in words]
    if heard.duration > LONGEST or (took and (heard.duration < SHORTEST or took[0] < NAME_TAKES)):
        return None
    if any(seconds < WORD_TAKES for seconds in took[1:]):
        return None
    return _understood().get(_words(heard.text))


def after_name(text: str) -> str:
    """What is said after the bot's name, where a text begins with it, in any language."""
    words = text.split(None, 1)
    names = {_words(name) for texts in map(Texts.for_language, LANGUAGES) for name in _list(texts, "spoken-names")}
    return words[1] if len(words) > 1 and _words(words[0]) in names else ""


def phrases(language: str) -> tuple[str, ...]:
    """What to listen for in `language`; nothing where the bot understands no commands in it."""
    texts = Texts.for_language(language)
    if not language.lower().startswith(texts.language):
        return ()
    name = next(_list(texts, "spoken-names"))
    return tuple(f"{name} {words}" for command in COMMANDS for words in _list(texts, f"spoken-{command}"))


@cache
def _understood() -> dict[tuple[str, ...], str]:
    """The commands by the words that say them, in all languages: recognisers write the name in several ways."""
    return {
        _words(f"{name} {words}"): command
        for texts in map(Texts.for_language, LANGUAGES)
        for name in _list(texts, "spoken-names")
        for command in COMMANDS
        for words in _list(texts, f"spoken-{command}")
    }


def _list(texts: Texts, key: str) -> Iterator[str]:
    return (entry.strip() for entry in texts(key).split(","))


def _words(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\w+", text.lower().replace("ё", "е")))
