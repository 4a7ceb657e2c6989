"""What a saved model must be: the same when it is loaded, and refused when somebody changed it."""

import shutil
import tracemalloc
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest

from hypotez.ports.errors import ModelError, StorageError
from hypotez.ports.learning import Fitted, Learner, Model, Prediction
from hypotez.ports.testing.fakes_learning import FakeLearner
from hypotez.ports.testing.labelled_texts import ASKED, EXAMPLES, ODD
from hypotez.ports.testing.tampered_models import ATTACKS, flipped, pickled

__all__ = ["SavedModelContract", "check", "content", "saved_in"]

_MOST_MEMORY = 64 << 20
"""Bytes that refusing a model may take."""


class SavedModelContract:
    """Part of `LearnerContract`, which tells how to use it."""

    @pytest.fixture(scope="class")
    @classmethod
    def learner(cls) -> Learner:
        raise NotImplementedError("give the learner under test")

    @pytest.fixture(scope="class")
    @classmethod
    def foreign(cls) -> Learner:
        """A learner of another kind, whose models this one must refuse."""
        return FakeLearner()

    @pytest.fixture(scope="class")
    @classmethod
    def fitted(cls, learner: Learner) -> Fitted:
        return learner.fit(EXAMPLES)

    @pytest.fixture(scope="class")
    @classmethod
    def model(cls, fitted: Fitted) -> Model:
        return fitted.model

    @pytest.fixture(scope="class")
    @classmethod
    def saved(cls, model: Model, tmp_path_factory: pytest.TempPathFactory) -> Path:
        return saved_in(tmp_path_factory.mktemp("saved"), model)

    def test_what_was_saved_predicts_the_same(self, learner: Learner, model: Model, saved: Path) -> None:
        texts = [*ODD, *(text for text, _, _ in ASKED), *(example.text for example in EXAMPLES)]
        loaded = learner.load(saved)
        assert loaded.labels == model.labels
        assert loaded.predict(texts) == model.predict(texts)
        assert [loaded.explain(text) for text, _, _ in ASKED] == [model.explain(text) for text, _, _ in ASKED]

    def test_what_was_loaded_saves_the_same_bytes(self, learner: Learner, saved: Path, tmp_path: Path) -> None:
        assert content(saved_in(tmp_path, learner.load(saved))) == content(saved)

    def test_a_folder_that_cannot_be_written_to_is_a_storage_error(self, model: Model, tmp_path: Path) -> None:
        with pytest.raises(StorageError):
            model.save(tmp_path / "not there")

    @pytest.mark.parametrize("attack", ATTACKS)
    def test_files_that_were_tampered_with_are_refused(
        self, learner: Learner, saved: Path, tmp_path: Path, attack: str
    ) -> None:
        copy = shutil.copytree(saved, tmp_path / "copy")
        for file in _files(saved):
            for changed in ATTACKS[attack](file.read_bytes(), file.suffix):
                (copy / file.name).write_bytes(changed)
                _refused(learner, copy)
            shutil.copy(file, copy)

    def test_a_file_that_is_missing_or_far_too_large_is_refused(
        self, learner: Learner, saved: Path, tmp_path: Path
    ) -> None:
        copy = shutil.copytree(saved, tmp_path / "copy")
        for file in _files(saved):
            (copy / file.name).unlink()
            _refused(learner, copy)
            with (copy / file.name).open("wb") as sparse:
                sparse.truncate(8 << 30)
            _refused(learner, copy)
            shutil.copy(file, copy)
        _refused(learner, tmp_path / "not there")

    def test_no_pickle_is_ever_loaded(self, learner: Learner, saved: Path, tmp_path: Path) -> None:
        copy = shutil.copytree(saved, tmp_path / "copy")
        trace = tmp_path / "executed"
        for file in _files(saved):
            for evil in pickled(file.read_bytes(), file.suffix, trace):
                (copy / file.name).write_bytes(evil)
                _refused(learner, copy)
                assert not trace.exists()
            shutil.copy(file, copy)

    def test_a_byte_that_flipped_is_refused_or_harmless(self, learner: Learner, saved: Path, tmp_path: Path) -> None:
        copy = shutil.copytree(saved, tmp_path / "copy")
        for file in _files(saved):
            for changed in flipped(file.read_bytes(), 40):
                (copy / file.name).write_bytes(changed)
                try:
                    odd = learner.load(copy)
                except ModelError:
                    continue
                for prediction in odd.predict([*ODD[:4], *(text for text, _, _ in ASKED)]):
                    check(prediction, odd.labels)
            shutil.copy(file, copy)

    def test_another_learners_model_is_refused(self, learner: Learner, foreign: Learner, tmp_path: Path) -> None:
        _refused(learner, saved_in(tmp_path, foreign.fit(EXAMPLES).model))


def saved_in(folder: Path, model: Model) -> Path:
    """Save a model, and return the folder."""
    model.save(folder)
    return folder


def content(folder: Path) -> dict[str, bytes]:
    """The bytes of each file."""
    return {file.name: file.read_bytes() for file in _files(folder)}


def check(prediction: Prediction, labels: Sequence[str]) -> None:
    """See that a prediction is one."""
    named = (prediction.label, *(label for label, _ in prediction.runners_up))
    shares = (prediction.confidence, *(share for _, share in prediction.runners_up))
    assert set(named) <= set(labels)
    assert len(set(named)) == len(named)
    assert all(0 <= share <= 1 for share in shares)
    assert all(a >= b for a, b in pairwise(shares))
    assert sum(shares) <= 1.001


def _files(folder: Path) -> list[Path]:
    return sorted(folder.iterdir())


def _refused(learner: Learner, folder: Path) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(ModelError) as refused:
            learner.load(folder)
        assert tracemalloc.get_traced_memory()[1] < _MOST_MEMORY
    finally:
        tracemalloc.stop()
    assert str(refused.value).endswith(".")
