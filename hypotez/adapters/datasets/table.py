"""csv and tsv: which sign is between the columns, which column is what, and where each row begins."""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from hypotez.adapters.datasets.columns import ANSWER, LABEL, TEXT, named
from hypotez.adapters.datasets.gathering import Gathering
from hypotez.adapters.datasets.lines import lines
from hypotez.ports.bad_rows import RowFault
from hypotez.ports.errors import DatasetError
from hypotez.ports.spreadsheet import as_meant

__all__ = ["has_head", "is_table", "read_table"]

_DELIMITERS = ("\t", ";", ",")
_NAMED = re.compile(r'("?)sep=([\t;,|])\1[ ]*(?:[\r\n]|$)', re.IGNORECASE)
"""What Excel takes as the name of the delimiter, where it is the first line."""
_SAMPLE = 64 << 10
_RECORDS = 100
_LONGEST = 256 << 10
"""Characters of a row."""
_POSITIONS = {1: (TEXT,), 2: (TEXT, LABEL), 3: (TEXT, LABEL, ANSWER)}
"""Which column is what where no head says it."""
Record = tuple[int, list[str]]


def read_table(text: str, gathering: Gathering) -> None:
    """Gather the rows.

    Raises:
        DatasetError: it cannot be told which column is the text.
    """
    delimiter = _delimiter(text)
    sample = _sample(text, delimiter)
    records = _records(text, delimiter, gathering)
    if _has_head(sample):
        places, width = _places(sample[0]), len(sample[0])
        next(records, None)
    else:
        width = _usual_width(sample)
        places = {name: place for place, name in enumerate(_POSITIONS.get(width, ()))}
        if not places:
            raise DatasetError(
                f"The table has {width} columns without names: write “text” and “label” above those that are meant.",
                key="dataset-columns",
                width=width,
            )
    for line, cells in records:
        while len(cells) > width and not cells[-1]:
            cells.pop()
        if len(cells) > width:
            gathering.refuse(line, RowFault.COLUMNS, len(cells))
        else:
            row = {name: as_meant(cells[place]) for name, place in places.items() if place < len(cells)}
            gathering.take(line, row.get(TEXT, ""), row.get(LABEL, ""), row.get(ANSWER, ""))


def has_head(text: str) -> bool:
    """Whether it begins with the names of several columns, one of which is known."""
    sample = _sample(text, _delimiter(text))
    return _has_head(sample) and len(sample[0]) > 1


def is_table(text: str) -> bool:
    """Whether it looks like one without a head: the same few columns in each row. After a comma, prose has a space."""
    sample = _sample(text, _delimiter(text))
    alike = {len(cells) for cells in sample} in ({2}, {3})
    return alike and len(sample) > 1 and not any(cell.startswith(" ") for cells in sample for cell in cells)


def _sample(text: str, delimiter: str) -> list[list[str]]:
    cells = [cells for _, cells in islice(_records(text[:_SAMPLE], delimiter), _RECORDS)]
    cut = len(text) > _SAMPLE and 1 < len(cells) < _RECORDS
    return cells[:-1] if cut else cells


def _records(text: str, delimiter: str, gathering: Gathering | None = None) -> Iterator[Record]:
    """The rows that are not empty, with the line in which each begins; what cannot be read is told to `gathering`."""
    # in tsv a quote is often but a quote; in csv an odd number of them is a mistake to be told
    plain = delimiter == "\t" and text.count('"') % 2 == 1
    quote = None if plain else '"'
    counted = _Counted(text)
    reader = csv.reader(counted, delimiter=delimiter, quotechar=quote)
    while True:
        line = counted.begin()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:  # longer than 131,072 characters
            if counted.lines > 1:  # a quote is never closed: what follows would be read as anything
                raise counted.endless() from error
            if gathering:
                gathering.refuse(line, RowFault.QUOTE)
            continue
        if gathering and counted.open:
            gathering.refuse(line, RowFault.QUOTE)
        elif any(cell.strip() for cell in cells) and not (line == 1 and _NAMED.match(text)):
            yield line, cells


class _Counted(Iterator[str]):
    """Lines, of which one row cannot have so many that it fills the memory.

    `lines` that the row has so far; it is `open` where it wants more of them than there are.
    """

    def __init__(self, text: str) -> None:
        self.lines = 0
        self.open = False
        self._lines = lines(text)
        self._line = 0
        self._length = 0

    def begin(self) -> int:
        """The line in which the next row begins."""
        self.lines = self._length = 0
        return self._line + 1

    def endless(self) -> DatasetError:
        """What is wrong with a row that does not end."""
        began = self._line - self.lines + 1
        return DatasetError(
            f"The row in line {began} is too long, or has a quote that is not closed.",
            key="dataset-endless",
            line=began,
        )

    def __next__(self) -> str:
        line = next(self._lines, "")
        if not line:
            self.open = self.lines > 0
            raise StopIteration
        self._line += 1
        self.lines += 1
        self._length += len(line)
        if self._length > _LONGEST:
            raise self.endless()
        return line


def _delimiter(text: str) -> str:
    told = _NAMED.match(text)
    if told:
        return told[2]

    def fit(delimiter: str) -> tuple[bool, float]:
        sample = _sample(text, delimiter)
        width = _usual_width(sample)
        alike = sum(len(cells) == width for cells in sample) / len(sample) if sample and width > 1 else 0.0
        return _has_head(sample) and width > 1, alike

    return max(_DELIMITERS, key=fit)


def _usual_width(sample: list[list[str]]) -> int:
    widths = Counter(len(cells) for cells in sample)
    return widths.most_common(1)[0][0] if widths else 1


def _has_head(sample: list[list[str]]) -> bool:
    """Whether the first row is a head: it names several columns, or one, and nothing of it comes again further down."""
    known = len(named(sample[0])) if sample else 0
    if known != 1:
        return known > 1
    return not any(cell == row[place] for row in sample[1:] for place, cell in enumerate(sample[0][: len(row)]) if cell)


def _places(head: list[str]) -> dict[str, int]:
    places = named(head)
    if TEXT in places:
        return places
    others = [place for place in range(len(head)) if place not in places.values()]
    if len(others) != 1:
        raise DatasetError("It cannot be told which column is the text: call it “text”.", key="dataset-which-column")
    return {TEXT: others[0], **places}
