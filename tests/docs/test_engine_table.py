"""Every engine has a row in the table that people see first, in both languages."""

from importlib.metadata import entry_points
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ENGINES = [point for kind in ("stt", "tts", "audio") for point in entry_points(group=f"hypotez.{kind}")]


@pytest.mark.parametrize("document", ["README.md", "README.ru.md"])
def test_every_engine_of_ours_has_one_row_for_each_thing_it_does(document):
    rows = [line for line in (ROOT / document).read_text("utf-8").splitlines() if line.startswith("| `")]
    named = sorted(line.split("`")[1] for line in rows)
    assert named == sorted(point.name for point in ENGINES if point.value.startswith("hypotez."))
