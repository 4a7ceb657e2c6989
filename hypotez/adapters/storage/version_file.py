"""A version in one file: a zip with the manifest first, then the model's files, each under its plain name."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from hypotez.adapters.storage.version_manifest import MANIFEST, MOST_FILES, VersionManifest, foreign
from hypotez.adapters.storage.zip_archive import ZipArchiver
from hypotez.ports.archive import BLOCK, Entry, EntryKind
from hypotez.ports.errors import ArchiveError

__all__ = ["read_version", "write_version"]

_RATIO = 100
"""A model's files have at most so many bytes for each byte of the file that they come in."""
_MOST_MANIFEST = 16 << 20


def write_version(manifest: VersionManifest, folder: Path, to: BinaryIO) -> None:
    """Write the manifest, without what is of this place only, and the files of `folder` that it names.

    Raises:
        OSError: the disk refused.
    """
    version = replace(manifest.version, scope="", parent=None, doubts=())
    text = VersionManifest(version, manifest.files).to_json().encode()
    with ZipArchiver().create(to) as archive:
        archive.add(MANIFEST, len(text), 0.0, [text])
        for file in manifest.files:
            archive.add(file.name, file.size, 0.0, _blocks(folder / file.name))


def read_version(file: BinaryIO, folder: Path) -> VersionManifest:
    """Read a file that somebody sent into an empty folder: nothing but what its manifest names, and no byte more.

    The hashes are still to be checked.

    Raises:
        ModelError: it is not such a file, is damaged or hostile.
        OSError: the disk refused.
    """
    packed = file.seek(0, 2)
    file.seek(0)
    try:
        entries = ZipArchiver().entries(file, members=MOST_FILES + 1)
        manifest = VersionManifest.from_json(_first(next(entries, None)))
        awaited = {entry.name: entry.size for entry in manifest.files}
        if sum(awaited.values()) > _RATIO * packed:
            raise foreign("its files are far larger than the file that they come in")
        for entry in entries:
            if entry.kind is not EntryKind.FILE or entry.path not in awaited:
                raise foreign("it holds what its manifest does not name")
            _extract(entry, folder / entry.path, awaited.pop(entry.path))
    except ArchiveError as error:
        raise foreign("it cannot be unpacked") from error
    if awaited:
        raise foreign("a part of the model is missing")
    return manifest


def _first(entry: Entry | None) -> bytes:
    if entry is None or entry.path != MANIFEST or entry.kind is not EntryKind.FILE:
        raise foreign("it has no manifest")
    content = b""
    for block in entry.blocks:
        content += block
        if len(content) > _MOST_MANIFEST:
            raise foreign("its manifest is too large")
    return content


def _extract(entry: Entry, to: Path, size: int) -> None:
    with to.open("xb") as target:
        for block in entry.blocks:
            size -= len(block)
            if size < 0:
                raise foreign("it holds more than its manifest says")
            target.write(block)


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            yield block
