"""What whoever asked can mend, in their language: the sentences of errors that have a key."""

from collections.abc import Callable

from hypotez.entrypoints.texts import Texts
from hypotez.ports.errors import HypotezError

__all__ = ["told_fault"]


def told_fault(texts: Texts, error: Exception, mark: Callable[[str], str] = str) -> str:
    """The sentence of the error's key, empty where there is none; words among its values go through `mark`.

    The key of an engine from elsewhere may be in no catalogue, or its values odd: then there is none either.
    """
    if not isinstance(error, HypotezError) or not error.key:
        return ""
    values: dict[str, str | float] = {}
    for name, value in error.values.items():
        if isinstance(value, HypotezError):
            values[name] = told_fault(texts, value, mark) or mark(str(value))
        else:
            values[name] = mark(value) if isinstance(value, str) else value
    try:
        return texts(error.key, **values)
    except (LookupError, ArithmeticError, ValueError):  # no such sentence, or a number that cannot be written
        return ""
