"""What an answer of the model is about: it is all in the ids of its buttons, so that they work after a restart."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import discord

from hypotez.entrypoints.discord.attachments import audio_of
from hypotez.entrypoints.discord.subject import ids_in
from hypotez.entrypoints.texts import Texts

__all__ = ["ANSWER", "Said", "addressed", "answer_form", "answer_view", "said_in"]

ANSWER: Final = re.compile(
    r"hypotez:answer:(?P<deed>right|correct):(?P<version>[0-9a-z]{1,24}):(?P<label>\d{1,6}):(?P<source>\d{1,20})"
)
"""The ids of the buttons."""
LABELS: Final = 1_500
"""Characters of the list of labels in a form."""


@dataclass(frozen=True, slots=True)
class Said:
    """An answer: the `version` that gave it, the place of its `label` among that one's, the message that asked.

    The text that was asked is nowhere else: it is read again, there.
    """

    version: str
    label: int
    source: int

    def button(self, deed: str) -> str:
        """The id of the button that does `deed`, "right" or "correct"."""
        return f"hypotez:answer:{deed}:{self.version}:{self.label}:{self.source}"

    @classmethod
    def of(cls, found: re.Match[str]) -> "Said":
        """The answer in the id of a button."""
        return cls(found["version"], int(found["label"]), int(found["source"]))


def said_in(message: discord.Message, me: int) -> Said | None:
    """The answer that `message` is; None where it is none, or not by the bot itself, whose id is `me`."""
    if message.author.id != me:
        return None
    return next((Said.of(found) for id in ids_in(message) if (found := ANSWER.fullmatch(id))), None)


def addressed(message: discord.Message, me: int, prefix: str) -> str:
    """The words that somebody says to the bot, whose id is `me`; none where they speak to others, or give commands.

    It is meant where it is mentioned or replied to, and in private. A message with audio is answered as such.
    """
    mention = re.compile(rf"<@!?{me}>")
    replied = message.reference.resolved if message.reference else None
    to_me = isinstance(replied, discord.Message) and replied.author.id == me
    if not (message.guild is None or to_me or mention.search(message.content)) or audio_of(message):
        return ""
    words = " ".join(mention.sub(" ", message.content).split(" ")).strip()
    return "" if words.startswith(prefix) else words


def answer_view(said: Said, texts: Texts, *, sure: bool) -> discord.ui.View:
    """The buttons under an answer; there is nothing to confirm in one that is not `sure`."""
    view = discord.ui.View(timeout=None)
    if sure:
        view.add_item(discord.ui.Button(emoji="👍", custom_id=said.button("right")))
    view.add_item(discord.ui.Button(label=texts("button-correct"), custom_id=said.button("correct")))
    view.stop()
    return view


def answer_form(
    custom_id: str, labels: Sequence[str], texts: Texts, *, text: str = "form-teach-text"
) -> discord.ui.Modal:
    """The form for the right label, which lists the labels, or as many of them as are read with pleasure.

    `text`: the sentence that says what to write.
    """
    form = discord.ui.Modal(title=texts("form-teach"), custom_id=custom_id)
    listed = ", ".join(labels)
    shown = listed if len(listed) <= LABELS else f"{listed[:LABELS].rpartition(', ')[0]} …"
    form.add_item(discord.ui.TextDisplay(texts("form-teach-labels", labels=discord.utils.escape_markdown(shown))))
    field: discord.ui.TextInput[Any] = discord.ui.TextInput(max_length=4_000, custom_id="text")
    form.add_item(discord.ui.Label(text=texts(text), component=field))
    form.stop()
    return form
