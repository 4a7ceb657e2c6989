import pytest

from hypotez.adapters.scoring.charts import PlottedCharts
from hypotez.ports.testing.scoring import ChartsContract


class TestPlottedCharts(ChartsContract):
    @pytest.fixture
    def charts(self) -> PlottedCharts:
        return PlottedCharts()
