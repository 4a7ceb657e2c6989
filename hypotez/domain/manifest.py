"""What an archive of hypotez says about itself, in its last member.

    {"hypotez": "archive", "version": 1,
     "files": [{"path": "a/b.txt", "size": 3, "sha256": "..."}, ...],
     "omitted": [{"name": "docs/.env", "reason": "may hold secrets"}, ...],
     "changed": ["a/log.txt", ...]}

`size` in bytes, `sha256` in hex, paths relative with slashes. `changed` are files that somebody wrote to while they
were read: they are in the archive as they were read.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from hypotez.ports.errors import ArchiveError
from hypotez.ports.files import Omitted

__all__ = ["MANIFEST", "Manifest", "Member"]

MANIFEST = "hypotez-manifest.json"
_VERSION = 1
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """Everything that is in an archive, and what was left out of it."""

    files: tuple[Member, ...]
    omitted: tuple[Omitted, ...] = ()
    changed: tuple[str, ...] = ()

    @property
    def content(self) -> int:
        """Bytes of all files together."""
        return sum(member.size for member in self.files)

    def to_json(self) -> bytes:
        """As it stands in an archive."""
        content = {"hypotez": "archive", "version": _VERSION, **asdict(self)}
        return json.dumps(content, ensure_ascii=False, indent=1).encode()

    @classmethod
    def from_json(cls, content: bytes) -> "Manifest":
        """Read one that somebody may have tampered with.

        Raises:
            ArchiveError: not a manifest, or one of a version that is not known.
        """
        try:
            fields = json.loads(content)
            if fields["hypotez"] != "archive" or type(fields["version"]) is not int:
                raise ValueError("another kind of file")
            if fields["version"] != _VERSION:
                raise ArchiveError("The archive was made by a newer hypotez: update hypotez.")
            return cls(
                tuple(_member(one) for one in fields["files"]),
                tuple(Omitted(_text(one["name"]), _text(one["reason"])) for one in fields["omitted"]),
                tuple(_text(one) for one in fields["changed"]),
            )
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise ArchiveError("The archive's manifest cannot be read: it is damaged or not one of ours.") from error


def _member(fields: Mapping[str, Any]) -> Member:
    size, sha256 = fields["size"], _text(fields["sha256"])
    if type(size) is not int or size < 0 or not _SHA256.fullmatch(sha256):
        raise ValueError("a size or a hash that is none")
    return Member(_text(fields["path"]), size, sha256)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("text is expected")
    return value
