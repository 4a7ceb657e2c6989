import pytest

from hypotez.adapters.scoring.measures import Measures
from hypotez.ports.testing.scoring import ScoringContract


class TestMeasures(ScoringContract):
    @pytest.fixture
    def scoring(self) -> Measures:
        return Measures()
