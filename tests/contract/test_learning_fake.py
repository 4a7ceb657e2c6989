"""The fake learner obeys the port."""

import json

import pytest

from hypotez.ports.testing.fakes_learning import FakeLearner
from hypotez.ports.testing.learning import LearnerContract


class Stranger(FakeLearner):
    """Learns as the fake does, and its models say that they are somebody else's."""

    def fit(self, examples, **wishes):
        fitted = super().fit(examples, **wishes)
        fitted.model.save = lambda folder: (folder / "fake.json").write_text(json.dumps({"kind": "stranger"}))
        return fitted


class TestFake(LearnerContract):
    @pytest.fixture(scope="class")
    @classmethod
    def learner(cls):
        return FakeLearner()

    @pytest.fixture(scope="class")
    @classmethod
    def foreign(cls):
        return Stranger()
