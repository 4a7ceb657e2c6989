"""What both Whispers say when something is wrong."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from hypotez.ports.errors import EngineFailed

__all__ = ["missing", "unloadable", "vendor_errors"]


@contextmanager
def vendor_errors(engine: str) -> Iterator[None]:
    """Turn whatever the vendor raises inside into an `EngineFailed`; nobody else's code belongs in there."""
    try:
        yield
    except Exception as error:
        if isinstance(error, MemoryError) or any(sign in str(error).lower() for sign in _NO_MEMORY):
            raise EngineFailed(f"{engine} ran out of memory: choose a smaller model.", engine=engine) from error
        raise EngineFailed(f"{engine} failed: try again, or use another engine.", engine=engine) from error


_NO_MEMORY = ("out of memory", "can't allocate memory", "failed to allocate")
"""How torch and CTranslate2 put it, whose errors are mere RuntimeErrors."""


def missing(engine: str, model: str, pulls: Collection[str]) -> str:
    """A sentence: no weights of `model` on this machine, and which command fetches some."""
    if model in pulls:
        return f"The weights {model!r} of {engine} are not here: fetch them with `hypotez pull {engine} {model}`."
    if model == "auto":
        return f"There are no weights of {engine} here: fetch some with `hypotez pull {engine} base`."
    return (
        f"There is no model {model!r} of {engine} here: check `model` in the config, "
        f"or fetch one with `hypotez pull {engine} base`."
    )


def unloadable(engine: str, weights: Path) -> str:
    """A sentence: the weights are here, but the vendor cannot load them."""
    return (
        f"{engine} could not load the model {weights.name!r}: check `device` in the config and the free memory, "
        "or fetch the weights again."
    )
