"""What people read of how good a version is: no more than is known."""

from dataclasses import replace

import pytest

from hypotez.adapters.scoring.measures import Measures
from hypotez.domain.evaluate import Evaluation
from hypotez.entrypoints.learning.card import card
from hypotez.entrypoints.learning.report import report
from hypotez.entrypoints.learning.telling import told_ended, told_evaluation
from hypotez.entrypoints.texts import Texts
from hypotez.ports.jobs import Job, JobState
from hypotez.ports.learning import Example, Prediction
from hypotez.ports.storage import Origin
from hypotez.ports.testing.versions import START, version

SCORES = {"rows": 40.0, "accuracy": 0.5, "macro_f1": 0.4, "calibration_error": 0.1, "coverage": 0.25, "precision": 0.9}
SILENT = {"coverage": 0.0, "precision": 1.0}


@pytest.fixture(params=["en", "ru"])
def texts(request):
    return Texts.for_language(request.param)


def test_a_version_that_is_sure_of_nothing_is_not_called_right(texts):
    job = Job("1", START, Origin("7"), "train", {}, JobState.DONE)
    silent = replace(version(), scores=SCORES | SILENT)
    assert list(told_ended(texts, job, silent, True, None))[1] == texts("train-silent")
    examples = (Example("one", "yes"), Example("two", "no"))
    said = (Prediction("yes", 0.4), Prediction("yes", 0.3))
    scores = Measures().classification([one.label for one in examples], said)
    evaluation = Evaluation(silent, examples, said, scores, 0.0, 1.0)
    assert list(told_evaluation(texts, evaluation))[1] == texts("test-silent")
    assert report(evaluation)["answered"] == {"share": 0.0, "precision": None}
    assert not any("precision" in line for line in card(texts, silent))


def test_a_card_has_everything_that_tells_how_far_to_trust_a_version(texts):
    of = replace(version(parent="1qk8nq32v17x"), scores=SCORES, answers={"yes": "So it is.\n# It is"})
    lines = list(card(texts, of))
    told = "\n".join(lines)
    for fact in (of.id, of.dataset, of.dataset_sha256, "note", "temperature 1.5", "1qk8nq32v17x", "0.750"):
        assert fact in told
    assert {"- accuracy: 0.500", "- precision: 0.900", "- rows: 40", "- no", "- yes: So it is. # It is"} <= set(lines)
    assert texts("card-limits") in lines
    assert texts("card-untested", held=40, needed=30) not in lines


def test_a_card_says_where_too_few_rows_tell_how_good_it_is(texts):
    few = replace(version(), scores=SCORES | {"rows": 29.0})
    assert texts("card-untested", held=29, needed=30) in list(card(texts, few))
    assert texts("card-untested", held=0, needed=30) in list(card(texts, replace(version(), scores={})))
