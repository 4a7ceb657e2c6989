"""Lines "label: text"; where hardly any has a label, lines of text."""

import re
from collections.abc import Iterator
from itertools import islice

from hypotez.adapters.datasets.gathering import Gathering
from hypotez.ports.bad_rows import RowFault

__all__ = ["labelled", "lines", "read_lines"]

_LINE = re.compile("[^\r\n]*+(?:\r\n?|\n)|[^\r\n]++")
"""Not as splitlines() has it, which breaks lines where nobody sees it; and one at a time."""
_LABELLED = re.compile(r"([^:：]*)[:：](?!\d|//)(.*)")
"""A colon that a digit or // follows belongs to the text: "at 12:30", "https://..."."""
_LONGEST_LABEL = 100


def read_lines(text: str, gathering: Gathering) -> None:
    """Gather the lines. Where less than half of them have a label, their colons are those of the texts."""
    with_labels = labelled(text) >= 0.5
    for number, line in enumerate(lines(text), 1):
        if not line.strip():
            continue
        found = _LABELLED.match(line) if with_labels else None
        if found is None:
            gathering.take(number, line)
        elif not found[1].strip():
            gathering.refuse(number, RowFault.NO_LABEL)
        else:
            gathering.take(number, found[2], found[1])


def labelled(text: str) -> float:
    """The share of lines, of the first thousand, that have a label."""
    full = list(islice((line for line in lines(text) if line.strip()), 1000))
    return sum(_has_label(line) for line in full) / len(full) if full else 0.0


def lines(text: str) -> Iterator[str]:
    """The lines, each with its end."""
    return (found[0] for found in _LINE.finditer(text))


def _has_label(line: str) -> bool:
    found = _LABELLED.match(line)
    return found is not None and len(found[1].strip()) <= _LONGEST_LABEL
