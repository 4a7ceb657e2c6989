import pytest

from hypotez.adapters.scoring.measures import Measures
from hypotez.domain.compare import Compare
from hypotez.domain.holdout import held_out, split
from hypotez.domain.train import Verdict
from hypotez.ports.errors import DatasetError, EngineFailed, NotFound, OptionError
from hypotez.ports.learning import Example
from hypotez.ports.progress import Cancelled
from hypotez.ports.testing.fakes_learning import FakeLearner
from hypotez.ports.testing.labelled_texts import EXAMPLES
from tests.unit.learning_bench import DATASET, SCOPE, LearningBench

MANY = tuple(Example(f"{one.text} {number}", one.label) for one in EXAMPLES for number in range(5))


@pytest.fixture
def bench(tmp_path):
    made = LearningBench(tmp_path / "learned")
    yield made
    made.database.close()


def test_a_version_knows_where_it_comes_from_and_how_good_it_is(bench):
    change = bench.add(MANY)
    trained = bench.train(SCOPE, DATASET, "fake", seed=7)
    version = trained.version
    assert (version.scope, version.dataset, version.change, version.dataset_sha256) == (
        SCOPE,
        DATASET,
        1,
        change.sha256,
    )
    assert (version.learner, version.seed, version.labels) == ("fake", 7, ("greeting", "music", "timer", "weather"))
    learned, held = split(MANY)
    assert (version.rows, version.scores["rows"]) == (len(learned), len(held))
    assert version.scores["accuracy"] > 0.9
    assert 0 <= version.scores["coverage"] <= 1
    assert version.settings == {"smoothing": 0.1}
    assert version.parent is None
    assert bench.versions.list(SCOPE) == (version,)


def test_nothing_that_is_held_out_is_learned_from(bench):
    seen = []

    class Watching(FakeLearner):
        def fit(self, examples, *, seed=0, report=None):
            seen.extend(examples)
            return super().fit(examples, seed=seed, report=report)

    bench.learners["fake"] = Watching()
    bench.add(MANY)
    bench.trained()
    assert seen
    assert not any(held_out(example.text) for example in seen)


def test_the_first_version_answers(bench):
    bench.add(MANY)
    trained = bench.trained()
    assert (trained.verdict, trained.comparison) == (Verdict.PROMOTED, None)
    assert bench.versions.current(SCOPE, DATASET) == trained.version


def test_with_few_rows_it_answers_and_is_called_untested(bench):
    bench.add(EXAMPLES)
    trained = bench.trained()
    assert trained.verdict is Verdict.UNTESTED
    assert "untested" in {problem.kind for problem in trained.problems}
    assert bench.versions.current(SCOPE, DATASET) == trained.version


def test_a_worse_version_is_kept_and_does_not_answer(bench):
    bench.add(MANY)
    good = bench.trained().version
    wrong = {"greeting": "music", "music": "timer", "timer": "weather", "weather": "greeting"}
    spoiled = [Example(f"{one.text} {word}", wrong[one.label]) for one in MANY for word in ("now", "again", "please")]
    bench.add(one for one in spoiled if not held_out(one.text))  # the holdout stays as it was
    trained = bench.trained()
    assert trained.verdict is Verdict.WORSE
    assert trained.comparison.difference.worse
    assert trained.comparison.new.accuracy.value < trained.comparison.old.accuracy.value
    assert trained.version.parent == good.id
    assert bench.versions.current(SCOPE, DATASET) == good
    assert bench.versions.list(SCOPE) == (good, trained.version)


def test_an_equally_good_version_answers(bench):
    bench.add(MANY)
    bench.trained()
    again = bench.trained()
    assert again.verdict is Verdict.PROMOTED
    assert bench.versions.current(SCOPE, DATASET) == again.version


def test_where_the_version_before_cannot_be_opened_the_new_one_answers(bench, tmp_path):
    bench.add(MANY)
    old = bench.trained().version
    for path in (tmp_path / "learned" / old.id).iterdir():
        path.write_text("not what it was")
    bench.models.close(old)
    trained = bench.trained()
    assert (trained.verdict, trained.comparison) == (Verdict.PROMOTED, None)
    assert bench.versions.current(SCOPE, DATASET) == trained.version


def test_versions_are_compared_on_the_holdout_of_today(bench):
    bench.add(MANY[:120])
    first = bench.trained().version
    bench.add(MANY[120:])
    second = bench.trained().version
    compared = Compare(bench.datasets, bench.models, Measures())(second, first)
    assert compared.new.rows == compared.old.rows == len(split(MANY)[1])
    assert compared.new.accuracy.value > compared.old.accuracy.value


def test_the_latest_answer_of_a_label_is_what_it_says(bench):
    bench.add(MANY)
    bench.add([Example("hello you there", "greeting", "Hi!"), Example("hey you there", "greeting", "Hello!")])
    assert bench.trained().version.answers == {"greeting": "Hello!"}


def test_rows_that_contradict_what_all_others_say_are_doubted_first(bench):
    bench.add(MANY)
    wrong = [Example(f"what is the weather like {n}", "music") for n in ("a", "b", "c")]
    bench.add(wrong)
    doubts = bench.trained().version.doubts
    rows = {one.id: one.example for one in bench.datasets.examples(SCOPE, DATASET)}
    assert {rows[doubt.row] for doubt in doubts[:3]} == set(wrong)
    assert all(doubt.label == "weather" for doubt in doubts[:3])


def test_a_threshold_can_be_set(bench):
    bench.add(MANY)
    assert bench.train(SCOPE, DATASET, "fake", threshold=0.25).version.threshold == 0.25
    with pytest.raises(OptionError, match="0 to 1"):
        bench.train(SCOPE, DATASET, "fake", threshold=2)


def test_what_is_wrong_with_the_data_is_said_before_anything_is_trained(bench):
    bench.add(Example(f"hello {number}", "greeting") for number in range(50))
    with pytest.raises(DatasetError, match="one label"):
        bench.trained()
    assert not bench.learners["fake"].seeds
    assert bench.versions.list(SCOPE) == ()


@pytest.mark.parametrize("error", [EngineFailed("It failed."), DatasetError("Nothing to learn.")])
def test_a_training_that_fails_leaves_nothing(bench, error):
    bench.add(MANY)
    bench.learners["fake"].error = error
    with pytest.raises(type(error)):
        bench.trained()
    assert bench.versions.list(SCOPE) == ()


def test_a_training_can_be_stopped_at_every_report_and_leaves_nothing(bench):
    bench.add(MANY)
    reported = []
    bench.train(SCOPE, DATASET, "fake", report=reported.append)
    (whole,) = bench.versions.list(SCOPE)
    for stop in range(len(reported)):
        left = iter(range(stop))

        def report(progress, left=left):
            if next(left, None) is None:
                raise Cancelled

        with pytest.raises(Cancelled):
            bench.train(SCOPE, DATASET, "fake", report=report)
        assert bench.versions.list(SCOPE) == (whole,)


def test_no_dataset_and_no_learner_are_said(bench):
    with pytest.raises(NotFound):
        bench.trained()
    bench.add(MANY)
    with pytest.raises(OptionError):
        bench.train(SCOPE, DATASET, "nobody")
