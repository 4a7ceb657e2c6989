"""Making a transcript anew with another engine: the audio is fetched again from the message that it came in."""

import discord

from hypotez.entrypoints.discord.asking import Asking
from hypotez.entrypoints.discord.attachments import audio_of
from hypotez.entrypoints.discord.controls import controls, engine_menu
from hypotez.entrypoints.discord.correcting import check_may_change
from hypotez.entrypoints.discord.finding import Pointer, message_by, transcript_in
from hypotez.entrypoints.discord.listening import Listener
from hypotez.entrypoints.discord.messages import Reply
from hypotez.entrypoints.discord.refusal import Refusal
from hypotez.entrypoints.discord.shared import Shared
from hypotez.entrypoints.discord.subject import Subject
from hypotez.entrypoints.discord.transcripts import rewrite, title_in, transcript_reply
from hypotez.entrypoints.texts import Texts
from hypotez.ports.audio import Audio
from hypotez.ports.progress import Report
from hypotez.ports.storage import Origin, TranscriptRecord

__all__ = ["Redoing"]


class Redoing:
    """Lets people choose another engine, and asks it."""

    def __init__(self, shared: Shared, listener: Listener) -> None:
        self._shared, self._listener = shared, listener

    async def offer(self, asking: Asking, texts: Texts, message: discord.Message) -> None:
        """Ask which engine is to hear it; where there is but one other, it does at once.

        Raises:
            Refusal: the person may not change it, or there is no other engine.
        """
        record = await check_may_change(self._shared, asking, transcript_in(asking, message))
        others = [name for name in await self._listener.engines(asking) if name != record.transcript.engine]
        if not others:
            raise Refusal("redo-no-other")
        if len(others) == 1:
            await self.redo(asking, texts, message, others[0])
        else:
            await asking.answer(Reply(texts("redo-choose"), view=engine_menu(message.id, others, texts)), private=True)

    async def redo(self, asking: Asking, texts: Texts, message: discord.Message, engine: str) -> None:
        """Let `engine` hear the audio again, and `message` show what it heard.

        Raises:
            Refusal: the person may not, or the audio is gone.
            HypotezError: as `App.transcribe_and_keep`.
            discord.HTTPException: the message may not be changed.
        """
        async with asking.working(private=True):
            subject = transcript_in(asking, message)
            await check_may_change(self._shared, asking, subject)
            source = await message_by(asking, Pointer(subject.source))
            audio = audio_of(source)
            if subject.place >= len(audio):
                raise Refusal("attachment-gone")
            record = await self._heard(asking, texts, source, audio[subject.place], engine)
            view = controls(Subject(record.id, subject.asker, subject.source, subject.place), texts, redo=True)
            title = title_in(message.content)
            await rewrite(message, transcript_reply(record.transcript, texts, title=title, view=view))
            await asking.answer(Reply(texts("redo-done", engine=engine)), private=True)

    async def _heard(
        self, asking: Asking, texts: Texts, source: discord.Message, attachment: discord.Attachment, engine: str
    ) -> TranscriptRecord:
        wish = await self._listener.wish(asking, source.author.id, engine=engine)
        origin = Origin(asking.scope, str(source.author.id), asking.origin.where)

        async def hear(audio: Audio, listen: Report) -> TranscriptRecord:
            return await self._listener.keep(audio, wish, origin, listen)

        return await self._listener.in_turn(asking, texts, attachment, hear, private=True)
