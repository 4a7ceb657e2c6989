"""torch obeys the port."""

import pytest

from hypotez.adapters.learning.torch import Torch
from hypotez.ports.testing.learning import LearnerContract


class TestTorch(LearnerContract):
    vendors = ("torch", "safetensors", "numpy", "scipy", "sklearn")

    @pytest.fixture(scope="class")
    @classmethod
    def learner(cls):
        return Torch()
