"""Weights: the big files that an engine needs and that only an explicit pull brings to this machine."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, runtime_checkable

from hypotez.ports.progress import Report, ignore

__all__ = ["Download", "HubRepo", "WeightsFetcher"]


@dataclass(frozen=True, slots=True)
class Download:
    """One file: its `url`, its `name` in the model's folder, and the SHA-256 (hex) that it must have."""

    url: str
    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class HubRepo:
    """Files of a Hugging Face model repository at a revision; the hub's own listing gives sizes and hashes."""

    repo: str
    files: tuple[str, ...]
    revision: str = "main"


@runtime_checkable
class WeightsFetcher(Protocol):
    """Brings weights to this machine.

    An engine class names what it can use, by model, in `pulls: Mapping[str, Download | HubRepo]`, and looks for it in
    `<models>/<engine>/<model>/`.
    """

    def fetch(self, source: Download | HubRepo, folder: Path, *, report: Report = ignore) -> None:
        """Fill `folder`, whole and verified, or leave it as it was; an interrupted fetch resumes.

        `report` counts bytes.

        Raises:
            EngineUnreachable: the server did not answer properly, even after retries.
            EngineUnavailable: what came has another hash than it must have.
            StorageError: the disk refused.
        """
        ...
