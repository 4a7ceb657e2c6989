"""Examples in docstrings say what is so."""

import doctest

import pytest

from hypotez.adapters.stt import grammar


@pytest.mark.parametrize("module", [grammar], ids=lambda module: module.__name__)
def test_the_examples_of_a_module_run(module):
    result = doctest.testmod(module)
    assert result.attempted > 0
    assert result.failed == 0
