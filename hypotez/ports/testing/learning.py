"""What every learner must do, and its models: `class TestMine(LearnerContract)` with a `learner` fixture runs it."""

import random
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from typing import ClassVar

import pytest

from hypotez.ports.errors import DatasetError
from hypotez.ports.learning import Example, Fitted, Learner, Model, OutOfFold, Prediction
from hypotez.ports.progress import Cancelled, Progress
from hypotez.ports.testing.labelled_texts import ASKED, EXAMPLES, ODD
from hypotez.ports.testing.saved_models import SavedModelContract, check, content, saved_in

__all__ = ["LearnerContract"]

_LABELS = ("greeting", "music", "timer", "weather")
_ROUNDING = 1e-4
"""What a confidence may be off where a vendor's sums depend on what else is in the batch."""


class LearnerContract(SavedModelContract):
    """Override `learner`, a class method with scope="class": what it learns once serves all tests."""

    vendors: ClassVar[tuple[str, ...]] = ()
    """Modules that must not be imported by constructing the learner, which must then need no argument."""
    least: ClassVar[float] = 1.0
    """The share of texts it was not taught that it must tell apart, and of their loudest words that give them away."""

    @pytest.fixture(scope="class")
    @classmethod
    def learner(cls) -> Learner:
        raise NotImplementedError("give the learner under test")

    # what a model says

    def test_labels_are_sorted(self, model: Model) -> None:
        assert model.labels == _LABELS

    def test_texts_that_it_was_not_taught_are_told_apart(self, model: Model) -> None:
        said = [prediction.label for prediction in model.predict([text for text, _, _ in ASKED])]
        right = [label for _, label, _ in ASKED]
        assert sum(a == b for a, b in zip(said, right, strict=True)) >= self.least * len(ASKED), said

    def test_there_is_a_prediction_for_each_text_in_their_order(self, model: Model) -> None:
        texts = [text for text, _, _ in ASKED]
        together = model.predict(texts)
        for prediction, text in zip(together, texts, strict=True):
            check(prediction, model.labels)
            assert _same(prediction, *model.predict([text]))
        for prediction, other in zip(reversed(together), model.predict(texts[::-1]), strict=True):
            assert _same(prediction, other)
        assert model.predict([]) == ()

    def test_any_text_has_a_prediction(self, model: Model) -> None:
        for prediction, text in zip(model.predict(ODD), ODD, strict=True):
            check(prediction, model.labels)
            assert _same(prediction, *model.predict([text]))

    def test_threads_hear_what_each_would_alone(self, model: Model) -> None:
        texts = [text for text, _, _ in ASKED] * 4
        alone = [model.predict([text])[0] for text in texts]
        with ThreadPoolExecutor(4) as pool:
            for one, (other,) in zip(alone, pool.map(lambda text: model.predict([text]), texts), strict=True):
                assert _same(one, other)

    # why

    def test_the_words_that_give_a_text_away_are_the_loudest(self, model: Model) -> None:
        right = 0
        for text, label, telling in ASKED:
            reasons = model.explain(text, label)
            assert reasons
            assert all(a.weight >= b.weight for a, b in pairwise(reasons))
            assert all(reason.words.casefold() in text.casefold() for reason in reasons), (text, reasons)
            right += bool(telling & set(reasons[0].words.casefold().split()))
        assert right >= self.least * len(ASKED)

    def test_the_likeliest_label_is_explained_where_none_is_named(self, model: Model) -> None:
        for text, _, _ in ASKED:
            assert model.explain(text) == model.explain(text, model.predict([text])[0].label)

    def test_no_more_words_are_named_than_asked_for(self, model: Model) -> None:
        assert len(model.explain("what is the weather like tomorrow in london", most=2)) == 2

    def test_what_says_nothing_is_left_out(self, model: Model) -> None:
        assert model.explain("") == ()
        assert model.explain("\0 !!! 👩‍👩‍👧") == ()
        assert model.explain("play some music", "no label of it") == ()
        for text in ODD:
            assert len(model.explain(text)) <= 5

    # what it learns from

    def test_the_same_examples_and_seed_give_the_same_model_in_any_order(
        self, learner: Learner, fitted: Fitted, saved: Path, tmp_path: Path
    ) -> None:
        order = list(range(len(EXAMPLES)))
        random.Random(1).shuffle(order)
        again = learner.fit([EXAMPLES[at] for at in order])
        assert content(saved_in(tmp_path, again.model)) == content(saved)
        assert again.settings == fitted.settings
        assert [again.out_of_fold[order.index(at)] for at in range(len(order))] == list(fitted.out_of_fold)

    def test_another_seed_learns_too(self, learner: Learner) -> None:
        assert learner.fit(EXAMPLES, seed=7).model.labels == _LABELS

    def test_each_example_is_judged_by_a_model_that_has_not_seen_it(self, fitted: Fitted) -> None:
        assert len(fitted.out_of_fold) == len(EXAMPLES)
        for judged, example in zip(fitted.out_of_fold, EXAMPLES, strict=True):
            _check_out_of_fold(judged, example)
        right = sum(judged.label == each.label for judged, each in zip(fitted.out_of_fold, EXAMPLES, strict=True))
        assert right >= 0.6 * len(EXAMPLES)

    def test_a_wrong_label_is_not_believed(self, learner: Learner) -> None:
        wrong = Example("tell me the weather forecast for rain", "music")
        judged = learner.fit([*EXAMPLES, wrong]).out_of_fold[-1]
        assert judged.label == "weather"
        assert judged.given < 0.5

    def test_a_text_that_is_there_twice_is_not_judged_by_what_it_taught_itself(self, learner: Learner) -> None:
        nonsense = [Example(text, "music") for text in ("xyzzy plugh", "Xyzzy  plugh", "xyzzy plugh ")]
        fitted = learner.fit([*EXAMPLES, *nonsense])
        known = dict(_all(*fitted.model.predict(["xyzzy plugh"])))
        for judged in fitted.out_of_fold[-3:]:
            assert judged.given < known.get("music", 0.0)

    @pytest.mark.parametrize(
        "examples",
        [
            (),
            (Example("play some music", "music"),),
            (Example("play some music", "music"), Example("play a song", "music")),
            (Example("", "music"), Example(" \n", "weather"), Example("\0", "timer")),
        ],
        ids=["none", "one", "one label", "only empty texts"],
    )
    def test_what_cannot_be_learned_from_is_refused_in_a_sentence(
        self, learner: Learner, examples: Sequence[Example]
    ) -> None:
        with pytest.raises(DatasetError) as refused:
            learner.fit(examples)
        sentence = str(refused.value)
        assert sentence.endswith(".")
        assert "\n" not in sentence

    @pytest.mark.parametrize("count", [1, 2, 4])
    def test_few_examples_are_enough(self, learner: Learner, count: int) -> None:
        few = [example for label in _LABELS[:2] for example in [e for e in EXAMPLES if e.label == label][:count]]
        fitted = learner.fit(few)
        assert fitted.model.labels == _LABELS[:2]
        for judged, example in zip(fitted.out_of_fold, few, strict=True):
            _check_out_of_fold(judged, example)

    def test_a_label_may_have_one_example(self, learner: Learner) -> None:
        alone = Example("turn off the lights", "lights")
        fitted = learner.fit([alone, *EXAMPLES])
        assert "lights" in fitted.model.labels
        _check_out_of_fold(fitted.out_of_fold[0], alone)
        assert fitted.model.predict([alone.text])[0].label == "lights"

    def test_odd_texts_and_labels_may_be_learned_from(self, learner: Learner, tmp_path: Path) -> None:
        labels = ("\0", "\ud800", "a\nb", "🎵", "x" * 999, "y") * 2
        odd = [Example(text, label) for text, label in zip(ODD, labels, strict=True)]
        fitted = learner.fit([*odd, *EXAMPLES])
        assert set(fitted.model.labels) == {example.label for example in (*odd, *EXAMPLES)}
        texts = [*ODD, *(text for text, _, _ in ASKED)]
        assert learner.load(saved_in(tmp_path, fitted.model)).predict(texts) == fitted.model.predict(texts)

    # while it learns

    def test_it_tells_how_far_it_is(self, learner: Learner) -> None:
        told: list[Progress] = []
        learner.fit(EXAMPLES, report=told.append)
        told = [progress for progress in told if progress.stage != "waiting"]  # a sign of life from before it began
        assert told
        assert all(progress.stage and progress.unit for progress in told)
        assert all(progress.done <= progress.total for progress in told if progress.total is not None)

    def test_what_the_listener_raises_stops_the_work_and_comes_out(self, learner: Learner) -> None:
        for stop, patience in ((Cancelled(), 0), (ZeroDivisionError(), 1)):
            with pytest.raises(type(stop)) as caught:
                learner.fit(EXAMPLES, report=_raising(stop, patience))
            assert caught.value is stop
        assert learner.fit(EXAMPLES).model.labels == _LABELS

    # standing by

    def test_its_models_stay_good_after_closing_twice_and_it_learns_again(self, learner: Learner, model: Model) -> None:
        learner.close()
        learner.close()
        assert model.predict([ASKED[0][0]])[0].label == ASKED[0][1]
        assert learner.fit(EXAMPLES[:30]).model.labels

    def test_status_is_ready(self, learner: Learner) -> None:
        assert learner.status().ready

    def test_constructing_it_imports_no_vendor(self, learner: Learner) -> None:
        if not self.vendors:
            pytest.skip("this learner has no vendor")
        kind = type(learner)
        code = (
            f"import sys; from {kind.__module__} import {kind.__name__}; e = {kind.__name__}(); e.can; e.status(); "
            f"sys.exit(', '.join({set(self.vendors)!r} & set(sys.modules)) or 0)"
        )
        ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
        assert ran.returncode == 0, ran.stderr


def _all(prediction: Prediction) -> Iterator[tuple[str, float]]:
    yield prediction.label, prediction.confidence
    yield from prediction.runners_up


def _same(one: Prediction, other: Prediction) -> bool:
    return one.label == other.label and abs(one.confidence - other.confidence) <= _ROUNDING


def _check_out_of_fold(judged: OutOfFold, example: Example) -> None:
    assert 0 <= judged.given <= 1
    assert judged.given <= judged.confidence + _ROUNDING <= 1 + _ROUNDING
    if judged.label == example.label:
        assert judged.given == judged.confidence


def _raising(error: Exception, patience: int) -> Callable[[Progress], None]:
    """A listener that raises at the first sign of life, or after `patience` more of them."""
    left = patience

    def listen(_progress: Progress) -> None:
        nonlocal left
        if not left:
            raise error
        left -= 1

    return listen
