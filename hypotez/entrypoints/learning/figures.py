"""Figures as sentences have them: counts, shares and moments, in somebody's language."""

from datetime import UTC, datetime

from hypotez.entrypoints.texts import Texts
from hypotez.ports.scoring import Interval

__all__ = ["moment", "percent", "points", "rows"]


def rows(texts: Texts, count: int) -> str:
    """A number of rows."""
    return texts("learning-rows", count=count)


def percent(share: float) -> float:
    """A share from 0 to 1 in per cent, to a tenth."""
    return round(100 * share, 1)


def points(texts: Texts, change: Interval) -> dict[str, str]:
    """A difference of shares, in percentage points with their signs: its `change`, `low` and `high`."""
    bounds = {"change": change.value, "low": change.low, "high": change.high}
    return {name: texts.number(f"{100 * bound:+.1f}") for name, bound in bounds.items()}


def moment(at: datetime) -> str:
    """When something was, to the minute: the same for all who read it, and it says by which clock."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
