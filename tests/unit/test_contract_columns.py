"""A column that is skipped as a whole fails the run in CI, whichever way it is skipped."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

PLUGIN = Path(__file__).parents[1] / "contract_columns.py"
COLUMNS = {
    "marked": "import pytest\npytestmark = pytest.mark.skip('no vendor')\ndef test_one(): pass\n",
    "at import": "import pytest\npytest.importorskip('no_such_vendor_at_all')\ndef test_one(): pass\n",
    "in a fixture": "import pytest\n@pytest.fixture\ndef e(): pytest.skip('none')\ndef test_one(e): pass\n",
}
PARTLY = "import pytest\ndef test_one(): pass\ndef test_two(): pytest.skip('not this one')\n"


def run(tmp_path, column, ci, processes=()):
    folder = tmp_path / "contract"
    folder.mkdir()
    (tmp_path / "columns.py").write_text(PLUGIN.read_text("utf-8"), "utf-8")
    (tmp_path / "conftest.py").write_text(
        "from columns import Columns\ndef pytest_configure(config):\n"
        "    if not hasattr(config, 'workerinput'): config.pluginmanager.register(Columns())\n",
        "utf-8",
    )
    (folder / "test_stt_column.py").write_text(column, "utf-8")
    environ = {name: value for name, value in os.environ.items() if name != "CI"} | ({"CI": "true"} if ci else {})
    options = ["-q", "-p", "no:cacheprovider", "--rootdir", str(tmp_path), *processes]
    command = [sys.executable, "-m", "pytest", *options, str(tmp_path)]
    return subprocess.run(command, capture_output=True, text=True, env=environ, timeout=60, check=False)


@pytest.mark.parametrize("processes", [[], ["-n", "2", "--dist", "loadfile"]], ids=["one process", "several"])
@pytest.mark.parametrize("how", COLUMNS)
def test_a_skipped_column_fails_the_run_in_ci_only(tmp_path, how, processes):
    done = run(tmp_path, COLUMNS[how], ci=True, processes=processes)
    assert done.returncode == 1, done.stdout
    assert "skipped as a whole" in done.stdout
    assert "test_stt_column.py" in done.stdout


def test_a_skipped_column_is_allowed_elsewhere(tmp_path):
    assert "skipped as a whole" not in run(tmp_path, COLUMNS["marked"], ci=False).stdout


def test_a_column_of_which_some_tests_run_is_allowed(tmp_path):
    assert run(tmp_path, PARTLY, ci=True).returncode == 0
