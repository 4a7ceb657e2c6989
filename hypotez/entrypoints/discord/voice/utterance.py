"""Something to say in a voice channel."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from hypotez.ports.speech import Voicing

__all__ = ["Utterance"]


@dataclass(frozen=True, slots=True, eq=False)
class Utterance:
    """Something to say. `text` as it is spoken (see `spoken`).

    `announced`: "NAME says" comes first, where somebody else spoke before. `failed` is told what went wrong.
    """

    text: str
    who_id: str
    who_name: str
    voicing: Voicing = field(default_factory=Voicing)
    announced: bool = False
    failed: Callable[[Exception], Awaitable[object]] | None = None
