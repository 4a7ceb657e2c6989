"""Versions of a model: each with where it comes from and how good it is, kept until somebody deletes it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Protocol, runtime_checkable

from hypotez.ports.learning import Model, Scalar

__all__ = ["Doubt", "Loader", "Version", "Versions"]


@dataclass(frozen=True, slots=True)
class Doubt:
    """A row of the dataset (its id) whose label the model doubts: it says `label`, unless it had learned the row.

    `given`: its confidence in the label that the row has.
    """

    row: str
    label: str
    given: float


@dataclass(frozen=True, slots=True)
class Version:
    """A model that was trained, and all that is known of it; the model itself is loaded by its learner.

    `dataset`: its name, `change` the number and `dataset_sha256` the content of the state that it learned from.
    `learner`: as the config calls it. `threshold`: below this confidence it says that it does not know. `scores`: on
    the holdout of that day, by name ("accuracy", "macro_f1", "calibration_error", "coverage", "precision", "rows");
    empty where it was not tested. `answers`: what to say to a label, where that is not the label itself. `doubts`: the
    rows that it doubts most, these first. `parent`: the version that was current when it was trained. `kind`: what the
    learner is wherever a config does not know it by its name; empty where it was not written down.
    """

    id: str
    at: datetime
    scope: str
    dataset: str
    change: int
    dataset_sha256: str
    learner: str
    labels: tuple[str, ...]
    rows: int
    seed: int = 0
    threshold: float = 0.0
    settings: Mapping[str, Scalar] = field(default_factory=dict)
    scores: Mapping[str, float] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    doubts: tuple[Doubt, ...] = ()
    parent: str | None = None
    kind: str = ""


Loader = Callable[[Path], Model]
"""Loads a model from the folder that holds its files: a learner's `load`."""


@runtime_checkable
class Versions(Protocol):
    """All versions of all scopes. Safe to use from several threads and several processes.

    Whatever happens at whatever moment, a version is there whole or not at all, and the current one is either the old
    or the new. Every method raises StorageError where the disk refuses, and ModelError where files were changed.
    """

    def keep(self, version: Version, model: Model) -> None:
        """Keep a new version; it is not current yet. When this returns, it survives a kill of the process."""
        ...

    def list(self, scope: str, dataset: str | None = None) -> tuple[Version, ...]:
        """The versions of a scope, perhaps only those that learned from a dataset, oldest first."""
        ...

    def taken_in(self) -> tuple[Version, ...]:
        """The versions of all scopes that came in a file, oldest first."""
        ...

    def get(self, scope: str, id: str) -> Version:
        """The version with that id, however a person typed it (see `read_id`).

        Raises:
            NotFound: there is none.
        """
        ...

    def model(self, version: Version, load: Loader) -> Model:
        """Its model, after the hash of every file was checked.

        Raises:
            NotFound: it has been deleted.
            ModelError: a file is missing, was changed, or cannot be loaded.
        """
        ...

    def current(self, scope: str, dataset: str) -> Version | None:
        """The version that answers; None before the first."""
        ...

    def promote(self, version: Version) -> None:
        """Make a version the current one of its scope and dataset.

        Raises:
            NotFound: it has been deleted.
        """
        ...

    def delete(self, version: Version) -> None:
        """Delete a version; where it was current, none is. Deleted already is fine."""
        ...

    def sweep(self) -> None:
        """Remove what is left of versions that a killed process was keeping; what somebody keeps just now stays."""
        ...

    def export(self, version: Version, to: BinaryIO) -> None:
        """Write a version into one file; it names no person, no scope, and no row of a dataset.

        Raises:
            NotFound: it has been deleted.
        """
        ...

    def take_in(self, file: BinaryIO, scope: str, dataset: str, loader: Callable[[Version], Loader]) -> Version:
        """Keep an exported version as a new one of this scope and dataset, after everything about it was checked.

        `file` can be sought in. `loader` says for what is read of it, a learner's name above all, how its model is
        loaded. The answer's `change` is 0, for it learned from no state of a dataset here.

        Raises:
            ModelError: no such file, tampered with, hostile, too large, or its model cannot be loaded.
        """
        ...
