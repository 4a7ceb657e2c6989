"""A column of the contract table that is skipped as a whole proves nothing, so it fails the run in CI.

Where several processes run the tests, the one that hears of all of them looks.
"""

import os

import pytest

__all__ = ["Columns"]


class Columns:
    """Which files of contract tests ran at least one test."""

    def __init__(self) -> None:
        self.ran: dict[str, bool] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        file = report.nodeid.split("::")[0]
        if "contract" in file:
            self.ran[file] = self.ran.get(file, False) or (report.when == "call" and not report.skipped)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.skipped and "contract" in report.nodeid:
            self.ran.setdefault(report.nodeid, False)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        silent = sorted(file for file, ran in self.ran.items() if not ran)
        if silent and os.environ.get("CI"):
            terminal = session.config.pluginmanager.get_plugin("terminalreporter")
            terminal.write_line(f"\nskipped as a whole, which CI does not allow: {', '.join(silent)}", red=True)
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
