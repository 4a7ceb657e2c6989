"""JSON: an array of rows, an object with the texts of each label, or lines with a row each.

A row is an object with the keys text, label and answer, or a text. Arrays are read row by row: a file that is hostile
costs no more memory than one row.
"""

import json
import re
from collections.abc import Iterator
from math import inf, isfinite
from typing import Any

from hypotez.adapters.datasets.columns import ANSWER, LABEL, TEXT, named
from hypotez.adapters.datasets.gathering import Gathering
from hypotez.adapters.datasets.lines import lines
from hypotez.ports.bad_rows import RowFault
from hypotez.ports.errors import DatasetError

__all__ = ["is_json", "read_json"]

_SPACE = re.compile(r"[ \t\r\n]*")
_WINDOWS = (4 << 10, 256 << 10)
"""Characters that a row is looked for in: few first, so that little is copied; then as many as a row may have."""
_LONGEST_NUMBER = 300
"""Digits: Python refuses to read those that are much longer, and with them all that stands beside them."""
_DECODER = json.JSONDecoder(parse_int=lambda digits: int(digits) if len(digits) < _LONGEST_NUMBER else inf)
_FAILED = (ValueError, RecursionError)


def is_json(text: str) -> bool:
    """Whether it looks like JSON."""
    head = text.lstrip(" \t\r\n")
    return bool(re.match(r'\{\s*"|\[\s*[\[{"\]]', head))


def read_json(text: str, gathering: Gathering) -> None:
    """Gather the rows.

    Raises:
        DatasetError: it is no JSON, or of another shape.
    """
    start = text[:1000].lstrip(" \t\r\n")[:1]
    if start == "[":
        _read_array(text, gathering)
    elif start == "{" and not _has_lines(text):
        _read_labels(text, gathering)
    else:
        _read_by_line(text, gathering)


def _has_lines(text: str) -> bool:
    """Whether any of the first lines is a row by itself."""
    for line in text[: _WINDOWS[1]].lstrip().split("\n")[:10]:
        try:
            row = _DECODER.decode(line)
        except _FAILED:
            continue
        if isinstance(row, dict) and named(row):
            return True
    return False


def _read_by_line(text: str, gathering: Gathering) -> None:
    for number, line in enumerate(lines(text), 1):
        if not line.strip():
            continue
        if len(line) > _WINDOWS[1]:
            gathering.refuse(number, RowFault.LONG)
            continue
        try:
            row = _DECODER.decode(line)
        except _FAILED:
            gathering.refuse(number, RowFault.NOT_JSON)
            continue
        _take(number, row, gathering)


def _read_array(text: str, gathering: Gathering) -> None:
    scan = _Scan(text)
    for line, row in scan.array():
        _take(line, row, gathering)
    scan.end()


def _read_labels(text: str, gathering: Gathering) -> None:
    scan = _Scan(text)
    scan.expect("{")
    while not scan.skip("}"):
        label = scan.value()
        scan.expect(":")
        for line, row in scan.array():
            if isinstance(row, str):
                gathering.take(line, row, label if isinstance(label, str) else "")
            else:
                gathering.refuse(line, RowFault.NOT_TEXT)
        if not scan.skip(","):
            scan.expect("}")
            break
    scan.end()


def _take(line: int, row: Any, gathering: Gathering) -> None:
    if isinstance(row, str):
        gathering.take(line, row)
        return
    if not isinstance(row, dict):
        gathering.refuse(line, RowFault.NOT_OBJECT)
        return
    values = list(row.values())
    found = {name: values[place] for name, place in named(row).items()}
    for name, value in found.items():
        if value is None:
            found[name] = ""
        elif isinstance(value, int | float) and isfinite(value) and name == LABEL:  # classes are often numbers
            found[name] = str(value)
        elif not isinstance(value, str):
            gathering.refuse(line, RowFault.VALUE)
            return
    gathering.take(line, found.get(TEXT, ""), found.get(LABEL, ""), found.get(ANSWER, ""))


class _Scan:
    """A place in JSON, and its line."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._line = 1

    def array(self) -> Iterator[tuple[int, Any]]:
        """The elements of the array here, each with its line."""
        self.expect("[")
        while not self.skip("]"):
            line = self._line
            yield line, self.value()
            if not self.skip(","):
                self.expect("]")
                return

    def value(self) -> Any:
        """What is here."""
        for window in _WINDOWS:
            piece = self._text[self._at : self._at + window]
            try:
                value, length = _DECODER.raw_decode(piece)
            except _FAILED:
                continue
            if length < len(piece) or len(piece) < window:  # a number may go on behind the window
                self._forward(self._at + length)
                return value
        raise DatasetError(
            f"Line {self._line} is no JSON, or a row that is too long.", key="dataset-no-json", line=self._line
        )

    def skip(self, sign: str) -> bool:
        """Whether this sign is here; it is behind then."""
        space = _SPACE.match(self._text, self._at)
        self._forward(space.end() if space else self._at)
        if not self._text.startswith(sign, self._at):
            return False
        self._forward(self._at + len(sign))
        return True

    def expect(self, sign: str) -> None:
        """Go behind this sign."""
        if not self.skip(sign):
            raise DatasetError(
                f"The JSON is damaged or of another shape: in line {self._line} a “{sign}” is missing.",
                key="dataset-json-lacks",
                line=self._line,
                sign=sign,
            )
        self.skip("")

    def end(self) -> None:
        """Nothing follows."""
        self.skip("")
        if self._at < len(self._text):
            raise DatasetError(
                f"The JSON is damaged: something follows its end in line {self._line}.",
                key="dataset-json-goes-on",
                line=self._line,
            )

    def _forward(self, to: int) -> None:
        self._line += self._text.count("\n", self._at, to)
        self._at = to
