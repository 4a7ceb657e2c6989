"""Audio in a message is answered with its text."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import Final, Protocol

import aiohttp
import discord
import structlog

from hypotez.entrypoints.crossing import Crossing
from hypotez.entrypoints.discord.attachments import AttachmentGone, AttachmentTooBig, audio_of, read
from hypotez.entrypoints.discord.messages import Reply, reader, send, transcript_reply
from hypotez.entrypoints.texts import Texts
from hypotez.ports.audio import Audio
from hypotez.ports.errors import HypotezError
from hypotez.ports.progress import Cancelled, Report, ignore
from hypotez.ports.storage import Origin, TranscriptRecord

__all__ = ["Transcribes", "Transcription"]

AT_ONCE: Final = 8
"""Attachments that are held in memory at once; those of other messages wait for their turn."""
MB: Final = 1 << 20
TIMEOUT: Final = aiohttp.ClientTimeout(total=600, sock_connect=10, sock_read=30)
"""Seconds: for the whole file, for the connection, and for the silence between two pieces."""

log = structlog.get_logger(__name__)


class Transcribes(Protocol):
    """What is asked of the app here."""

    def transcribe_and_keep(
        self, source: Audio, *, origin: Origin, likely: str | None = None, report: Report = ignore
    ) -> TranscriptRecord:
        """Write down what is said in `source`, and keep the record for corrections.

        `likely` is the language where no engine finds it out.
        """
        ...


class Transcription:
    """Answers each audio attachment with its text. `limit` in bytes; `language` is the config's, for the sentences."""

    def __init__(self, app: Transcribes, crossing: Crossing, *, limit: int, language: str) -> None:
        self._app = app
        self._crossing = crossing
        self._limit = limit
        self._language = language
        self._places = asyncio.Semaphore(AT_ONCE)
        self._session: aiohttp.ClientSession | None = None

    async def answer(self, message: discord.Message) -> None:
        """Reply to `message` once for each audio in it, in order; say nothing where there is none."""
        attachments = audio_of(message)
        if not attachments:
            return
        texts = reader(message.guild, self._language)
        async with typing(message.channel):
            for attachment in attachments:
                reply = await self._hear(message, attachment, texts, named=len(attachments) > 1)
                await send(reply, message)

    async def close(self) -> None:
        """Close the connections to the attachments' server."""
        if self._session:
            await self._session.close()

    async def _hear(
        self, message: discord.Message, attachment: discord.Attachment, texts: Texts, *, named: bool
    ) -> Reply:
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=TIMEOUT, cookie_jar=aiohttp.DummyCookieJar())
        origin = Origin(
            scope=str(message.guild.id) if message.guild else f"dm:{message.channel.id}",
            who=str(message.author.id),
            where=str(message.channel.id),
        )
        try:
            async with self._places:
                audio = Audio(await read(self._session, attachment, self._limit), attachment.filename)
                record = await self._crossing.run(
                    lambda report: self._app.transcribe_and_keep(
                        audio, origin=origin, likely=texts.language, report=report
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


def failure(error: Exception, texts: Texts) -> str:
    """Log `error` under a new number, and return the sentence with that number for the person who waits.

    The error's own message stays in the log: it may name paths of this machine.
    """
    number = secrets.token_hex(4)
    if isinstance(error, HypotezError):
        log.warning("transcription refused", number=number, code=error.code, reason=str(error))
        sentence = texts(f"error-{error.code}")
    else:
        log.error("transcription failed", number=number, exc_info=error)
        sentence = texts("error-unexpected")
    return texts("error-numbered", sentence=sentence, id=number)


@asynccontextmanager
async def typing(channel: discord.abc.Messageable) -> AsyncIterator[None]:
    """Show that the bot is at work, as long as Discord lets it: the work is done in any case."""
    async with AsyncExitStack() as shown:
        with suppress(discord.HTTPException):
            await shown.enter_async_context(channel.typing())
        yield
