import pytest

from hypotez.domain.answer import Answer
from hypotez.ports.errors import NotFound
from hypotez.ports.learning import Example
from hypotez.ports.testing.labelled_texts import EXAMPLES
from tests.unit.learning_bench import DATASET, SCOPE, LearningBench


@pytest.fixture
def bench(tmp_path):
    made = LearningBench(tmp_path / "learned")
    made.add(EXAMPLES)
    made.add([Example("play the beatles please", "music", "I would love to.")])
    yield made
    made.database.close()


def test_a_sure_answer_is_the_one_that_the_label_has(bench):
    bench.trained()
    answered = Answer(bench.versions, bench.models)("play some music please", SCOPE, DATASET)
    assert answered.sure
    assert (answered.text, answered.prediction.label) == ("I would love to.", "music")


def test_without_an_answer_the_label_is_said(bench):
    bench.trained()
    assert Answer(bench.versions, bench.models)("set a timer", SCOPE, DATASET).text == "timer"


def test_what_is_below_the_threshold_is_not_sure(bench):
    bench.train(SCOPE, DATASET, "fake", threshold=0.999)
    assert not Answer(bench.versions, bench.models)("hello, what about the weather", SCOPE, DATASET).sure


def test_the_words_that_spoke_for_it_are_named(bench):
    bench.trained()
    reasons = Answer(bench.versions, bench.models).why("what is the forecast", SCOPE, DATASET)
    assert reasons[0].words == "forecast"


def test_before_the_first_training_nothing_is_known(bench):
    with pytest.raises(NotFound, match="train it first"):
        Answer(bench.versions, bench.models)("hello", SCOPE, DATASET)


def test_a_new_version_answers_as_soon_as_it_is_promoted(bench):
    answer = Answer(bench.versions, bench.models)
    bench.trained()
    before = answer("sing a chorale", SCOPE, DATASET)
    bench.add([Example(f"sing a chorale {n}", "choir") for n in range(9)])
    bench.trained()
    after = answer("sing a chorale", SCOPE, DATASET)
    assert before.prediction.label != "choir"
    assert after.prediction.label == "choir"
    assert after.version != before.version
