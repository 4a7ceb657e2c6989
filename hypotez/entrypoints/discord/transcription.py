"""Audio in a message is answered with its text."""

import asyncio
from typing import Final

import aiohttp
import discord

from hypotez.entrypoints.discord.asking import Asking
from hypotez.entrypoints.discord.attachments import AttachmentGone, AttachmentTooBig, audio_of, read
from hypotez.entrypoints.discord.messages import Reply
from hypotez.entrypoints.discord.refusal import failure
from hypotez.entrypoints.discord.shared import Shared
from hypotez.entrypoints.discord.transcripts import transcript_reply
from hypotez.entrypoints.texts import Texts
from hypotez.ports.audio import Audio
from hypotez.ports.progress import Cancelled

__all__ = ["Transcription"]

AT_ONCE: Final = 8
"""Attachments that are held in memory at once; those of other messages wait for their turn."""
MB: Final = 1 << 20
TIMEOUT: Final = aiohttp.ClientTimeout(total=600, sock_connect=10, sock_read=30)
"""Seconds: for the whole file, for the connection, and for the silence between two pieces."""


class Transcription:
    """Answers each audio attachment with its text."""

    def __init__(self, shared: Shared) -> None:
        self._shared = shared
        self._limit = shared.config.discord.max_attachment_mb * MB
        self._places = asyncio.Semaphore(AT_ONCE)
        self._session: aiohttp.ClientSession | None = None

    async def answer(self, message: discord.Message) -> None:
        """Reply to `message` once for each audio in it, in order; say nothing where there is none."""
        attachments = audio_of(message)
        if not attachments:
            return
        asking = Asking(message)
        texts = await self._shared.texts(asking)
        async with asking.working():
            for attachment in attachments:
                await asking.answer(await self._hear(asking, attachment, texts, named=len(attachments) > 1))

    async def close(self) -> None:
        """Close the connections to the attachments' server."""
        if self._session:
            await self._session.close()

    async def _hear(self, asking: Asking, attachment: discord.Attachment, texts: Texts, *, named: bool) -> Reply:
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=TIMEOUT, cookie_jar=aiohttp.DummyCookieJar())
        try:
            async with self._places:
                audio = Audio(await read(self._session, attachment, self._limit), attachment.filename)
                record = await self._shared.heavy.run(
                    lambda report: self._shared.app.transcribe_and_keep(
                        audio, origin=asking.origin, likely=texts.language, report=report
                    )
                )
        except AttachmentTooBig:
            return Reply(texts("attachment-too-big", limit=self._limit // MB))
        except AttachmentGone:
            return Reply(texts("attachment-gone"))
        except Cancelled:
            raise asyncio.CancelledError from None  # only a bot that is closing cancels work
        except Exception as error:  # noqa: BLE001 - whatever it is, the sender gets an answer and the bot goes on
            return Reply(failure(error, texts))
        return transcript_reply(record.transcript.text, texts, name=attachment.filename if named else "")
