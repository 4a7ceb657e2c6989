"""What a version that came in a file may say of itself."""

from dataclasses import replace

import pytest

from hypotez.adapters.storage.version_values import impossible
from hypotez.ports.testing.versions import version


@pytest.mark.parametrize("name", ["sklearn", "acme.bert", "my own", "наш-1"])
def test_whatever_the_config_can_call_a_learner_is_a_name(name: str) -> None:
    assert impossible(replace(version(), learner=name, kind=name)) == ""


@pytest.mark.parametrize("name", [".hidden", "a/b", "a:b", " a", "a ", "a\nb", "x" * 61])
def test_what_is_no_learners_name_is_refused(name: str) -> None:
    assert impossible(replace(version(), learner=name)) == "learner"
