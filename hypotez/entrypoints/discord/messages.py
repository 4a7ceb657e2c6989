"""What the bot answers, within the limits of a Discord message."""

import asyncio
import io
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any, BinaryIO, Final, cast

import aiohttp
import discord
import structlog

from hypotez.entrypoints.texts import Texts

__all__ = ["LIMIT", "Enclosed", "Reply", "beginning", "parts", "plain", "respond", "send", "units"]

LIMIT: Final = 2_000
"""Characters of a message, on edits too. Counted in UTF-16 units, as Discord's own client does: never fewer."""
SHOWN: Final = 700
"""Characters that are shown of a text that goes into a file: within `LIMIT` even if each of them needs an escape."""
PAUSE: Final = 1.0
"""Seconds before a reply is tried again."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file beside a message; it is opened when it is sent."""

    name: str
    open: Callable[[], BinaryIO]

    @classmethod
    def data(cls, name: str, data: bytes) -> "Enclosed":
        """A file of these bytes."""
        return cls(name, lambda: io.BytesIO(data))

    @classmethod
    def text(cls, name: str, text: str) -> "Enclosed":
        """A file of `text`, in UTF-8."""
        return cls.data(name, text.encode())


@dataclass(frozen=True, slots=True)
class Reply:
    """A message to send: what it says, the file beside it, its buttons, and `more` files, ten at most in all."""

    content: str
    file: Enclosed | None = None
    view: discord.ui.View | None = None
    more: tuple[Enclosed, ...] = ()

    def fitting(self) -> "Reply":
        """The same; what is too long for a message is in a file, below its first lines."""
        if units(self.content) <= LIMIT:
            return self
        whole = Enclosed.text("answer.txt", self.content)
        return replace(self, content=f"{beginning(self.content)} …", more=(*self.more, whole))

    def arguments(self) -> dict[str, Any]:
        """For the client's methods that send, new each time: a file can be read once."""
        made: dict[str, Any] = {"suppress_embeds": True}
        if self.more:
            made["files"] = [_file(each) for each in (self.file, *self.more) if each]
        elif self.file:
            made["file"] = _file(self.file)
        if self.view:
            made["view"] = self.view
        return made


def _file(enclosed: Enclosed) -> discord.File:
    return discord.File(cast("io.BufferedIOBase", enclosed.open()), enclosed.name)


async def send(reply: Reply, message: discord.Message) -> discord.Message | None:
    """Reply to `message`; once more where the line broke. None where it is impossible: see `_sent`."""
    reply = reply.fitting()
    nonce = secrets.token_hex(12)  # Discord takes a reply once, even where only its answer was lost
    return await _sent(
        lambda: message.reply(reply.content, mention_author=False, nonce=nonce, **reply.arguments()), message.channel
    )


async def respond(reply: Reply, interaction: discord.Interaction[Any], *, private: bool) -> discord.Message | None:
    """Answer `interaction`.

    What comes after its quarter of an hour goes into the channel, or, where it is private, into a private message.
    """
    reply = reply.fitting()

    async def answered() -> discord.Message | None:
        if not interaction.response.is_done():
            done = await interaction.response.send_message(reply.content, ephemeral=private, **reply.arguments())
            return done.resource if isinstance(done.resource, discord.Message) else None
        if not interaction.is_expired():
            return await interaction.followup.send(reply.content, ephemeral=private, wait=True, **reply.arguments())
        if private:
            return await _whispered(reply, interaction)
        if not isinstance(interaction.channel, discord.abc.Messageable):
            log.warning("reply too late", channel=interaction.channel_id)
            return None
        return await interaction.channel.send(reply.content, **reply.arguments())

    return await _sent(answered, interaction.channel)


async def _whispered(reply: Reply, interaction: discord.Interaction[Any]) -> discord.Message | None:
    """Send a private message; where the person takes none, say in the channel that there was an answer."""
    try:
        return await interaction.user.send(reply.content, **reply.arguments())
    except discord.Forbidden:
        if isinstance(interaction.channel, discord.abc.Messageable):
            texts = Texts.for_language(str(interaction.locale))
            await interaction.channel.send(texts("answer-too-late", person=interaction.user.mention))
        return None


async def _sent(sending: Callable[[], Awaitable[discord.Message | None]], channel: Any) -> discord.Message | None:
    """Send, once more where the line broke.

    Where it is impossible (deleted meanwhile, no right to write here, no line), the log says so.
    """
    where = getattr(channel, "id", None)
    try:
        try:
            return await sending()
        except (aiohttp.ClientError, OSError):
            await asyncio.sleep(PAUSE)
            return await sending()
    except discord.HTTPException as error:
        log.warning("reply refused", status=error.status, code=error.code, channel=where)
    except (aiohttp.ClientError, OSError) as error:
        log.warning("reply not sent", reason=type(error).__name__, channel=where)
    return None


def plain(text: str) -> str:
    """Return `text` so that Discord shows its marks letter by letter, and `<@1>`, `<t:0>` and the like as well."""
    return discord.utils.escape_markdown(text).replace("<", r"\<")


def beginning(text: str, most: int = SHOWN) -> str:
    """Return whole words from the start of `text`, `most` characters at most."""
    if len(text) <= most:
        return text
    start = text[:most]
    cut = max(start.rfind(" "), start.rfind("\n"))
    return start[:cut] if cut > 0 else start


def parts(text: str, most: int = LIMIT) -> list[str]:
    """Cut `text` into messages of at most `most` units: between paragraphs, else lines, else words, else anywhere."""
    found: list[str] = []
    rest = text.strip()
    while units(rest[: most + 1]) > most:
        room = _room(rest, most)
        cut = next((at for mark in ("\n\n", "\n", " ") if (at := rest.rfind(mark, 1, room + 1)) > 0), room)
        found.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [*found, rest] if rest else found


def _room(text: str, most: int) -> int:
    """How many characters from the start of `text` fit into `most` units."""
    room = min(len(text), most)
    while units(text[:room]) > most:
        room -= max(1, (units(text[:room]) - most) // 2)
    return max(1, room)


def units(text: str) -> int:
    """Return the length of `text` in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
