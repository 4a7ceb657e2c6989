"""Audio in a message is answered with its text."""

import asyncio
import time
from collections.abc import Sequence
from functools import partial

import discord
import structlog

from hypotez.entrypoints.discord.asking import Asking
from hypotez.entrypoints.discord.attachments import audio_of
from hypotez.entrypoints.discord.calls import note
from hypotez.entrypoints.discord.controls import controls
from hypotez.entrypoints.discord.listening import Listener, Wish
from hypotez.entrypoints.discord.messages import Reply
from hypotez.entrypoints.discord.refusal import Refusal, sentence_of
from hypotez.entrypoints.discord.shared import Shared
from hypotez.entrypoints.discord.spoken_commands import SpokenCommands, after_name
from hypotez.entrypoints.discord.subject import Subject
from hypotez.entrypoints.discord.transcripts import title, transcript_reply
from hypotez.entrypoints.texts import Texts
from hypotez.ports.audio import Audio
from hypotez.ports.errors import HypotezError
from hypotez.ports.progress import Cancelled, Report
from hypotez.ports.settings import ServerSettings
from hypotez.ports.storage import Origin, TranscriptRecord

__all__ = ["Transcription"]

log = structlog.get_logger(__name__)


class Transcription:
    """Answers audio with its text, or carries out the command that it is."""

    def __init__(self, shared: Shared, listener: Listener, spoken: SpokenCommands) -> None:
        self._shared, self._listener, self._spoken = shared, listener, spoken

    async def answer(self, message: discord.Message) -> None:
        """Answer the audio in `message` where the server wants that; say nothing where there is none."""
        attachments = audio_of(message)
        asking = Asking(message)
        if not attachments:
            return
        texts = await self._shared.texts(asking)
        try:
            if not wanted(await self._shared.sure(asking), asking):
                return
            self._shared.underway.check()
        except (Refusal, HypotezError) as error:
            await asking.answer(Reply(sentence_of(error, texts)))
            return
        began, heard = time.monotonic(), False
        try:
            async with asking.working():
                wish = await self._listener.wish(asking, asking.author.id)
                heard = await self.transcribe(asking, texts, attachments, wish, source=message, commands=True)
        finally:
            note("transcription", message.guild.id if message.guild else None, began, failed=not heard)

    async def transcribe(
        self,
        asking: Asking,
        texts: Texts,
        attachments: Sequence[discord.Attachment],
        wish: Wish,
        *,
        source: discord.Message | None = None,
        format: str | None = None,
        commands: bool = False,
    ) -> bool:
        """Answer each of `attachments`, in order, with its text, or with a sentence that says what was wrong.

        Returns whether nothing was wrong with any.

        `source`: the message that they are in. `format`: one of `formats.FORMATS` that is wished for as a file.
        `commands`: a voice message may be one.
        """
        sender = source.author.id if source else asking.author.id
        origin = Origin(asking.scope, str(sender), asking.origin.where)
        redo = source is not None and len(await self._listener.engines(asking)) > 1
        right = True
        for place, attachment in enumerate(attachments):
            about = title(attachment.filename, texts) if len(attachments) > 1 else ""
            hear = partial(self._hear, attachment, wish, origin, commands=commands)
            try:
                heard = await self._listener.in_turn(asking, texts, attachment, hear)
            except Cancelled:
                raise asyncio.CancelledError from None  # only a bot that is closing cancels work
            except Exception as error:  # noqa: BLE001 - whatever it is, the others are still answered
                right, over = False, self._shared.underway.over
                await asking.answer(Reply(("" if over else about) + sentence_of(error, texts)))
                if over:
                    break  # that was said of all that are left
                continue
            if isinstance(heard, str):
                assert source
                await self._spoken.carry_out(source, heard, texts)
                continue
            subject = Subject(heard.id, asking.author.id, source.id if source else 0, place)
            about = title(attachment.filename, texts) if len(attachments) > 1 else ""
            view = controls(subject, texts, redo=redo)
            await asking.answer(transcript_reply(heard.transcript, texts, title=about, view=view, format=format))
            if commands and source and attachment.is_voice_message():
                meant = await self._spoken.meant(asking, after_name(heard.transcript.text))
                if meant:
                    await self._spoken.carry_out(source, meant.name, texts, meant.more)
                    continue
            await self._say(asking, heard.transcript.text)
        return right

    async def _hear(
        self,
        attachment: discord.Attachment,
        wish: Wish,
        origin: Origin,
        audio: Audio,
        listen: Report,
        *,
        commands: bool,
    ) -> TranscriptRecord | str:
        """The transcript of an attachment, or the name of the command that it is."""
        if commands and (name := await self._spoken.found(attachment, audio, wish, listen)):
            return name
        return await self._listener.keep(audio, wish, origin, listen)

    async def _say(self, asking: Asking, text: str) -> None:
        """Speak an answer, where it can be spoken; it is there in writing in any case."""
        if not text.strip():
            return
        try:
            await self._shared.speak(asking, text)
        except Refusal:
            return
        except Exception:
            log.exception("answer not spoken", server=asking.scope)


def wanted(server: ServerSettings, asking: Asking) -> bool:
    """Whether audio is answered unasked where it was sent; threads are as their channels."""
    here = {str(asking.channel.id), str(getattr(asking.channel, "parent_id", ""))}
    return server.transcribe and (not server.transcribe_in or not here.isdisjoint(server.transcribe_in))
