"""Attachments: which of them are audio, and how to read one without trusting what it says of itself."""

import asyncio
from typing import Final

import aiohttp
import discord

__all__ = ["AttachmentGone", "AttachmentTooBig", "audio_of", "read"]

SOUND: Final = (
    ".aac",
    ".aif",
    ".aiff",
    ".amr",
    ".flac",
    ".m4a",
    ".mka",
    ".mp3",
    ".oga",
    ".ogg",
    ".opus",
    ".wav",
    ".wma",
)
PICTURES: Final = (".3gp", ".m4v", ".mkv", ".mov", ".mp4", ".webm")
"""Endings of sound, and of pictures with sound, for the clients that state no type."""
CHUNK: Final = 1 << 16
PAUSES: Final = (0.5, 2.0)
"""Seconds before the second and the third try to fetch."""


class AttachmentTooBig(Exception):
    """It has more bytes than allowed, whatever it states."""


class AttachmentGone(Exception):
    """It cannot be fetched: deleted, expired, or Discord does not give it."""


def audio_of(message: discord.Message) -> list[discord.Attachment]:
    """Return the attachments that may hold speech, in their order, those of a forwarded message included."""
    forwarded = [attachment for snapshot in message.message_snapshots for attachment in snapshot.attachments]
    return [attachment for attachment in (*message.attachments, *forwarded) if is_audio(attachment)]


def is_audio(attachment: discord.Attachment) -> bool:
    """Tell whether it is a voice message, or audio or video by its stated type or, lacking one, by its ending."""
    if attachment.is_voice_message():
        return True
    if attachment.content_type:
        return attachment.content_type.partition("/")[0] in {"audio", "video"}
    return attachment.filename.lower().endswith((*SOUND, *PICTURES))


async def read(session: aiohttp.ClientSession, attachment: discord.Attachment, limit: int) -> bytes:
    """Return the bytes of `attachment`, at most `limit`: reading stops there, however much is still to come.

    Raises:
        AttachmentTooBig: it states or has more than `limit` bytes.
        AttachmentGone: three tries did not bring it.
    """
    if attachment.size > limit:
        raise AttachmentTooBig
    for pause in PAUSES:
        try:
            return await fetch(session, attachment.url, limit)
        except (aiohttp.ClientError, OSError):
            await asyncio.sleep(pause)
    try:
        return await fetch(session, attachment.url, limit)
    except (aiohttp.ClientError, OSError) as error:
        raise AttachmentGone from error


async def fetch(session: aiohttp.ClientSession, url: str, limit: int) -> bytes:
    """Return what is at `url`. A redirect is not followed: Discord has none there, and it could lead anywhere."""
    data = bytearray()
    async with session.get(url, allow_redirects=False) as response:
        if response.status in {403, 404, 410}:
            raise AttachmentGone
        if response.status != 200:
            raise aiohttp.ClientError(response.status)
        async for chunk in response.content.iter_chunked(CHUNK):
            data += chunk
            if len(data) > limit:
                raise AttachmentTooBig
    return bytes(data)
