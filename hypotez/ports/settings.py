"""What servers and people have chosen; it outlives a restart."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol, runtime_checkable

__all__ = ["LONGEST_KEPT", "PersonSettings", "ServerSettings", "Settings"]


LONGEST_KEPT = 36_500
"""Days that records may be kept at most."""


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """A server's choices. Ids are those of its surface, as text; None leaves the choice to the config.

    `engines`: recognisers, in this order; empty for the config's. `transcribe`: audio is answered unasked, in the
    channels `transcribe_in`, or in every one where that is empty. `speak_answers`: where the author is in a voice
    channel, "come" there, speak "here" only where the bot already is, or "never". `read_channel`: everybody's messages
    there are read aloud. `roles`: the roles that may use a group of commands. `volume`: a factor from 0 to 2.
    `retention_days`: after which records go, from 1 to 36,500; None keeps them. `learning`: messages may teach, and
    are answered by what was learned. `dataset`: what is learned from; None is the first one. `vocabulary`: the
    recognisers that listen for what corrected transcripts taught, since they were measured to hear better with it.

    Raises:
        ValueError: a volume or a number of days that is out of range.
    """

    language: str | None = None
    engines: tuple[str, ...] = ()
    voice: str | None = None
    transcribe: bool = True
    transcribe_in: frozenset[str] = frozenset()
    speak_answers: Literal["come", "here", "never"] = "come"
    read_channel: str | None = None
    roles: Mapping[str, frozenset[str]] = field(default_factory=dict)
    volume: float = 1.0
    retention_days: int | None = None
    learning: bool = False
    dataset: str | None = None
    vocabulary: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.volume <= 2:
            raise ValueError("a volume is from 0 to 2")
        if self.retention_days is not None and not 1 <= self.retention_days <= LONGEST_KEPT:
            raise ValueError(f"records are kept for 1 to {LONGEST_KEPT:,} days")


@dataclass(frozen=True, slots=True)
class PersonSettings:
    """A person's choices, wherever they are; None leaves them to the server. `learning`: their messages may teach."""

    language: str | None = None
    voice: str | None = None
    learning: bool = False


@runtime_checkable
class Settings(Protocol):
    """All choices, in one place. Safe to use from several threads.

    Choices that are kept by a newer version, or changed by hand, are read as far as they can be right: unknown ones are
    left out, and each that is missing or impossible is the default.
    """

    def server(self, scope: str) -> ServerSettings:
        """What a server has chosen; the defaults where it has not.

        Raises:
            StorageError: the database refused.
        """
        ...

    def keep_server(self, scope: str, settings: ServerSettings) -> None:
        """Keep a server's choices; they survive a kill of the process when this returns.

        Raises:
            StorageError: the database refused; the earlier choices stand.
        """
        ...

    def servers(self) -> Mapping[str, ServerSettings]:
        """The choices of all servers that have made any, by scope.

        Raises:
            StorageError: the database refused.
        """
        ...

    def person(self, who: str) -> PersonSettings:
        """What a person has chosen; the defaults where they have not.

        Raises:
            StorageError: the database refused.
        """
        ...

    def keep_person(self, who: str, settings: PersonSettings) -> None:
        """Keep a person's choices; they survive a kill of the process when this returns.

        Raises:
            StorageError: the database refused; the earlier choices stand.
        """
        ...

    def forget_person(self, who: str) -> None:
        """Delete a person's choices.

        Raises:
            StorageError: the database refused.
        """
        ...
