"""What is written down of a version, beside its model's files and in an exported one.

    {"hypotez": "model", "format": 1,
     "version": {"id": "1qk8nq32v17w", "at": "2026-05-01T12:00:00Z", "dataset": "bank", "labels": ["..."], ...},
     "files": [{"name": "weights.npz", "size": 2048, "sha256": "..."}, ...]}

`size` in bytes, `sha256` in hex; `version` has the fields of `hypotez.ports.versions.Version`.
"""

import hashlib
import json
import os
import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from hypotez.adapters.storage.version_values import impossible
from hypotez.ports.errors import ModelError
from hypotez.ports.versions import Version

__all__ = ["MANIFEST", "MOST_FILES", "ManifestEntry", "VersionManifest", "foreign", "inventory", "verify"]

MANIFEST = "manifest.json"
MOST_FILES = 16
"""A model has, at most."""
_MOST_BYTES = 1 << 30
_MOST_MANIFEST = 16 << 20
_FORMAT = 1
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,60}(\.[a-z0-9]{1,12})?")
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class ManifestEntry:
    """One file of a model."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class VersionManifest:
    """A version and the files of its model."""

    version: Version
    files: tuple[ManifestEntry, ...]

    def to_json(self) -> str:
        """As it is kept."""
        content = {"hypotez": "model", "format": _FORMAT, "version": asdict(self.version)}
        content["files"] = [asdict(file) for file in self.files]
        return json.dumps(content, ensure_ascii=False, default=lambda at: at.isoformat())

    @classmethod
    def from_json(cls, content: str | bytes, *, kept: bool = False) -> "VersionManifest":
        """Read one that somebody may have tampered with; one that is `kept` says what it said when it was.

        Raises:
            ModelError: not a manifest, of another format, or with impossible values.
        """
        from pydantic import TypeAdapter

        if len(content) > _MOST_MANIFEST:
            raise foreign("its manifest is too large")
        try:
            fields = json.loads(content)
            if fields["hypotez"] != "model":
                raise ValueError("another kind of file")
            if type(fields["format"]) is not int:
                raise ValueError("a format that is none")
            if fields["format"] != _FORMAT:
                raise ModelError("The model was made by a newer hypotez: update hypotez.", key="model-newer")
            version = TypeAdapter(Version).validate_json(json.dumps(fields["version"]), strict=True)
            files = tuple(_entry(one) for one in fields["files"])
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise foreign("its manifest cannot be read") from error
        if version.at.tzinfo is None or not files or len(files) > MOST_FILES:
            raise foreign("its manifest cannot be read")
        if len({file.name for file in files}) < len(files) or sum(file.size for file in files) > _MOST_BYTES:
            raise foreign("its files are too large, or named twice")
        if not kept and (wrong := impossible(version)):
            raise foreign(f"its manifest says of the {wrong} what cannot be")
        return cls(version, files)


def foreign(how: str) -> ModelError:
    """What is said of a file that is to be a model of ours, and is none; `how` that is seen."""
    return ModelError(f"The file is damaged or no model of ours ({how}): export it again.", key="model-foreign")


def _changed(name: str) -> ModelError:
    return ModelError(
        f"The model's file {name} was changed: train it again, or import it again.", key="model-changed", name=name
    )


def _entry(fields: dict[str, Any]) -> ManifestEntry:
    name, size, sha256 = fields["name"], fields["size"], fields["sha256"]
    if type(size) is not int or size < 0 or name == MANIFEST:
        raise ValueError("a size or a name that is none")
    if not _NAME.fullmatch(name) or not _SHA256.fullmatch(sha256):
        raise ValueError("a name or a hash that is none")
    return ManifestEntry(name, size, sha256)


def inventory(folder: Path) -> tuple[ManifestEntry, ...]:
    """What a model has just written into a folder, synced to the disk.

    Raises:
        OSError: the disk refused.
        ValueError: the model wrote what no manifest can hold, such as a folder.
    """
    entries = []
    for path in sorted(folder.iterdir()):
        if not _NAME.fullmatch(path.name) or not path.is_file() or path.is_symlink():
            raise ValueError(f"a model may not write {path.name!r}")
        with path.open("rb+") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            os.fsync(file.fileno())
        entries.append(ManifestEntry(path.name, path.stat().st_size, digest))
    if not entries or len(entries) > MOST_FILES:
        raise ValueError(f"a model may write 1 to {MOST_FILES} files, and not {len(entries)}")
    return tuple(entries)


def verify(folder: Path, files: tuple[ManifestEntry, ...]) -> None:
    """Check that a folder holds exactly these files.

    Raises:
        ModelError: one is missing, has other content, or is not on the list.
        OSError: the disk refused.
    """
    there = {path.name for path in folder.iterdir()} - {MANIFEST} if folder.is_dir() else set()
    if there != {file.name for file in files}:
        raise ModelError(
            "The model's files are not all there, or too many: train it again, or import it again.", key="model-files"
        )
    for file in files:
        path = folder / file.name
        if path.is_symlink() or not path.is_file() or path.stat().st_size != file.size:
            raise _changed(file.name)
        with path.open("rb") as opened:
            if hashlib.file_digest(opened, "sha256").hexdigest() != file.sha256:
                raise _changed(file.name)
