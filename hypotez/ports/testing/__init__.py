"""Contract suites and fakes, for our engines and for those of others; only these files import pytest."""

import sys
from pathlib import Path

if "pytest" in sys.modules:
    import pytest

    # so that a test that fails says with which values, whoever's test it is
    pytest.register_assert_rewrite(*(f"{__name__}.{file.stem}" for file in Path(__file__).parent.glob("[a-z]*.py")))
