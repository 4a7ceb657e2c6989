"""How a transcript is shown."""

from typing import Final

from hypotez.entrypoints.discord.messages import LIMIT, Enclosed, Reply, beginning, plain, units
from hypotez.entrypoints.texts import Texts

__all__ = ["transcript_reply"]

NAME: Final = 100
"""Characters that are shown of a file's name."""


def transcript_reply(text: str, texts: Texts, *, name: str = "") -> Reply:
    """Return the reply that shows `text`, under `name` where the sender must know which file it is about.

    Marks such as `*` are shown as they were written. Text past a message's limit shows its beginning and comes whole
    in a file.
    """
    title = f"**{texts('transcript-named', name=plain(name[:NAME]))}** " if name else ""
    if not text.strip():
        return Reply(title + texts("transcript-silent"))
    content = title + plain(text)
    if units(content) <= LIMIT:
        return Reply(content)
    shown = f"{title}{plain(beginning(text))} …\n-# {texts('transcript-whole')}"
    return Reply(shown, Enclosed.text("transcript.txt", text))
