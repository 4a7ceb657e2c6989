"""Every engine that enters by our doors runs the contract of its port."""

import re
from importlib.metadata import entry_points
from pathlib import Path

import pytest

HERE = Path(__file__).parent
DOORS = {"stt": "stt", "tts": "tts", "audio": "codec", "learners": "learning"}
ENGINES = [(kind, point) for kind in DOORS for point in entry_points(group=f"hypotez.{kind}")]


@pytest.mark.parametrize(("kind", "point"), ENGINES, ids=lambda value: getattr(value, "name", value))
def test_its_contract_is_bound(kind, point):
    if not point.value.startswith("hypotez."):
        pytest.skip("an outsider's engine has tests of its own")
    binding = HERE / f"test_{DOORS[kind]}_{point.name.replace('-', '_')}.py"
    assert binding.is_file(), f"{point.name} has no contract test"
    assert re.search(r"class Test\w+\(\w*Contract\)", binding.read_text("utf-8"))
