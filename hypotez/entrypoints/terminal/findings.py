"""What came of looking at this machine or at the bot, as a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

from hypotez.entrypoints.terminal.show import ListFormat, show_list

if TYPE_CHECKING:
    from hypotez.entrypoints.doctor import Finding

__all__ = ["show_findings"]


def show_findings(findings: Sequence[Finding], format: ListFormat) -> None:
    """Show each finding, and leave with the exit code 1 when something that is asked for does not work."""
    rows = [
        {"check": finding.what, "works": finding.verdict.value, "used": finding.used, "about": finding.about}
        for finding in findings
    ]
    show_list(rows, ["check", "works", "used", "about"], format)
    if any(finding.broken for finding in findings):
        raise typer.Exit(1)
