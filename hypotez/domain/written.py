"""What somebody wrote, before it is kept."""

from hypotez.ports.errors import TextError

__all__ = ["written"]


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
