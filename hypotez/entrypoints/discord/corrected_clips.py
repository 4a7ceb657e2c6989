"""Recordings whose words people have corrected: the audio is fetched again from the messages that it came in."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import discord

from hypotez.domain.evaluate_speech import Clip
from hypotez.domain.transcript_of import transcript_of
from hypotez.entrypoints.discord.asking import Asking
from hypotez.entrypoints.discord.attachments import audio_of
from hypotez.entrypoints.discord.finding import Pointer, message_by, transcripts_here
from hypotez.entrypoints.discord.listening import Listener
from hypotez.entrypoints.discord.refusal import Refusal
from hypotez.entrypoints.discord.shared import Shared
from hypotez.entrypoints.discord.subject import Subject
from hypotez.ports.errors import NotFound
from hypotez.ports.storage import Correction, Origin, Records

__all__ = ["Found", "corrected_clips"]

SEARCHED: Final = 500
"""Messages that are looked at for transcripts of the bot."""


@dataclass
class Found:
    """The clips, the newest first. `missing`: how many more are gone, or too big to be held beside the others."""

    clips: list[Clip] = field(default_factory=list)
    missing: int = 0


async def corrected_clips(shared: Shared, listener: Listener, asking: Asking) -> Found:
    """Fetch what this channel's corrected transcripts were made of, all together as big as one attachment may be.

    Raises:
        Refusal: what was written here before may not be read.
        StorageError: the database refused.
    """
    subjects = [subject async for subject in _fetchable(asking)]
    said = await shared.quick.run(lambda _: _corrected(shared.app.records, subjects, asking.origin))
    found, left = Found(), listener.limit
    for subject, text, language in said:
        try:
            attachment = await _attachment(asking, subject)
            if attachment.size > left:
                raise Refusal("attachment-gone")
            audio = await listener.fetch(attachment)
        except Refusal:
            found.missing += 1
            continue
        left -= len(audio.source) if isinstance(audio.source, bytes) else attachment.size
        found.clips.append(Clip(subject.record, audio, text, language=language))
    return found


async def _fetchable(asking: Asking) -> AsyncIterator[Subject]:
    """The transcripts whose audio is in a message, the latest of each."""
    seen: set[tuple[int, int]] = set()
    async for _, subject in transcripts_here(asking, SEARCHED):
        if subject.source and (subject.source, subject.place) not in seen:
            seen.add((subject.source, subject.place))
            yield subject


def _corrected(records: Records, subjects: Sequence[Subject], origin: Origin) -> list[tuple[Subject, str, str | None]]:
    """Those that were corrected, with what was said, and the language that was heard."""
    found = []
    for subject in subjects:
        latest = next(records.list(Correction, about=subject.record, newest_first=True, limit=1), None)
        if latest is None:
            continue
        try:
            record = transcript_of(records, subject.record, origin)
        except NotFound:  # somebody was forgotten
            continue
        found.append((subject, latest.corrected, record.transcript.language))
    return found


async def _attachment(asking: Asking, subject: Subject) -> discord.Attachment:
    """The audio that a transcript was made of.

    Raises:
        Refusal: it is gone.
    """
    audio = audio_of(await message_by(asking, Pointer(subject.source)))
    if subject.place >= len(audio):
        raise Refusal("attachment-gone")
    return audio[subject.place]
