"""The buttons under a transcript, and what they open. None of them listens: see `buttons.py`."""

from collections.abc import Iterable
from typing import Any, Final, TypeVar

import discord

from hypotez.entrypoints.discord.messages import parts
from hypotez.entrypoints.discord.subject import Subject
from hypotez.entrypoints.texts import Texts

__all__ = ["ENGINES", "FORM", "controls", "correction_form", "editable", "engine_menu"]

ENGINES: Final = r"hypotez:engine:(?P<message>\d{1,20})"
"""The id of the menu of engines. The message shows the transcript that is made anew."""
FORM: Final = r"hypotez:form:(?P<message>\d{1,20})"
"""The id of the form. The message shows the transcript that is corrected."""
FIELD: Final = 4_000
"""Characters that a form takes."""

V = TypeVar("V", discord.ui.View, discord.ui.Modal)


def controls(subject: Subject, texts: Texts, *, redo: bool) -> discord.ui.View | None:
    """The buttons for `subject`; none for a transcript that was not kept. `redo`: there is another engine."""
    if not subject.record:
        return None
    view = discord.ui.View(timeout=None)
    view.add_item(discord.ui.Button(label=texts("button-correct"), custom_id=subject.button("correct")))
    view.add_item(discord.ui.Button(emoji="👍", custom_id=subject.button("good")))
    view.add_item(discord.ui.Button(emoji="👎", custom_id=subject.button("bad")))
    if redo and subject.source:
        view.add_item(discord.ui.Button(label=texts("button-redo"), custom_id=subject.button("redo")))
    return _forgotten(view)


def engine_menu(message: int, engines: Iterable[str], texts: Texts) -> discord.ui.View:
    """The choice of an engine."""
    view = discord.ui.View(timeout=None)
    select: discord.ui.Select[Any] = discord.ui.Select(
        custom_id=f"hypotez:engine:{message}", placeholder=texts("redo-choose")
    )
    for engine in tuple(engines)[:25]:
        select.add_option(label=engine[:100], value=engine[:100])
    view.add_item(select)
    return _forgotten(view)


def correction_form(message: int, text: str, texts: Texts) -> discord.ui.Modal:
    """The form with what it reads now, as much of it as a form takes: see `editable`."""
    shown, rest = editable(text)
    form = discord.ui.Modal(title=texts("form-correct"), custom_id=f"hypotez:form:{message}")
    field: discord.ui.TextInput[Any] = discord.ui.TextInput(
        style=discord.TextStyle.paragraph, default=shown, max_length=FIELD, custom_id="text"
    )
    description = texts("form-correct-rest") if rest else None
    form.add_item(discord.ui.Label(text=texts("form-correct-text"), description=description, component=field))
    return _forgotten(form)


def editable(text: str) -> tuple[str, str]:
    """What of `text` goes into a form, and the rest, which stays as it is."""
    text = text.strip()
    shown = next(iter(parts(text, FIELD)), "")
    return shown, text[len(shown) :]


def _forgotten(view: V) -> V:
    """Let the client not remember a view: the ids say everything, so nothing of it needs to be kept in memory."""
    view.stop()
    return view
