"""What somebody gives to be learned from, or to test with: the files of their own message, or what they write in it."""

import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import aiohttp
import discord
from discord.ext import commands

from hypotez.entrypoints.discord.attachments import AttachmentGone, AttachmentTooBig, read
from hypotez.entrypoints.discord.listening import TIMEOUT
from hypotez.entrypoints.discord.refusal import Refusal

__all__ = ["Given", "content_of", "unfenced"]

MB: Final = 1 << 20
FENCED: Final = re.compile(r"```(?:[^\S\n]*[\w+-]*[^\S\n]*\n)?(.*?)```", re.DOTALL)
"""A block of code, perhaps with its language; what stands outside of it is not part of it."""


@dataclass(frozen=True, slots=True)
class Given:
    """Files, and text beside them; nothing at all is false."""

    files: Sequence[discord.Attachment] = ()
    text: str = ""

    @classmethod
    def by(cls, context: commands.Context[Any], file: discord.Attachment | None, text: str | None) -> "Given":
        """What came with a command: a message has all its files, a slash command the one of its option."""
        files = ([file] if file else []) if context.interaction else context.message.attachments
        return cls(tuple(files), unfenced(text or ""))

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
    """`text`, or what is in its blocks of code, where it has any."""
    blocks = FENCED.findall(text)
    return ("\n".join(blocks) if blocks else text).strip()
