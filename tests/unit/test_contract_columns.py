"""A column that is skipped as a whole fails the run in CI, whichever way it is skipped."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

CONFTEST = Path(__file__).parents[1] / "contract" / "conftest.py"
COLUMNS = {
    "marked": "import pytest\npytestmark = pytest.mark.skip('no vendor')\ndef test_one(): pass\n",
    "at import": "import pytest\npytest.importorskip('no_such_vendor_at_all')\ndef test_one(): pass\n",
    "in a fixture": "import pytest\n@pytest.fixture\ndef e(): pytest.skip('none')\ndef test_one(e): pass\n",
}
PARTLY = "import pytest\ndef test_one(): pass\ndef test_two(): pytest.skip('not this one')\n"


def run(tmp_path, column, ci):
    folder = tmp_path / "contract"
    folder.mkdir()
    (folder / "conftest.py").write_text(CONFTEST.read_text("utf-8"), "utf-8")
    (folder / "test_stt_column.py").write_text(column, "utf-8")
    environ = {name: value for name, value in os.environ.items() if name != "CI"} | ({"CI": "true"} if ci else {})
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(tmp_path), str(folder)]
    return subprocess.run(command, capture_output=True, text=True, env=environ, timeout=60, check=False)


@pytest.mark.parametrize("how", COLUMNS)
def test_a_skipped_column_fails_the_run_in_ci_only(tmp_path, how):
    done = run(tmp_path, COLUMNS[how], ci=True)
    assert done.returncode == 1, done.stdout
    assert "skipped as a whole" in done.stdout
    assert "test_stt_column.py" in done.stdout


def test_a_skipped_column_is_allowed_elsewhere(tmp_path):
    assert "skipped as a whole" not in run(tmp_path, COLUMNS["marked"], ci=False).stdout


def test_a_column_of_which_some_tests_run_is_allowed(tmp_path):
    assert run(tmp_path, PARTLY, ci=True).returncode == 0
