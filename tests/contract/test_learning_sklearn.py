"""scikit-learn obeys the port: with each of its features, and both of its ways to learn."""

import pytest

from hypotez.adapters.learning.sklearn import Sklearn
from hypotez.ports.testing.learning import LearnerContract

VENDORS = ("sklearn", "scipy", "numpy", "joblib")


class TestSklearn(LearnerContract):
    vendors = VENDORS

    @pytest.fixture(scope="class")
    @classmethod
    def learner(cls):
        return Sklearn()


class TestWords(LearnerContract):
    vendors = VENDORS

    @pytest.fixture(scope="class")
    @classmethod
    def learner(cls):
        return Sklearn(features="words")


class TestManyExamples(LearnerContract):
    vendors = VENDORS

    @pytest.fixture(scope="class")
    @classmethod
    def learner(cls):
        return Sklearn(sgd_above=0)
