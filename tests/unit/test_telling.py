"""What came of learning is told in the reader's language."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

import hypotez
from hypotez.domain.add_examples import Added, RowsRefused
from hypotez.domain.holdout import held_out
from hypotez.domain.list_datasets import Described
from hypotez.domain.problems import Kind, Problem, problems
from hypotez.domain.statistics import Statistics
from hypotez.entrypoints.learning.telling import (
    told_added,
    told_change,
    told_dataset,
    told_job,
    told_problem,
    told_progress,
    told_refused,
)
from hypotez.entrypoints.texts import Texts
from hypotez.ports.bad_rows import BadRow, RowFault
from hypotez.ports.datasets import Change, Rows
from hypotez.ports.jobs import Job, JobState
from hypotez.ports.learning import Example
from hypotez.ports.storage import Origin

JOB = Job("a1", datetime(2026, 1, 2, tzinfo=UTC), Origin("7"), "train", {"dataset": "main"}, JobState.RUNNING)
CHANGE = Change(3, JOB.at, "anna", 2, 0, 10, "ab")
RU = Texts.for_language("ru")
SOURCES = [path.read_text("utf-8") for path in Path(hypotez.__file__).parent.rglob("*.py")]


@pytest.mark.parametrize(
    "stage", ["reading", "calibrating", "learning", "embedding", "score", "keep", "curve", "waiting"]
)
def test_each_stage_of_learning_is_told_in_both_languages(stage):
    assert any(f'Progress("{stage}"' in source for source in SOURCES)
    told = [
        told_progress(Texts.for_language(language), replace(JOB, stage=stage, done=1, total=4))
        for language in ("en", "ru")
    ]
    assert all("25 %" in one for one in told)
    assert stage not in told[1]


def test_a_stage_that_nobody_has_heard_of_is_told_as_it_is_called():
    assert "polishing" in told_progress(Texts.for_language("ru"), replace(JOB, stage="polishing"))


@pytest.mark.parametrize("state", JobState)
@pytest.mark.parametrize("language", ["en", "ru"])
def test_each_state_of_a_job_is_told(state, language):
    told = told_job(Texts.for_language(language), replace(JOB, state=state))
    assert told.endswith(Texts.for_language(language)(f"job-{state}"))
    assert "main" in told


@pytest.mark.parametrize("told", [told_job(RU, JOB), told_change(RU, CHANGE)])
def test_moments_are_told_with_their_clock(told):
    assert "2026-01-02 00:00 UTC" in told


def test_scripts_and_large_numbers_are_told_as_the_reader_writes_them():
    found = Statistics(61_522, {"еда": 61_522}, 0.0, 0, (), {"Cyrillic": 60_000, "Latin": 1_522, "Ogham": 1})
    *_, told = told_dataset(RU, Described("main", CHANGE, found), selected=False)
    assert told == "Письменность: кириллица 60\xa0000, латиница 1\xa0522, Ogham 1."


@pytest.mark.parametrize(("count", "times"), [(21, "в 21 раз"), (22, "в 22 раза"), (25, "в 25 раз")])
def test_how_uneven_labels_are_agrees_with_its_number(count, times):
    told = told_problem(RU, Problem(Kind.UNEVEN, "", about=("еда", "way"), count=count))
    assert told.startswith(f"Из двух меток («еда», «way») у одной {times} больше строк")


@pytest.mark.parametrize(
    ("new", "told"), [(1, "1 новая строка; в «три»"), (2, "2 новые строки; в «три»"), (5, "5 новых строк; в «три»")]
)
def test_new_rows_agree_with_their_number(new, told):
    (line,) = told_added(RU, "три", Added(CHANGE, new, 0))
    assert line.startswith(told)


@pytest.mark.parametrize(("labels", "more"), [(5, ""), (7, " и ещё 2")])
def test_labels_of_which_only_some_are_named_are_not_called_all(labels, more):
    examples = [Example(f"text {number}", f"l{number}") for number in range(40)]
    rows = [one for one in examples if not held_out(one.text)][:labels]
    few = next(problem for problem in problems(rows) if problem.kind is Kind.FEW_ROWS)
    assert told_problem(RU, few).endswith(f"«{few.about[-1]}»{more}.")
    assert few.sentence.endswith(f"{few.about[-1]}{more.replace(' и ещё', ' and') + ' more' if more else ''}.")


@pytest.mark.parametrize("fault", RowFault)
def test_why_a_row_cannot_be_used_is_told_in_both_languages(fault):
    bad = BadRow(3, fault, count=5)
    refused = RowsRefused(Rows(bad=(bad,)))
    assert f": line 3 {bad.reason}. Nothing" in told_refused(Texts.for_language("en"), refused)
    _, _, reason = told_refused(Texts.for_language("ru"), refused).partition("строка 3: ")
    assert reason
    assert not set("abcdefghijklmnopqrstuvwxyz") & set(reason)
