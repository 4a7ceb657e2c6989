"""The holdout: a fifth of the texts, never learned from, which tells how good a model is.

A text is in it or not by its own hash, whatever else there is: growing data moves nothing from one side to the other,
and a text that was sent twice, in whatever spelling, is on one side only.
"""

import hashlib
from collections.abc import Iterable

from hypotez.domain.same_text import normalised
from hypotez.ports.learning import Example

__all__ = ["SHARE", "held_out", "split"]

SHARE = 0.2
"""Of all different texts."""


def held_out(text: str) -> bool:
    """Whether a text is in the holdout."""
    digest = hashlib.sha256(normalised(text).encode("utf-8", "replace")).digest()
    return int.from_bytes(digest[:8]) < SHARE * 2**64


def split(examples: Iterable[Example]) -> tuple[tuple[Example, ...], tuple[Example, ...]]:
    """What may be learned from, and the holdout; both in the order of `examples`."""
    learned: list[Example] = []
    held: list[Example] = []
    for example in examples:
        (held if held_out(example.text) else learned).append(example)
    return tuple(learned), tuple(held)
