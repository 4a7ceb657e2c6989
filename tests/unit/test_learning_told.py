"""What people read of how good a version is: no more than is known."""

import re
from dataclasses import replace

import pytest

from hypotez.adapters.scoring.measures import Measures
from hypotez.domain.compare import Comparison
from hypotez.domain.evaluate import Evaluation
from hypotez.entrypoints.learning.card import card
from hypotez.entrypoints.learning.report import report
from hypotez.entrypoints.learning.telling import told_ended, told_evaluation
from hypotez.entrypoints.learning.telling_versions import told_comparison
from hypotez.entrypoints.texts import Texts
from hypotez.ports.jobs import Job, JobState
from hypotez.ports.learning import Example, Prediction
from hypotez.ports.scoring import Difference, Interval
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
    for fact in (
        of.id,
        of.dataset,
        of.dataset_sha256,
        "note",
        "`temperature = 1.5`",
        "1qk8nq32v17x",
        texts.number("0.750"),
    ):
        assert fact in told
    assert any(line.endswith(texts.number("0.750")) for line in lines)
    scored = {f"- {texts('score-accuracy')}: {texts.number('0.500')}", f"- {texts('score-rows')}: 40"}
    assert {*scored, "- no", "- yes: So it is. # It is"} <= set(lines)
    assert texts("card-limits") in lines
    assert texts("card-untested", held=40, needed=30) not in lines


def test_a_card_names_all_scores_in_the_language_of_its_reader():
    lines = list(card(Texts.for_language("ru"), replace(version(), scores=SCORES)))
    told = lines[lines.index(f"## {Texts.for_language('ru')('card-scores')}") :][2:8]
    assert len(told) == len(SCORES)
    assert not re.search(r"[a-z]{3}", " ".join(told).replace("macro", ""))
    assert not re.search(r"\d\.\d", " ".join(told))


def test_a_version_that_nobody_asks_is_not_said_to_answer(texts):
    job = Job("1", START, Origin("7"), "train", {}, JobState.DONE)
    for scores, held, key in ((SCORES, 40, "train-ready"), ({"rows": 2.0}, 2, "train-ready-untested")):
        made = replace(version(), scores=scores)
        told = next(told_ended(texts, job, made, True, None, answering=False))
        assert told == texts(key, id=made.id, held=held, accuracy=50.0)


def test_differences_are_written_with_the_comma_of_the_language():
    scores = Measures().classification(["a"] * 4, [Prediction("a", 0.9)] * 4)
    comparison = Comparison(scores, scores, Difference(Interval(0.0, -0.015, 0.015), 1.0, 0, 0))
    *_, told = told_comparison(Texts.for_language("ru"), version(1), version(2), comparison)
    assert "+0,0 п. п. (от -1,5 до +1,5), p = 1,000" in told


def test_a_card_says_where_too_few_rows_tell_how_good_it_is(texts):
    few = replace(version(), scores=SCORES | {"rows": 29.0})
    assert texts("card-untested", held=29, needed=30) in list(card(texts, few))
    assert texts("card-untested", held=0, needed=30) in list(card(texts, replace(version(), scores={})))
