import pytest

from hypotez.domain.review import Review
from hypotez.ports.datasets import Source
from hypotez.ports.errors import NotFound, TextError
from hypotez.ports.learning import Example
from hypotez.ports.storage import Origin
from hypotez.ports.testing.labelled_texts import EXAMPLES
from tests.unit.learning_bench import ANNA, DATASET, SCOPE, LearningBench

WRONG = Example("what is the weather like in rome", "music", "La la la")
REVIEWER = Origin(SCOPE, "rita")


@pytest.fixture
def bench(tmp_path):
    made = LearningBench(tmp_path / "learned")
    made.add(EXAMPLES)
    made.add([WRONG])
    made.trained()
    yield made
    made.database.close()


@pytest.fixture
def review(bench):
    return Review(bench.datasets, bench.versions, now=bench.now)


@pytest.fixture
def doubtful(review):
    return review(SCOPE, DATASET)[0]


def rows(bench):
    return [one.example for one in bench.datasets.examples(SCOPE, DATASET)]


def test_the_wrong_row_is_shown_first_with_what_the_model_would_say(doubtful):
    assert (doubtful.kept.example, doubtful.label) == (WRONG, "weather")
    assert doubtful.given < 0.5


def test_no_more_are_shown_than_were_asked_for(review):
    assert len(review(SCOPE, DATASET, most=1)) == 1


def test_a_row_that_is_kept_is_doubted_no_more(bench, review, doubtful):
    review.keep(SCOPE, DATASET, doubtful.kept.id, REVIEWER)
    assert rows(bench)[-1] == WRONG
    assert WRONG not in {one.kept.example for one in review(SCOPE, DATASET, most=100)}
    bench.trained()
    assert WRONG not in {one.kept.example for one in review(SCOPE, DATASET, most=100)}, "nor by a later version"


def test_a_row_that_is_changed_has_the_other_label_and_stays_that_of_whoever_gave_it(bench, review, doubtful):
    review.change(SCOPE, DATASET, doubtful.kept.id, "weather", REVIEWER)
    kept = bench.datasets.examples(SCOPE, DATASET)[-1]
    assert kept.example == Example(WRONG.text, "weather")
    assert (kept.origin, kept.source) == (ANNA, Source.REVIEWED)
    assert WRONG not in rows(bench)
    assert bench.datasets.history(SCOPE, DATASET)[-1].who == "rita"


def test_a_row_that_is_dropped_is_gone(bench, review, doubtful):
    review.drop(SCOPE, DATASET, doubtful.kept.id, REVIEWER)
    assert WRONG not in rows(bench)


def test_a_row_that_somebody_else_has_reviewed_is_not_there_any_more(review, doubtful):
    review.drop(SCOPE, DATASET, doubtful.kept.id, REVIEWER)
    for act in (review.keep, review.drop):
        with pytest.raises(NotFound):
            act(SCOPE, DATASET, doubtful.kept.id, REVIEWER)


@pytest.mark.parametrize("label", [" ", "x" * 201, "wea\nther", "wea\0ther"])
def test_a_label_must_be_one(review, doubtful, label):
    with pytest.raises(TextError):
        review.change(SCOPE, DATASET, doubtful.kept.id, label, REVIEWER)


def test_before_the_first_training_nothing_is_doubted(review):
    with pytest.raises(NotFound, match="train it first"):
        review(SCOPE, "shop")
