"""What every engine tells about itself before it is asked to work."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, TypeAlias

__all__ = ["Located", "NameOrPath", "PathText", "Place", "Status"]


@dataclass(frozen=True, slots=True)
class Located:
    """Marks a text among a constructor's options as a path: a relative one in a config starts at the config's folder.

    `named`: it may be a name instead, such as that of a model; what has a separator or is there is a path.
    """

    named: bool = False


PathText: TypeAlias = Annotated[str, Located()]
NameOrPath: TypeAlias = Annotated[str, Located(named=True)]


class Place(StrEnum):
    """Where the audio or the text of a request goes."""

    LOCAL = "local"
    """Stays on this machine."""
    NETWORK = "network"
    """Goes to a server that the config names, such as a Wyoming server at home."""
    CLOUD = "cloud"
    """Goes to somebody else's service."""


@dataclass(frozen=True, slots=True)
class Status:
    """Whether an engine can work on this machine, found out without importing its vendor.

    `installed`: its packages are here. `ready`: its weights, its data and its address are here too. `hint`: one
    sentence that says what to do when it is not ready.
    """

    installed: bool = True
    ready: bool = True
    hint: str = ""
