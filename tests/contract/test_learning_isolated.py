"""A learner in a process of its own obeys the port."""

import pytest

from hypotez.adapters.compose.isolated_learner import IsolatedLearner
from hypotez.adapters.compose.recipe import Recipe
from hypotez.ports.testing.learning import LearnerContract
from tests.hostile_learners import ForeignLearner

FAKE = "hypotez.ports.testing.fakes_learning:FakeLearner"


class TestIsolated(LearnerContract):
    @pytest.fixture(scope="class")
    @classmethod
    def learner(cls):
        learner = IsolatedLearner(Recipe("hypotez.learners", FAKE))
        yield learner
        learner.close()

    @pytest.fixture(scope="class")
    @classmethod
    def foreign(cls):
        return ForeignLearner()
