"""The semantic learner: what it needs, what it mixes, and which models it refuses."""

import numpy as np
import pytest

from hypotez.adapters.learning.logistic import regress
from hypotez.adapters.learning.mixture import LEAST_SHARE, mix
from hypotez.adapters.learning.semantic import Semantic
from hypotez.adapters.learning.sentences import Sentences
from hypotez.adapters.learning.sklearn import Sklearn
from hypotez.ports.errors import EngineUnavailable, ModelError
from hypotez.ports.testing.labelled_texts import EXAMPLES
from tests.tiny_sentences import DIMS, sentence_model


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return sentence_model(tmp_path_factory.mktemp("model"))


def test_without_a_sentence_model_it_says_how_to_get_one():
    assert "export_minilm" in Semantic().status().hint
    with pytest.raises(EngineUnavailable, match="export_minilm"):
        Semantic().fit(EXAMPLES)


def test_a_folder_that_lacks_a_file_is_named(folder, tmp_path):
    (tmp_path / "model.onnx").write_bytes((folder / "model.onnx").read_bytes())
    status = Semantic(model=str(tmp_path)).status()
    assert not status.ready
    assert "tokenizer.json" in status.hint


@pytest.mark.parametrize("broken", ["model.onnx", "tokenizer.json"])
def test_a_file_that_is_no_such_model_makes_it_unavailable(folder, tmp_path, broken):
    for name in ("model.onnx", "tokenizer.json"):
        (tmp_path / name).write_bytes(b"{" if name == broken else (folder / name).read_bytes())
    with pytest.raises(EngineUnavailable, match="cannot be loaded"):
        Semantic(model=str(tmp_path)).fit(EXAMPLES)


def test_a_model_of_another_sentence_model_is_refused(folder, tmp_path):
    other = sentence_model(tmp_path, seed=1)
    saved = tmp_path / "saved"
    saved.mkdir()
    Semantic(model=str(folder)).fit(EXAMPLES).model.save(saved)
    with pytest.raises(ModelError, match="another sentence model"):
        Semantic(model=str(other)).load(saved)


def test_its_models_are_not_taken_for_linear_ones(folder, tmp_path):
    Semantic(model=str(folder)).fit(EXAMPLES).model.save(tmp_path)
    with pytest.raises(ModelError):
        Sklearn().load(tmp_path)


def test_a_texts_vector_depends_on_no_other_text(folder):
    sentences = Sentences(folder)
    texts = ["play music", "play music", "погода", "", "a much longer text that has many more tokens in it"]
    together = sentences.vectors(texts)
    assert together.shape == (5, DIMS)
    assert np.allclose(np.linalg.norm(together, axis=1), 1)
    for text, vector in zip(texts, together, strict=True):
        assert (sentences.vectors([text])[0] == vector).all()


def test_what_is_right_more_often_has_the_larger_share():
    codes = np.arange(40) % 2
    knows = np.where(np.eye(2)[codes] > 0, 0.9, 0.1).astype(np.float32)
    guesses = np.full((40, 2), 0.5, np.float32)
    assert mix(knows, guesses, codes).share == pytest.approx(1 - LEAST_SHARE, abs=0.02)
    assert mix(guesses, knows, codes).share == pytest.approx(LEAST_SHARE, abs=0.02)


def test_the_regression_converges_and_tells_labels_apart_that_are_there():
    codes = np.repeat([0, 1, 3], 20)
    vectors = np.eye(4, dtype=np.float32)[codes] + np.random.default_rng(0).normal(0, 0.1, (60, 4)).astype(np.float32)
    regression = regress(vectors, codes, 4)
    assert regression.converged
    margins = regression.margins(vectors)
    assert (margins.argmax(axis=1) == codes).all()
    assert margins[:, 2].mean() == pytest.approx(margins[:, [0, 1, 3]].min(axis=1).mean(), rel=1e-4)
