"""Lines "label: text"; where hardly any has a label, lines of text."""

import re

from hypotez.adapters.datasets.gathering import Gathering

__all__ = ["labelled", "read_lines"]

_LABELLED = re.compile(r"\s*([^:：]*)[:：](?!\d|//)(.*)")
"""A colon that a digit or // follows belongs to the text: "at 12:30", "https://..."."""
_LONGEST_LABEL = 100
_SAMPLE = 256 << 10


def read_lines(text: str, gathering: Gathering) -> None:
    """Gather the lines. Where less than half of them have a label, their colons are those of the texts."""
    with_labels = labelled(text) >= 0.5
    for number, line in enumerate(_lines(text), 1):
        if not line.strip():
            continue
        found = _LABELLED.fullmatch(line) if with_labels else None
        if found is None:
            gathering.take(number, line)
        elif not found[1].strip():
            gathering.refuse(number, "has no label")
        else:
            gathering.take(number, found[2], found[1])


def labelled(text: str) -> float:
    """The share of lines, of the first thousand, that have a label."""
    lines = [line for line in _lines(text[:_SAMPLE]) if line.strip()][:1000]
    return sum(_has_label(line) for line in lines) / len(lines) if lines else 0.0


def _has_label(line: str) -> bool:
    found = _LABELLED.fullmatch(line)
    return found is not None and len(found[1].strip()) <= _LONGEST_LABEL


def _lines(text: str) -> list[str]:
    # not splitlines(), which breaks lines where nobody sees it
    return re.split("\r\n|\r|\n", text)
