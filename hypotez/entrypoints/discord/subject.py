"""What the buttons under a transcript are about. It is all in their ids, so that they work after a restart."""

import re
from dataclasses import dataclass
from typing import Final

import discord

__all__ = ["BUTTON", "Subject", "ids_in", "subject_of"]

BUTTON: Final = re.compile(
    r"hypotez:(?P<deed>correct|good|bad|redo)"
    r":(?P<record>[0-9a-z]{1,24}):(?P<asker>\d{1,20}):(?P<source>\d{1,20}):(?P<place>\d{1,2})"
)
"""The ids of the buttons. Discord takes 100 characters at most; these have 90 at most."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A transcript in Discord. `record`: its id. `asker`: who let it be made.

    `source`: the message with the audio, 0 where there is none to fetch again; `place`: which of its audio it is.
    """

    record: str
    asker: int
    source: int = 0
    place: int = 0

    def button(self, deed: str) -> str:
        """The id of the button that does `deed` to it."""
        return f"hypotez:{deed}:{self.record}:{self.asker}:{self.source}:{self.place}"

    @classmethod
    def of(cls, found: re.Match[str]) -> "Subject":
        """The subject in the id of a button."""
        return cls(found["record"], int(found["asker"]), int(found["source"]), int(found["place"]))


def subject_of(message: discord.Message, me: int) -> Subject | None:
    """The transcript that `message` shows; None where it shows none, or is not by the bot itself, whose id is `me`.

    Only what the bot has written itself is believed: what a form sends back may be made up.
    """
    if message.author.id != me:
        return None
    return next((Subject.of(found) for id in ids_in(message) if (found := BUTTON.fullmatch(id))), None)


def ids_in(message: discord.Message) -> list[str]:
    """The ids of the buttons and menus under `message`."""
    controls = [control for row in message.components for control in getattr(row, "children", ())]
    return [control.custom_id for control in controls if getattr(control, "custom_id", None)]
