"""What people ask in the soak: a mix of commands, each with what must come of it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from hypotez.entrypoints.discord.command import key_of
from hypotez.entrypoints.texts import Texts
from tests.e2e.loopback import Message

__all__ = ["ASKS", "SHARED", "Ask", "refusal"]

Expected = Callable[[Message, Texts], bool]

SHARED = {"plan.txt": b"Monday: rest.\n" * 200, "notes/one.txt": b"one\n" * 5_000, "notes/two.txt": b"two\n" * 5_000}
"""What every server may have."""


def _says(*keys: str, **values: Any) -> Expected:
    """It begins with one of these sentences."""

    def holds(message: Message, texts: Texts) -> bool:
        return message.content.startswith(tuple(texts(key, **values) for key in keys))

    return holds


def _starts(text: str) -> Expected:
    return lambda message, _: message.content.startswith(text)


def _has_nothing_to_learn(message: Message, texts: Texts) -> bool:
    return message.content in {texts("dataset-empty", name="main", prefix=prefix) for prefix in "!/"}


def _explains(command: str, message: Message, texts: Texts) -> bool:
    return texts(key_of(command)) in message.content


def _holds(name: str, start: bytes, message: Message, _: Texts) -> bool:
    return any(upload.name == name and upload.data.startswith(start) for upload in message.uploads)


@dataclass(frozen=True, slots=True)
class Ask:
    """A command, in the order of the prefix its `options`, and what its answer is; None where there must be none.

    `often`: how many of a hundred are such. `moderator`: only moderators get that answer.
    """

    name: str
    often: int
    expected: Expected | None
    options: dict[str, str] = field(default_factory=dict)
    moderator: bool = False


ASKS = (
    Ask("hi", 16, _says("hi")),
    Ask("help", 8, _says("help-title")),
    Ask("help", 6, partial(_explains, "getfile"), {"name": "getfile"}),
    Ask("feedback", 10, _says("feedback-thanks"), {"text": "It writes down what I say."}),
    Ask("feedbacks", 3, _says("feedbacks-latest", "feedbacks-none"), moderator=True),
    Ask("correct", 6, _says("correct-none-here"), {"text": "so it should read"}),
    Ask("voices", 6, _starts("en-us (")),
    Ask("settings show", 6, _says("rights-missing")),
    Ask("settings show", 5, partial(_explains, "settings answers"), moderator=True),
    Ask("getfile", 6, partial(_holds, "plan.txt", SHARED["plan.txt"]), {"path": "docs/plan.txt"}, moderator=True),
    Ask("archive", 2, partial(_holds, "notes.zip", b"PK"), {"directory": "docs/notes"}, moderator=True),
    Ask("transcribe", 6, _says("transcribe-no-audio")),
    Ask("language", 5, _says("language-open")),
    Ask("volume", 4, _says("voice-volume", percent=100)),
    Ask("skip", 4, _says("voice-not-here")),
    Ask("train", 3, _has_nothing_to_learn, moderator=True),
    Ask("nonsense", 4, None),
)


def refusal(message: Message, texts: Texts) -> str | None:
    """The key of the sentence that anybody may get instead when there is much to do; None where it is another."""
    if message.content in {texts("command-cooldown", seconds=seconds) for seconds in range(1, 11)}:
        return "command-cooldown"
    if message.content in {texts("gate-full", count=count) for count in range(1, 100)}:
        return "gate-full"
    return None
