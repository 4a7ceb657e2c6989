"""The semantic learner obeys the port."""

import pytest

from hypotez.adapters.learning.semantic import Semantic
from hypotez.ports.testing.learning import LearnerContract
from tests.tiny_sentences import sentence_model


class TestSemantic(LearnerContract):
    vendors = ("sklearn", "onnxruntime", "tokenizers", "numpy", "scipy")

    @pytest.fixture(scope="class")
    @classmethod
    def learner(cls, tmp_path_factory):
        return Semantic(model=str(sentence_model(tmp_path_factory.mktemp("model"))))
