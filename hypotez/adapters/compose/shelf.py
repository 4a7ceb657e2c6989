"""A folder of sounds under hashed names, bounded in size, in which a damaged file is as good as none."""

import contextlib
import hashlib
import logging
import os
import struct
import tempfile
import time
from pathlib import Path

from hypotez.ports.audio import Pcm

__all__ = ["Shelf"]

_log = logging.getLogger(__name__)

_MAGIC = b"HYPOTEZ1"
_SHAPE = struct.Struct("<8sIIQ")
"""Magic, rate in Hz, channels, bytes of samples; a SHA-256 of all this and of the samples follows, then the samples."""

_HEADER_BYTES = _SHAPE.size + 32

_ENDING = ".pcm"
_UNFINISHED = ".part"
_LEFT_OVER_SECONDS = 3600.0
"""An unfinished file this old was left by a process that died."""


class Shelf:
    """Sounds by key. It is a help and no store of record: what the disk refuses is logged and forgotten.

    Args:
        folder: made when missing, for this user's eyes only.
        max_bytes: how much to keep; what was not asked for the longest time goes first.
    """

    def __init__(self, folder: Path, max_bytes: int) -> None:
        self._folder = folder
        self._max_bytes = max_bytes

    def find(self, key: str) -> Pcm | None:
        """The sound kept under `key`; a damaged file is removed."""
        path = self._folder / (key + _ENDING)
        try:
            found = _decoded(path.read_bytes())
            if found is None:
                path.unlink(missing_ok=True)
            else:
                with contextlib.suppress(OSError):  # a cache that may only be read still serves
                    os.utime(path)
        except FileNotFoundError:
            return None
        except OSError as error:
            _log.warning("the speech cache cannot be read: %s", error.strerror)
            return None
        return found

    def keep(self, key: str, sound: Pcm) -> None:
        """Keep `sound` whole or not at all, then let the oldest go where there is too much."""
        if _HEADER_BYTES + len(sound.data) > self._max_bytes:
            return
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._write(self._folder / (key + _ENDING), sound)
            self._sweep()
        except OSError as error:
            _log.warning("the speech cache cannot be written: %s", error.strerror)

    def _write(self, path: Path, sound: Pcm) -> None:
        shape = _SHAPE.pack(_MAGIC, sound.rate, sound.channels, len(sound.data))
        descriptor, name = tempfile.mkstemp(suffix=_UNFINISHED, dir=self._folder)  # readable by this user only
        unfinished = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(shape + _digest(shape, sound.data))
                file.write(sound.data)
            unfinished.replace(path)
        except OSError:
            unfinished.unlink(missing_ok=True)
            raise

    def _sweep(self) -> None:
        found = []
        for path in self._folder.iterdir():
            with contextlib.suppress(FileNotFoundError):  # another process sweeps too
                facts = path.stat()
                if path.suffix == _ENDING:
                    found.append((facts.st_mtime_ns, facts.st_size, path))
                elif path.suffix == _UNFINISHED and time.time() - facts.st_mtime > _LEFT_OVER_SECONDS:
                    path.unlink()
        total = sum(size for _, size, _ in found)
        for _, size, path in sorted(found):
            if total <= self._max_bytes:
                return
            path.unlink(missing_ok=True)
            total -= size


def _digest(shape: bytes, samples: bytes) -> bytes:
    hashed = hashlib.sha256(shape)
    hashed.update(samples)
    return hashed.digest()


def _decoded(data: bytes) -> Pcm | None:
    shape, digest, samples = data[: _SHAPE.size], data[_SHAPE.size : _HEADER_BYTES], data[_HEADER_BYTES:]
    if len(data) < _HEADER_BYTES or digest != _digest(shape, samples):
        return None
    magic, rate, channels, size = _SHAPE.unpack(shape)
    if magic != _MAGIC or size != len(samples):
        return None
    try:
        return Pcm(samples, rate, channels)
    except ValueError:  # whole, and yet no sound
        return None
