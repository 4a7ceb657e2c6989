"""Files of datasets in a zip archive that nobody trusts."""

import io
from collections.abc import Iterator
from contextlib import contextmanager

from hypotez.adapters.datasets.limits import Limits
from hypotez.adapters.storage.zip_archive import ZipArchiver
from hypotez.ports.archive import Entry, EntryKind
from hypotez.ports.errors import ArchiveError, DatasetError

__all__ = ["is_zip", "unzipped"]

_RATIO_FROM = 1 << 20
"""Bytes of content from which on the ratio counts: a little archive of one word a thousand times is harmless."""
_ARCHIVER = ZipArchiver()


def is_zip(content: bytes) -> bool:
    """Whether it begins as a zip does."""
    return _ARCHIVER.recognises(content[:8])


def unzipped(content: bytes, endings: tuple[str, ...], limits: Limits) -> Iterator[tuple[str, bytes]]:
    """Yield path and content of the members that end so; nothing is written anywhere, so a path may be any.

    Raises:
        DatasetError: damaged, encrypted, too many files, or too much in them.
    """
    read = 0
    with _translated():
        for entry in _ARCHIVER.entries(io.BytesIO(content), members=limits.members):
            if entry.kind is EntryKind.FILE and _meant(entry, endings):
                member = bytearray()
                for block in entry.blocks:
                    read += len(block)
                    if read > limits.bytes or read > max(_RATIO_FROM, limits.ratio * len(content)):
                        raise DatasetError(
                            "The archive unpacks to far more than is allowed: send less, or the files.",
                            key="dataset-bomb",
                        )
                    member += block
                yield entry.path, bytes(member)


def _meant(entry: Entry, endings: tuple[str, ...]) -> bool:
    hidden = any(part.startswith((".", "__")) for part in entry.path.split("/"))  # what systems add by themselves
    return entry.path.lower().endswith(endings) and not hidden


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except ArchiveError as error:
        raise DatasetError(str(error), key=error.key, **error.values) from error
