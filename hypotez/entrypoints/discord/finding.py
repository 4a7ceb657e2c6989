"""The message that somebody means: by a reply, a link or an id, and only in the channel where they are."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any, Final

import discord
from discord.ext import commands

from hypotez.entrypoints.discord.asking import Asking
from hypotez.entrypoints.discord.refusal import Refusal
from hypotez.entrypoints.discord.subject import Subject, subject_of

__all__ = ["Pointer", "message_by", "own_id", "replied_to", "transcript_here", "transcript_in", "transcripts_here"]

LINK: Final = re.compile(
    r"<?https?://(?:\w+\.)?discord(?:app)?\.com/channels/"
    r"(?P<server>\d{1,20}|@me)/(?P<channel>\d{1,20})(?:/(?P<message>\d{1,20}))?/?>?"
)
ID: Final = re.compile(r"\d{15,20}")
SEARCHED: Final = 50
"""Messages that are looked at for the bot's latest transcript."""


@dataclass(frozen=True, slots=True)
class Pointer(commands.Converter["Pointer"]):
    """A message by its link, or by its id alone."""

    message: int = 0
    channel: int | None = None
    server: str | None = None
    """Its id; "@me" stands for private messages."""

    async def convert(self, _: commands.Context[Any], argument: str) -> "Pointer":
        """Read a link or an id. Any link of Discord is one, for none is meant as text; not all lead to a message."""
        if found := LINK.fullmatch(argument.strip()):
            return Pointer(int(found["message"] or 0), int(found["channel"]), found["server"])
        if ID.fullmatch(argument.strip()):
            return Pointer(int(argument))
        raise commands.BadArgument


async def message_by(asking: Asking, pointer: Pointer) -> discord.Message:
    """The message of this channel that is pointed at.

    Raises:
        Refusal: it is elsewhere or gone, or the person or the bot may not read what was written here before.
    """
    if pointer.server not in {None, str(asking.guild.id) if asking.guild else "@me"}:
        raise Refusal("message-gone")  # nobody is sent to another server
    if pointer.channel not in {None, asking.channel.id}:
        raise Refusal("message-elsewhere")
    _check_history(asking)
    if not pointer.message:
        raise Refusal("message-gone")
    try:
        found: discord.Message = await asking.channel.fetch_message(pointer.message)
    except (discord.NotFound, discord.Forbidden):
        raise Refusal("message-gone") from None
    return found


async def replied_to(asking: Asking) -> discord.Message | None:
    """The message of this channel that the asking message answers."""
    message = asking.message
    reference = message.reference if message else None
    if reference is None or reference.message_id is None or reference.channel_id != asking.channel.id:
        return None
    if isinstance(reference.resolved, discord.Message):
        return reference.resolved
    return await message_by(asking, Pointer(reference.message_id))


def transcript_in(asking: Asking, message: discord.Message) -> Subject:
    """The transcript that `message` shows.

    Raises:
        Refusal: it shows none, or one that was not kept.
    """
    found = subject_of(message, own_id(asking))
    if found is None:
        raise Refusal("correct-not-mine")
    return found


async def transcript_here(asking: Asking) -> discord.Message:
    """The latest message of the bot in this channel that shows a transcript.

    Raises:
        Refusal: there is none among the latest messages, or they may not be read.
    """
    async for message, _ in transcripts_here(asking, SEARCHED):
        return message
    raise Refusal("correct-none-here")


async def transcripts_here(asking: Asking, limit: int) -> AsyncIterator[tuple[discord.Message, Subject]]:
    """Yield the messages that show transcripts, among the latest `limit` of this channel, the latest first.

    Raises:
        Refusal: they may not be read.
    """
    _check_history(asking)
    try:
        async for message in asking.channel.history(limit=limit):
            if subject := subject_of(message, own_id(asking)):
                yield message, subject
    except discord.Forbidden:
        raise Refusal("message-gone") from None


def own_id(asking: Asking) -> int:
    """The id of the bot itself."""
    me = asking.guild.me if asking.guild else asking.channel.me
    return int(me.id)


def _check_history(asking: Asking) -> None:
    author = asking.author
    if isinstance(author, discord.Member) and not asking.channel.permissions_for(author).read_message_history:
        raise Refusal("message-gone")
