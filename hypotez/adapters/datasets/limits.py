"""What one reading may cost."""

from dataclasses import dataclass

from hypotez.ports.datasets import MOST_ROWS

__all__ = ["Limits"]


@dataclass(frozen=True, slots=True)
class Limits:
    """What is larger is refused, or is a bad row.

    `bytes` of a file, and of all files in an archive together; `rows`, and `lines` for each of so many; different
    `labels`; characters of a `text`, or an answer, and of a `label`; `bad` rows that are listed.
    Of an archive: `members`, and `ratio`, content per byte.
    """

    bytes: int = 32 << 20
    rows: int = MOST_ROWS
    lines: int = 10
    labels: int = 1_000
    text: int = 10_000
    label: int = 200
    bad: int = 100
    members: int = 1_000
    ratio: float = 200.0
