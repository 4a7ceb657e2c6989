"""What the bot answers, within the limits of a Discord message."""

import asyncio
import io
import secrets
from dataclasses import dataclass
from typing import Final

import aiohttp
import discord
import structlog

from hypotez.entrypoints.texts import Texts

__all__ = ["LIMIT", "Reply", "reader", "send", "transcript_reply"]

LIMIT: Final = 2_000
"""Characters of a message, on edits too. Counted in UTF-16 units, as Discord's own client does: never fewer."""
SHOWN: Final = 700
"""Characters that are shown of a text that goes into a file: within `LIMIT` even if each of them needs an escape."""
NAME: Final = 100
"""Characters that are shown of a file's name."""

PAUSE: Final = 1.0
"""Seconds before a reply is tried again."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Reply:
    """A message to send: what it says, and the text of the file beside it, if there is one."""

    content: str
    whole: str = ""


async def send(reply: Reply, message: discord.Message) -> None:
    """Reply to `message`; once more where the line broke.

    Where it is impossible (deleted meanwhile, no right to write here, no line), the log says so.
    """
    nonce = secrets.token_hex(12)  # Discord takes a reply once, even where only its answer was lost
    try:
        try:
            await _send(reply, message, nonce)
        except (aiohttp.ClientError, OSError):
            await asyncio.sleep(PAUSE)
            await _send(reply, message, nonce)
    except discord.HTTPException as error:
        log.warning("reply refused", status=error.status, code=error.code, channel=message.channel.id)
    except (aiohttp.ClientError, OSError) as error:
        log.warning("reply not sent", reason=type(error).__name__, channel=message.channel.id)


async def _send(reply: Reply, message: discord.Message, nonce: str) -> None:
    """Send it, without pictures of the pages that it names."""
    if reply.whole:
        file = discord.File(io.BytesIO(reply.whole.encode()), "transcript.txt")
        await message.reply(reply.content, file=file, mention_author=False, nonce=nonce, suppress_embeds=True)
    else:
        await message.reply(reply.content, mention_author=False, nonce=nonce, suppress_embeds=True)


def reader(guild: discord.Guild | None, language: str) -> Texts:
    """Return the texts for people of `guild`; `language` is the config's, for private messages and the undecided.

    Only a community server has chosen its language: all others say American English unasked.
    """
    if guild is None:
        return Texts.for_language(language)
    chosen = str(guild.preferred_locale)
    undecided = chosen == "en-US" and "COMMUNITY" not in guild.features
    return Texts.for_language(language if undecided else chosen)


def transcript_reply(text: str, texts: Texts, *, name: str = "") -> Reply:
    """Return the reply that shows `text`, under `name` where the sender must know which file it is about.

    Marks such as `*` are shown as they were written. Text past `LIMIT` shows its beginning and comes whole in a file.
    """
    title = f"**{texts('transcript-named', name=plain(name[:NAME]))}** " if name else ""
    if not text.strip():
        return Reply(title + texts("transcript-silent"))
    content = title + plain(text)
    if units(content) <= LIMIT:
        return Reply(content)
    return Reply(f"{title}{plain(beginning(text))} …\n-# {texts('transcript-whole')}", whole=text)


def plain(text: str) -> str:
    """Return `text` so that Discord shows its marks letter by letter, and `<@1>`, `<t:0>` and the like as well."""
    return discord.utils.escape_markdown(text).replace("<", r"\<")


def beginning(text: str) -> str:
    """Return whole words from the start of `text`, `SHOWN` characters at most."""
    start = text[:SHOWN]
    cut = max(start.rfind(" "), start.rfind("\n"))
    return start[:cut] if cut > 0 else start


def units(text: str) -> int:
    """Return the length of `text` in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
