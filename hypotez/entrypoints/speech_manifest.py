"""Manifests: lists of recordings with what is said in them, for `evaluate-speech`.

JSON lines, or CSV or TSV with a line of names: the recording's path under `file`, `audio`, `path` or `audio_filepath`,
what is said under `text`, `said`, `sentence` or `transcript`; `subset` and `language` if there are any, and nothing of
what else there may be. Paths are relative to the manifest's folder. (NVIDIA NeMo's and Common Voice's can be read.)
"""

import csv
import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from hypotez.domain.evaluate_speech import Clip
from hypotez.ports.audio import Audio
from hypotez.ports.errors import DatasetError, StorageError
from hypotez.ports.names import shown

__all__ = ["read_manifest"]

FILE: Final = ("file", "audio", "path", "audio_filepath")
TEXT: Final = ("text", "said", "sentence", "transcript")
MOST_BYTES: Final = 256 << 20


def read_manifest(path: Path, subsets: tuple[str, ...] = ()) -> tuple[Clip, ...]:
    """The clips of a manifest, perhaps only those of some subsets.

    Raises:
        DatasetError: a line that cannot be used, a recording that is not there, or no clip; the sentence says which.
        StorageError: the manifest cannot be read.
    """
    clips = tuple(
        _clip(row, line, path) for line, row in _rows(path) if not subsets or str(row.get("subset") or "") in subsets
    )
    if not clips:
        wanted = f" of {', '.join(subsets)}" if subsets else ""
        raise DatasetError(f"{path.name} names no recordings{wanted}: there must be one on each line.")
    return clips


def _rows(path: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    content = _content(path)
    if path.suffix.lower() in {".csv", ".tsv"}:
        reader = csv.DictReader(content.splitlines(), dialect="excel-tab" if path.suffix.lower() == ".tsv" else "excel")
        try:
            for row in reader:
                yield reader.line_num, row
        except csv.Error as error:
            raise DatasetError(f"{path.name}, line {reader.line_num}, cannot be read as a table: {error}.") from error
        return
    for number, line in enumerate(content.splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise DatasetError(f"{path.name}, line {number}, is no JSON: name a recording and its text.") from error
        if not isinstance(row, dict):
            raise DatasetError(f"{path.name}, line {number}, is no JSON object: name a recording and its text.")
        yield number, row


def _content(path: Path) -> str:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise DatasetError(f"{path.name} is larger than {MOST_BYTES >> 20} MB: that is no manifest.")
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise DatasetError(f"{path.name} is no text in UTF-8: a manifest is JSON lines, CSV or TSV.") from error
    except OSError as error:
        raise StorageError(f"{path.name} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise StorageError(f"{shown(path.name)} cannot be read: no file has such a name.") from error


def _clip(row: Mapping[str, Any], line: int, manifest: Path) -> Clip:
    where = f"{manifest.name}, line {line},"
    name, said = _first(row, FILE), _first(row, TEXT)
    if not name:
        raise DatasetError(f"{where} names no recording: give its path as “file”.")
    if said is None:
        raise DatasetError(f"{where} does not say what is said: give it as “text”.")
    recording = manifest.parent / name
    if not os.path.isfile(recording):  # noqa: PTH113 - false too for a name that no file can have
        raise DatasetError(f"{where} names the recording {shown(name)}, which is not there.")
    return Clip(name, Audio(recording), said, str(row.get("subset") or ""), str(row.get("language") or "") or None)


def _first(row: Mapping[str, Any], names: tuple[str, ...]) -> str | None:
    return next((row[name] for name in names if isinstance(row.get(name), str)), None)
