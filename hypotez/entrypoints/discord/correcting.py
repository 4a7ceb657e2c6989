"""Correcting a transcript: by its sender, by whoever let it be made, or by a moderator."""

from dataclasses import replace
from typing import Final

import discord
import structlog

from hypotez.domain.correct import Change, changes
from hypotez.domain.transcript_of import transcript_of
from hypotez.entrypoints.discord import rights
from hypotez.entrypoints.discord.asking import Asking
from hypotez.entrypoints.discord.controls import controls
from hypotez.entrypoints.discord.finding import transcript_in
from hypotez.entrypoints.discord.messages import Reply, plain
from hypotez.entrypoints.discord.refusal import Refusal
from hypotez.entrypoints.discord.shared import Shared
from hypotez.entrypoints.discord.subject import Subject, ids_in
from hypotez.entrypoints.discord.transcripts import rewrite, title_in, transcript_reply
from hypotez.entrypoints.texts import Texts
from hypotez.ports.progress import Report
from hypotez.ports.storage import Correction, Records, TranscriptRecord

__all__ = ["check_may_change", "correct", "reads_now"]

SHOWN: Final = 5
"""Changes that are shown."""
LONGEST: Final = 80
"""Characters that are shown of one."""

log = structlog.get_logger(__name__)


async def check_may_change(shared: Shared, asking: Asking, subject: Subject) -> TranscriptRecord:
    """Return the record of `subject`, if the person may change what it says.

    Raises:
        Refusal: they may not.
        NotFound: there is no such record in this place.
    """
    record = await shared.quick.run(lambda _: transcript_of(shared.app.records, subject.record, asking.origin))
    roles = (await shared.server(asking)).roles
    own = str(asking.author.id) in {record.origin.who, str(subject.asker)}
    if not own and not rights.may(asking.author, rights.MODERATORS, roles):
        raise Refusal("correct-not-yours")
    return record


async def reads_now(shared: Shared, record: TranscriptRecord) -> str:
    """What a transcript reads, with its latest correction."""
    return await shared.quick.run(lambda _: _latest(shared.app.records, record))


async def correct(shared: Shared, asking: Asking, texts: Texts, message: discord.Message, text: str) -> None:
    """Let `message`, which shows a transcript, read `text`, and tell what changed.

    The original, the correction and what they are about are kept.

    Raises:
        Refusal: it shows none, or the person may not correct it.
        HypotezError: as `App.correct`.
    """
    subject = transcript_in(asking, message)
    record = await check_may_change(shared, asking, subject)
    app, origin = shared.app, asking.origin

    def keep(_: Report) -> tuple[Correction, tuple[Change, ...]]:
        kept = app.correct(record.id, text, origin=origin)
        return kept, changes(kept.original, kept.corrected)

    kept, changed = await shared.quick.run(keep)
    redo = subject.button("redo") in ids_in(message)
    reply = transcript_reply(
        replace(record.transcript, text=kept.corrected),
        texts,
        title=title_in(message.content),
        view=controls(subject, texts, redo=redo),
    )
    try:
        await rewrite(message, reply)
    except discord.HTTPException as error:
        log.warning("message not edited", status=error.status, code=error.code, channel=message.channel.id)
        await asking.answer(Reply(texts("correct-kept-only")))
        return
    await asking.answer(Reply(_told(changed, texts)))


def _latest(records: Records, record: TranscriptRecord) -> str:
    latest = next(records.list(Correction, about=record.id, newest_first=True, limit=1), None)
    return latest.corrected if latest else record.transcript.text


def _told(changed: tuple[Change, ...], texts: Texts) -> str:
    """The sentence of thanks with what was changed, as much of it as is read with pleasure."""
    lines = [f"- {_shown(change.before, texts)} → {_shown(change.after, texts)}" for change in changed[:SHOWN]]
    more = [texts("correct-more", count=len(changed) - SHOWN)] if len(changed) > SHOWN else []
    return "\n".join([texts("correct-done"), *lines, *more])


def _shown(words: str, texts: Texts) -> str:
    if not words:
        return texts("correct-nothing")
    return plain(words if len(words) <= LONGEST else f"{words[:LONGEST]}…")
