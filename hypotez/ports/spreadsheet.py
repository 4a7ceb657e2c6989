"""Cells that a spreadsheet would run: how they are written so that it does not, and read back."""

import re

__all__ = ["as_meant", "harmless"]

_FORMULA = re.compile("'*[=+\\-@\t\r＝＋－＠]")  # full-width ones count too


def harmless(cell: str) -> str:
    """The cell, with an apostrophe in front where it would be a formula: it begins with = + - @, a tab or a return."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def as_meant(cell: str) -> str:
    """What `harmless` was given."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell
