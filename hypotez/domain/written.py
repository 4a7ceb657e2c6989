"""What somebody wrote, before it is kept."""

from unicodedata import category

from hypotez.ports.errors import TextError
from hypotez.ports.labels import plain_label

__all__ = ["written", "written_label"]


def written(text: str, *, what: str, hint: str, longest: int) -> str:
    """The text without white space around it. `what` it is and a `hint` at what to write, for messages.

    Raises:
        TextError: empty, longer than `longest` characters, or not Unicode (bytes that a terminal could not decode).
    """
    text = text.strip()
    if not text:
        raise TextError(f"The {what} is empty: {hint}.")
    if len(text) > longest:
        raise TextError(f"The {what} has {len(text)} characters: {longest} are the most.")
    if any("\ud800" <= sign <= "\udfff" for sign in text):
        raise TextError(f"The {what} has signs that are not Unicode: {hint}.")
    return text


def written_label(label: str) -> str:
    """A label as it is kept: without signs that nobody sees.

    Raises:
        TextError: as `written`, or of several lines, or with control characters.
    """
    label = written(plain_label(label), what="label", hint="write a label", longest=200)
    if any(category(sign) == "Cc" for sign in label):
        raise TextError("A label is one line: write it without line breaks and control characters.")
    return label
