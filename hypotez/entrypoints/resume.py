"""What a run over many files has already heard, so that it can go on after an interruption.

A journal is a file of JSON lines, each a transcript under a key that names the audio's content and how it was heard.
A renamed file is known again, a changed one or another engine is not.
"""

import hashlib
import json
import os
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from hypotez.entrypoints.formats import from_json, to_json
from hypotez.ports.errors import StorageError
from hypotez.ports.speech import Transcript

__all__ = ["Journal", "forget_old", "key"]


def key(fingerprint: str, heard: Mapping[str, Any]) -> str:
    """The key of audio with this SHA-256 (hex), `heard` with these engines and options; itself a SHA-256 (hex)."""
    asked = json.dumps(heard, sort_keys=True, default=str)
    return hashlib.sha256(f"{fingerprint} {asked}".encode()).hexdigest()


class Journal:
    """The journal in the file at `path`, which appears with the first transcript. Safe to use from several threads.

    It also knows under which id a transcript was kept, and what was written into which file. Lines that are damaged, as
    the last one is after a power cut, count as absent.

    Raises:
        StorageError: the file cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self._path, self._lock = path, threading.Lock()
        self._heard: dict[str, Transcript] = {}
        self._kept: dict[str, str] = {}
        self._written: dict[str, str] = {}
        try:
            data = path.read_bytes() if path.exists() else b""
        except OSError as error:
            raise StorageError(f"{path} cannot be read: {error.strerror}") from error
        self._torn = bool(data) and not data.endswith(b"\n")
        for line in data.splitlines():
            try:
                entry = json.loads(line)
                if "file" in entry:
                    self._written[str(entry["file"])] = str(entry["sha256"])
                elif "id" in entry:
                    self._kept[entry["key"]] = str(entry["id"])
                else:
                    self._heard[entry["key"]] = from_json(entry["transcript"])
            except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
                continue

    def get(self, key: str) -> Transcript | None:
        """What was heard under this key, None where nothing was."""
        return self._heard.get(key)

    def add(self, key: str, transcript: Transcript) -> None:
        """Write down a transcript; when this returns, it survives a kill of the process.

        Raises:
            StorageError: the folder is not writable, or the disk is full.
        """
        self._append({"key": key, "transcript": to_json(transcript)})
        self._heard[key] = transcript

    def kept(self, key: str) -> str | None:
        """The id under which the transcript was kept, None where it was not."""
        return self._kept.get(key)

    def keep(self, key: str, id: str) -> None:
        """Write down that the transcript was kept under this id.

        Raises:
            StorageError: the folder is not writable, or the disk is full.
        """
        self._append({"key": key, "id": id})
        self._kept[key] = id

    def written(self, file: str) -> str | None:
        """The SHA-256 (hex) of what was last written into `file`, None where nothing was."""
        return self._written.get(file)

    def wrote(self, file: str, sha256: str) -> None:
        """Write down that content with this SHA-256 (hex) was written into `file`.

        Raises:
            StorageError: the folder is not writable, or the disk is full.
        """
        self._append({"file": file, "sha256": sha256})
        self._written[file] = sha256

    def _append(self, entry: Mapping[str, Any]) -> None:
        line = json.dumps(entry).encode() + b"\n"
        with self._lock:
            try:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                file = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
                with open(file, "ab") as stream:  # noqa: PTH123 - a descriptor, for the file's mode
                    stream.write(b"\n" + line if self._torn else line)
                    stream.flush()
                    os.fsync(stream.fileno())
            except OSError as error:
                self._torn = True
                raise StorageError(f"{self._path} cannot be written: {error.strerror}") from error
            self._torn = False

    def forget(self) -> None:
        """Remove the journal: there is nothing left to go on with."""
        self._path.unlink(missing_ok=True)


def forget_old(folder: Path, *, days: float = 7) -> None:
    """Remove the journals in `folder` that nobody has come back to for `days`: they hold what people said."""
    for path in folder.glob("*.jsonl"):
        with suppress(FileNotFoundError):  # another run has just finished with it
            if path.stat().st_mtime < time.time() - days * 86_400:
                path.unlink()
