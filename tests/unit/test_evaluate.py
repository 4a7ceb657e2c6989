import pytest

from hypotez.adapters.scoring.measures import Measures
from hypotez.domain.evaluate import Evaluate
from hypotez.domain.holdout import split
from hypotez.domain.learning_curve import LearningCurve
from hypotez.ports.errors import DatasetError, NotFound
from hypotez.ports.learning import Example
from hypotez.ports.progress import Cancelled, Progress
from hypotez.ports.testing.fakes_learning import FakeLearner
from hypotez.ports.testing.labelled_texts import EXAMPLES
from tests.unit.learning_bench import DATASET, SCOPE, LearningBench

MANY = tuple(Example(f"{one.text} {number}", one.label) for one in EXAMPLES for number in range(5))
TEST = [
    Example("play a song", "music"),
    Example("will it rain", "weather"),
    Example("hello friend", "timer"),
    Example("what is the forecast", "greeting"),
]


@pytest.fixture
def bench(tmp_path):
    made = LearningBench(tmp_path / "learned")
    made.add(MANY)
    yield made
    made.database.close()


@pytest.fixture
def evaluate(bench):
    return Evaluate(bench.datasets, bench.versions, bench.models, Measures())


def test_texts_without_labels_get_predictions_with_confidence(bench, evaluate):
    bench.train(SCOPE, DATASET, "fake", threshold=0.9)
    found = evaluate.predict(["play a song", "xyzzy"], SCOPE, DATASET)
    assert [found.sure(one) for one in found.predictions] == [True, False]
    assert found.predictions[0].label == "music"


def test_labelled_texts_get_a_report(bench, evaluate):
    bench.train(SCOPE, DATASET, "fake", threshold=0.0)
    found = evaluate(TEST, SCOPE, DATASET)
    assert found.scores.accuracy.value == found.precision == 0.5
    assert found.coverage == 1.0
    assert {example.text for example, _ in found.errors} == {"hello friend", "what is the forecast"}
    confidences = [said.confidence for _, said in found.errors]
    assert confidences == sorted(confidences, reverse=True)


def test_without_texts_the_holdout_is_scored(bench, evaluate):
    bench.trained()
    found = evaluate((), SCOPE, DATASET)
    assert found.examples == split(MANY)[1]


def test_a_version_before_that_cannot_be_opened_is_left_out_of_the_report(bench, evaluate, tmp_path):
    old = bench.trained().version
    new = bench.trained().version
    assert evaluate((), SCOPE, DATASET).previous == old
    for path in (tmp_path / "learned" / old.id).iterdir():
        path.write_text("not what it was")
    bench.models.close(old)
    found = evaluate((), SCOPE, DATASET)
    assert (found.version, found.previous, found.difference) == (new, None, None)


def test_what_it_does_not_say_counts_neither_for_it_nor_against_it(bench, evaluate):
    bench.train(SCOPE, DATASET, "fake", threshold=1.0)
    found = evaluate(TEST, SCOPE, DATASET)
    assert (found.coverage, found.precision) == (0.0, 1.0)


def test_the_difference_to_the_version_before_is_told(bench, evaluate):
    first = bench.trained().version
    assert evaluate((), SCOPE, DATASET).difference is None
    bench.add([Example(f"hello friend {word}", "timer") for word in "abcdefghijklmnopqrst"])
    second = bench.trained().version
    found = evaluate([Example("hello friend", "timer")], SCOPE, DATASET, version=second.id)
    assert found.previous == first
    assert found.difference.accuracy.value == 1.0
    bench.versions.delete(first)
    assert evaluate((), SCOPE, DATASET, version=second.id).previous is None


def test_an_older_version_can_be_tested(bench, evaluate):
    first = bench.trained().version
    bench.trained()
    assert evaluate(TEST, SCOPE, DATASET, version=first.id).version == first
    with pytest.raises(NotFound):
        evaluate(TEST, SCOPE, DATASET, version="nothing")


def test_before_the_first_training_there_is_nothing_to_test(evaluate):
    with pytest.raises(NotFound, match="train it first"):
        evaluate(TEST, SCOPE, DATASET)


def test_a_learning_curve_learns_from_more_and_more_rows():
    points = LearningCurve(FakeLearner(), Measures())(MANY)
    rows = [number for number, _ in points]
    assert rows == sorted(set(rows))
    assert rows[-1] == len(split(MANY)[0])
    assert points[-1][1].value > 0.9


def test_a_learning_curve_is_the_same_whatever_the_order_of_the_rows():
    curve = LearningCurve(FakeLearner(), Measures())
    assert curve(MANY, seed=1) == curve(MANY[::-1], seed=1)


def test_each_beginning_of_the_curve_has_all_labels():
    learned = []

    class Watching(FakeLearner):
        def fit(self, examples, *, seed=0, report=None):
            learned.append({one.label for one in examples})
            return super().fit(examples, seed=seed)

    LearningCurve(Watching(), Measures())(MANY)
    assert all(labels == {"greeting", "music", "timer", "weather"} for labels in learned)


def test_a_learning_curve_can_be_stopped():
    def stop(progress):
        raise Cancelled

    with pytest.raises(Cancelled):
        LearningCurve(FakeLearner(), Measures())(MANY, report=stop)


def test_a_learning_curve_can_be_stopped_while_a_model_is_fitted():
    told = []

    class Telling(FakeLearner):
        def fit(self, examples, *, seed=0, report=None):
            report(Progress("learning", 1, 9, "rounds"))
            return super().fit(examples, seed=seed)

    def stop(progress):
        told.append(progress)
        if len(told) == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        LearningCurve(Telling(), Measures())(MANY, report=stop)
    assert told[0] == told[1] == Progress("curve", 0, 5, "models")


@pytest.mark.parametrize("examples", [[Example("hello", "a")], [Example(f"hello {n}", "a") for n in range(50)]])
def test_a_curve_that_cannot_be_drawn_is_refused(examples):
    with pytest.raises(DatasetError):
        LearningCurve(FakeLearner(), Measures())(examples)
