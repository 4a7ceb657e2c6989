"""Rows of data that cannot be used, and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

__all__ = ["BadRow", "RowFault"]


class RowFault(StrEnum):
    """What is wrong with a row; the values name the kinds in catalogues."""

    NO_TEXT = "no-text"
    NO_LABEL = "no-label"
    LONG_TEXT = "long-text"
    LONG_LABEL = "long-label"
    LONG_ANSWER = "long-answer"
    LABEL_OF_LINES = "label-of-lines"
    NOT_UNICODE = "not-unicode"
    CONTROLS = "controls"
    COLUMNS = "columns"
    QUOTE = "quote"
    LONG = "long"
    NOT_JSON = "not-json"
    NOT_OBJECT = "not-object"
    NOT_TEXT = "not-text"
    VALUE = "value"


_REASONS: Final[Mapping[RowFault, str]] = MappingProxyType(
    {
        RowFault.NO_TEXT: "has no text",
        RowFault.NO_LABEL: "has no label",
        RowFault.LONG_TEXT: "has a text of more than {count:,} characters",
        RowFault.LONG_LABEL: "has a label of more than {count:,} characters",
        RowFault.LONG_ANSWER: "has an answer of more than {count:,} characters",
        RowFault.LABEL_OF_LINES: "has a label of several lines",
        RowFault.NOT_UNICODE: "has signs that are not Unicode",
        RowFault.CONTROLS: "has control characters",
        RowFault.COLUMNS: "has {count} columns, more than there are in the table",
        RowFault.QUOTE: "is too long, or has a quote that is not closed",
        RowFault.LONG: "is too long",
        RowFault.NOT_JSON: "is no JSON",
        RowFault.NOT_OBJECT: "is no JSON object",
        RowFault.NOT_TEXT: "is no text",
        RowFault.VALUE: "has a text, label or answer that is no text",
    }
)


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be used. `line` counts from 1 in the file; `file`: its name in an archive, else empty.

    `count`: how many columns it has, or how many characters there may be at most.
    """

    line: int
    fault: RowFault
    file: str = ""
    count: int = 0

    @property
    def reason(self) -> str:
        """The fault, as a part of an English sentence ("has no label")."""
        return _REASONS[self.fault].format(count=self.count)
