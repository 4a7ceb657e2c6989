"""How a transcript is shown, and shown anew."""

import re
from typing import Final

import discord

from hypotez.entrypoints.discord.messages import LIMIT, Enclosed, Reply, beginning, plain, units
from hypotez.entrypoints.discord.remarks import remarks
from hypotez.entrypoints.formats import SUFFIXES, render
from hypotez.entrypoints.texts import Texts
from hypotez.ports.speech import Transcript

__all__ = ["rewrite", "title", "title_in", "transcript_reply"]

TEXT: Final = "transcript.txt"
NAME: Final = 100
"""Characters that are shown of a file's name."""
TITLE: Final = re.compile(r"\*\*(?:\\.|[^\\*])+\*\* ")
"""The title of a message; no transcript begins so, for its own marks are escaped."""


def title(name: str, texts: Texts) -> str:
    """What stands before a transcript where the sender must know which file it is about."""
    return f"**{texts('transcript-named', name=plain(name[:NAME]))}** "


def title_in(content: str) -> str:
    """The title of a message that shows a transcript, or nothing."""
    found = TITLE.match(content)
    return found[0] if found else ""


def transcript_reply(
    transcript: Transcript,
    texts: Texts,
    *,
    title: str = "",
    view: discord.ui.View | None = None,
    format: str | None = None,
) -> Reply:
    """Return the reply that shows `transcript` and what is wrong with it, under `title`, above the buttons of `view`.

    Marks such as `*` are shown as they were written. Text past a message's limit shows its beginning and comes whole
    in a file; `format`, one of `formats.FORMATS`, wishes for a file in any case.
    """
    below = remarks(transcript, texts)
    if not transcript.text.strip():
        return Reply(title + texts("transcript-silent") + below, view=view)
    content = title + plain(transcript.text) + below
    if format is None and units(content) <= LIMIT:
        return Reply(content, view=view)
    shown = beginning(transcript.text)
    more = "" if shown == transcript.text else " …"
    if format is None:
        file = Enclosed.text(TEXT, transcript.text)
    else:
        file = Enclosed.text(f"transcript{SUFFIXES[format]}", render(transcript, format))
    return Reply(f"{title}{plain(shown)}{more}\n-# {texts('transcript-whole')}{below}", file, view)


async def rewrite(message: discord.Message, reply: Reply) -> None:
    """Let `message` of the bot show `reply`. Files stay, except a text that is now another.

    Raises:
        discord.HTTPException: it is gone, or may not be changed.
    """
    arguments = reply.arguments()
    stay: list[discord.Attachment | discord.File] = [
        attachment for attachment in message.attachments if attachment.filename != TEXT
    ]
    if "file" in arguments:
        stay = [attachment for attachment in stay if attachment.filename != arguments["file"].filename]
        stay.append(arguments["file"])
    await message.edit(content=reply.content, attachments=stay, view=reply.view)
