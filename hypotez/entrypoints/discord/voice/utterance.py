"""Something to say in a voice channel."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from hypotez.ports.speech import Attempt, Voicing

__all__ = ["Utterance"]


@dataclass(frozen=True, slots=True, eq=False)
class Utterance:
    """Something to say. `text` as it is spoken (see `spoken`).

    `announced`: "NAME says" comes first, where somebody else spoke before. `failed` is told what went wrong, and
    `instead` which engines should have spoken and did not, where another one does. `over`: it is said, or will not be.
    """

    text: str
    who_id: str
    who_name: str
    voicing: Voicing = field(default_factory=Voicing)
    announced: bool = False
    over: asyncio.Event = field(default_factory=asyncio.Event)
    failed: Callable[[Exception], Awaitable[object]] | None = None
    instead: Callable[[Sequence[Attempt]], Awaitable[object]] | None = None
