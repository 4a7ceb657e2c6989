"""Attachments: which of them are audio, and how to read one without trusting what it says of itself."""

import asyncio
from pathlib import PurePath
from typing import Final

import aiohttp
import discord

from hypotez.entrypoints.sounds import SOUNDS

__all__ = ["AttachmentGone", "AttachmentTooBig", "audio_of", "is_audio", "read"]

GENERIC: Final = frozenset({"", "application/octet-stream", "application/ogg", "binary/octet-stream"})
"""Types that say nothing of what is inside: then the ending tells."""
NOT_SOUND: Final = frozenset({"video/mp2t", "video/vnd.dlna.mpeg-tts"})
"""What programs in TypeScript are taken for, by their ending .ts."""
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
    """Tell whether it is a voice message, audio or video by its stated type, or by its ending where that is none."""
    if attachment.is_voice_message():
        return True
    type = (attachment.content_type or "").partition(";")[0].strip().lower()
    if type in GENERIC:
        return PurePath(attachment.filename).suffix.lower() in SOUNDS
    return type.partition("/")[0] in {"audio", "video"} and type not in NOT_SOUND


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
