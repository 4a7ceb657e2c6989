"""What must outlive a restart: transcripts, what people think of them, and how they should have read."""

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol, TypeVar, runtime_checkable

from hypotez.ports.errors import NotFound
from hypotez.ports.speech import Transcript

__all__ = [
    "KINDS",
    "Correction",
    "Feedback",
    "Origin",
    "Record",
    "Records",
    "TranscriptRecord",
    "new_id",
    "read_id",
    "utc_now",
]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a record comes from, in names that its surface understands.

    `scope` bounds who may see it: a server of a chat, "local" outside of one. `who` is a person, `where` a channel;
    both are empty where there is no such thing.
    """

    scope: str = "local"
    who: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class TranscriptRecord:
    """A transcript that was given, with the SHA-256 (hex) of its audio; the audio itself is not kept."""

    id: str
    at: datetime
    origin: Origin
    audio_sha256: str
    transcript: Transcript


@dataclass(frozen=True, slots=True)
class Feedback:
    """What somebody thinks, perhaps `about` a record (its id)."""

    id: str
    at: datetime
    origin: Origin
    text: str
    about: str | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """How a transcript should read. `about` is the transcript's id, `original` the text that stood before."""

    id: str
    at: datetime
    origin: Origin
    about: str
    original: str
    corrected: str


Record = TranscriptRecord | Feedback | Correction
"""Any kind of record. `at` is always an aware datetime in UTC."""

KINDS: dict[str, type[Record]] = {"transcripts": TranscriptRecord, "feedback": Feedback, "corrections": Correction}
"""The kinds by the name that people and files call them."""

R = TypeVar("R", bound=Record)


@runtime_checkable
class Records(Protocol):
    """All that is kept, in one place. Safe to use from several threads and several processes."""

    def add(self, record: Record) -> None:
        """Keep a record. When this returns, the record survives a kill of the process.

        Raises:
            StorageError: the disk or the database refused, or the id is taken; nothing was kept.
            ValueError: `record.at` is naive.
        """
        ...

    def replace(self, record: Record) -> None:
        """Keep `record` instead of the one of its kind with its id; it is as durable as one that is added.

        Raises:
            NotFound: there is none.
            StorageError: the disk or the database refused; the old one is still there.
            ValueError: `record.at` is naive.
        """
        ...

    def get(self, kind: type[R], id: str) -> R:
        """The record of that kind with that id, however a person typed it (see `read_id`).

        Raises:
            NotFound: there is none.
            StorageError: the database refused.
        """
        ...

    def list(
        self,
        kind: type[R],
        *,
        scope: str | None = None,
        who: str | None = None,
        about: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        newest_first: bool = False,
        limit: int | None = None,
    ) -> Iterator[R]:
        """Yield records, oldest first unless told otherwise; None means any.

        `since` is inside the range and `until` is outside. Transcripts are about nothing: with `about` given, none
        match. A few records are held in memory at a time, however many there are.

        Raises:
            StorageError: the database refused.
        """
        ...

    def forget(self, who: str) -> int:
        """Delete all records of a person, and what others said about their transcripts, which may quote them.

        All go or none; the answer is how many. When this returns, a database file of ours holds none of their text.

        Raises:
            StorageError: the database refused. Ask again: what was deleted may still be readable in its files.
        """
        ...

    def expire(self, before: Mapping[str, datetime]) -> int:
        """Delete the records that are older than the moment which `before` has for their scope.

        All go or none; the answer is how many. No text of theirs is left either.

        Raises:
            StorageError: the database refused. What was deleted may be readable until something else is.
            ValueError: a moment is naive.
        """
        ...

    def close(self) -> None:
        """Let go of files and connections; closing twice is harmless."""
        return


_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_TYPED = str.maketrans("oil", "011")
_START = datetime(2025, 1, 1, tzinfo=UTC)
_TIME_BITS = 40
_RANDOM_BITS = 20


def new_id(at: datetime) -> str:
    """A new id: 12 characters that sort by time and that people can type.

    Crockford's base 32 (no i, l, o, u), lower case: 40 bits of milliseconds since 2025 (enough until 2059), then 20
    random bits. An id is no secret that protects a record; scopes do that.
    """
    milliseconds = int((at - _START).total_seconds() * 1000) & ((1 << _TIME_BITS) - 1)
    number = milliseconds << _RANDOM_BITS | secrets.randbits(_RANDOM_BITS)
    return "".join(_ALPHABET[number >> shift & 31] for shift in range(_TIME_BITS + _RANDOM_BITS - 5, -1, -5))


def read_id(typed: str) -> str:
    """The id that somebody typed: any case, o for 0, i or l for 1, spaces and hyphens left out or put in.

    Raises:
        NotFound: this cannot be an id.
    """
    id = typed.strip().lower().replace("-", "").replace(" ", "").translate(_TYPED)
    if not id or len(id) > 64 or not id.isalnum() or not id.isascii():
        raise NotFound("That is no id: an id has 12 letters and digits.", key="id-none")
    return id


def utc_now() -> datetime:
    """The time, aware, in UTC."""
    return datetime.now(UTC)
