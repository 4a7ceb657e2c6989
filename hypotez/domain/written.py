"""What somebody wrote, before it is kept."""

from unicodedata import category

from hypotez.ports.errors import TextError
from hypotez.ports.labels import plain_label

__all__ = ["written", "written_label"]

_LONGEST_LABEL = 200


def written(text: str, *, longest: int) -> str:
    """The text without white space around it.

    Raises:
        TextError: empty, longer than `longest` characters, or not Unicode (bytes that a terminal could not decode).
    """
    text = text.strip()
    if not text:
        raise TextError("The text is empty: write some words.", key="text-empty")
    if len(text) > longest:
        raise TextError(
            f"The text has {len(text):,} characters: {longest:,} are the most.",
            key="text-too-long",
            length=len(text),
            longest=longest,
        )
    if any("\ud800" <= sign <= "\udfff" for sign in text):
        raise TextError("The text has signs that are not Unicode: write it anew.", key="text-not-unicode")
    return text


def written_label(label: str) -> str:
    """A label as it is kept: without signs that nobody sees.

    Raises:
        TextError: as `written`, or of several lines, or with control characters.
    """
    label = plain_label(label)
    if len(label.strip()) > _LONGEST_LABEL:
        raise TextError(
            f"A label has at most {_LONGEST_LABEL:,} characters: write a shorter one.",
            key="label-too-long",
            longest=_LONGEST_LABEL,
        )
    label = written(label, longest=_LONGEST_LABEL)
    if any(category(sign) == "Cc" for sign in label):
        raise TextError(
            "A label is one line: write it without line breaks and control characters.", key="label-of-lines"
        )
    return label
