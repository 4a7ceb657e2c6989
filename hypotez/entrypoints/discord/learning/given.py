"""What somebody gives to be learned from, or to test with: the files of their own message, or what they write in it."""

import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import aiohttp
import discord
from discord.ext import commands

from hypotez.entrypoints.discord.attachments import AttachmentGone, AttachmentTooBig, read
from hypotez.entrypoints.discord.learning.words import Unplaced
from hypotez.entrypoints.discord.listening import TIMEOUT
from hypotez.entrypoints.discord.refusal import Refusal

__all__ = ["Given", "content_of", "unfenced"]

MB: Final = 1 << 20
FENCED: Final = re.compile(r"```(?:[^\S\n]*[\w+-]*[^\S\n]*\n)?(.*?)```", re.DOTALL)
"""A block of code, perhaps with its language."""
COLON: Final = re.compile("[:：]")


@dataclass(frozen=True, slots=True)
class Given:
    """Files, and text beside them; nothing at all is false."""

    files: Sequence[discord.Attachment] = ()
    text: str = ""

    @classmethod
    def by(
        cls, context: commands.Context[Any], file: discord.Attachment | None, text: str | None, *, kept: bool = False
    ) -> "Given":
        """What came with a command: a message has all its files, a slash command the one of its option.

        `kept`: it is to be kept as rows, so no word may be among them that was meant otherwise.

        Raises:
            Unplaced: a word beside the data may have been meant as an option.
        """
        files = ([file] if file else []) if context.interaction else context.message.attachments
        data = unfenced(text or "")
        # in a block all of it is data
        if data == text and (words := _unplaced(context, data, files=bool(files), kept=kept)):
            raise Unplaced(words)
        return cls(tuple(files), data)

    def __bool__(self) -> bool:
        return bool(self.files or self.text)

    async def pieces(self, most: int) -> AsyncIterator[tuple[bytes | str, str]]:
        """Yield the content of each file with its name, and the text with none, one after another.

        Raises:
            Refusal: a file has more than `most` bytes, or is gone.
        """
        for file in self.files:
            yield await content_of(file, most), file.filename
        if self.text:
            yield self.text, ""


async def content_of(file: discord.Attachment, most: int) -> bytes:
    """The bytes of a file.

    Raises:
        Refusal: it has more than `most`, which its stated size tells before it is fetched, or it is gone.
    """
    try:
        async with aiohttp.ClientSession(timeout=TIMEOUT, cookie_jar=aiohttp.DummyCookieJar()) as session:
            return await read(session, file, most)
    except AttachmentTooBig:
        raise Refusal("attachment-too-big", limit=most // MB) from None
    except AttachmentGone:
        raise Refusal("attachment-gone") from None


def unfenced(text: str) -> str:
    """`text`, or what is in its blocks of code, where it has any.

    Raises:
        Unplaced: something else stands beside those.
    """
    blocks = FENCED.findall(text)
    if blocks and (words := FENCED.sub(" ", text).strip()):
        raise Unplaced(words)
    return ("\n".join(blocks) if blocks else text).strip()


def _unplaced(context: commands.Context[Any], data: str, *, files: bool, kept: bool) -> str:
    """What of the first line of `data` may be no data, where that is the line of the command; empty where none may."""
    if context.interaction or "\n" in context.view.buffer[: context.view.previous]:
        return ""
    line, below, _ = data.partition("\n")
    if line.startswith(("{", "[")):
        return ""
    label, *labelled = COLON.split(line, maxsplit=1)
    if labelled:
        return label if kept and len(label.split()) > 1 else ""
    head = any(sign in line for sign in ",;\t")  # of a table
    return line if files or (kept and below and not head) else ""
