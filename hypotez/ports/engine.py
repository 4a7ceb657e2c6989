"""What every engine tells about itself before it is asked to work."""

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Place", "Status"]


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
