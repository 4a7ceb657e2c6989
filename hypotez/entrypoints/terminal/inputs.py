"""Which audio a command is about, and what the files made from it are called."""

import os
import stat
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Final

from hypotez.entrypoints.sounds import SOUNDS
from hypotez.ports.audio import Audio
from hypotez.ports.errors import AudioTooLong, NotFound, TextError

__all__ = ["Input", "find_inputs", "is_folder", "read_stdin", "read_text"]

LONGEST_TEXT: Final = 16 << 20
"""Bytes, several long books: more is nothing that somebody wrote."""


@dataclass(frozen=True, slots=True)
class Input:
    """One audio. `name` is for people, `place` where its result goes inside an output folder, without an ending.

    `fault`: why it cannot even be looked for, where it is a folder that cannot be read.
    """

    audio: Audio
    name: str
    place: PurePath
    fault: str = ""


def find_inputs(paths: Sequence[str], max_bytes: int) -> list[Input]:
    """What `paths` name: files, the audio below folders (sorted; hidden ones left out), and "-" for standard input.

    The places are all different, even where upper and lower case are one, and do not depend on what is there already.
    Folders that cannot be read come last, each as an input with a fault.

    Raises:
        NotFound: a folder without any audio.
        AudioTooLong: standard input has more than `max_bytes`.
    """
    found: dict[str, tuple[Audio, str, PurePath]] = {}
    faults: list[OSError] = []
    for path in dict.fromkeys(paths):
        if path == "-":
            found["-"] = (read_stdin(max_bytes), "standard input", PurePath("stdin"))
        elif is_folder(path):
            prefix = PurePath(Path(path).resolve().name) if len(paths) > 1 else PurePath()
            for file in _sounds(Path(path), faults):
                found.setdefault(
                    os.path.realpath(file), (Audio(file, file.name), str(file), prefix / file.relative_to(path))
                )
        else:
            found.setdefault(
                os.path.realpath(path), (Audio(Path(path), Path(path).name), path, PurePath(Path(path).name))
            )
    places = _places([place for _, _, place in found.values()])
    inputs = [Input(audio, name, place) for (audio, name, _), place in zip(found.values(), places, strict=True)]
    return [*inputs, *map(_unread, faults)]


def is_folder(path: str) -> bool:
    """Whether it is a folder; what may not even be looked at is none, and says so when it is read."""
    try:
        return Path(path).is_dir()
    except OSError:
        return False


def _unread(error: OSError) -> Input:
    name = str(error.filename)
    return Input(Audio(Path(name), name), name, PurePath(name), f"the folder {name} cannot be read: {error.strerror}")


def read_stdin(max_bytes: int) -> Audio:
    """Standard input as audio.

    Raises:
        AudioTooLong: it has more than `max_bytes`.
    """
    data = sys.stdin.buffer.read(max_bytes + 1)
    if len(data) > max_bytes:
        raise AudioTooLong(f"standard input has more than {max_bytes >> 20} MB, the limit in [audio] max_input_mb")
    return Audio(data, "standard input")


def read_text() -> str:
    """Standard input as text.

    Raises:
        TextError: it has more than `LONGEST_TEXT`.
    """
    data = sys.stdin.buffer.read(LONGEST_TEXT + 1)
    if len(data) > LONGEST_TEXT:
        raise TextError(f"standard input has more than {LONGEST_TEXT >> 20} MB of text: send it in parts")
    return data.decode("utf-8", "replace")


def _sounds(folder: Path, faults: list[OSError]) -> Iterator[Path]:
    """The audio in a folder and those below; `faults` is told of the folders that cannot be read."""
    empty, before = True, len(faults)
    for parent, folders, files in os.walk(folder, onerror=faults.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = Path(parent, name)
            if not name.startswith(".") and path.suffix.lower() in SOUNDS and not _is_special(path):
                empty = False
                yield path
    if empty and len(faults) == before:
        raise NotFound(f"there is no audio in the folder {folder}")


def _is_special(path: Path) -> bool:
    """Whether it is a pipe, a device or the like; what cannot be told is none, and says so when it is read."""
    try:
        return not stat.S_ISREG(path.stat().st_mode)
    except OSError:
        return False


def _places(names: Sequence[PurePath]) -> Iterator[PurePath]:
    """Each name without its ending, with it where two would be one, and with a number where even that is not enough."""
    shared = Counter(_folded(name.with_suffix("")) for name in names)
    taken: set[str] = set()
    for name in names:
        short = name.with_suffix("") if shared[_folded(name.with_suffix(""))] == 1 else name
        place, number = short, 2
        while _folded(place) in taken:
            place, number = short.with_name(f"{short.name} {number}"), number + 1
        taken.add(_folded(place))
        yield place


def _folded(name: PurePath) -> str:
    return name.as_posix().casefold()
