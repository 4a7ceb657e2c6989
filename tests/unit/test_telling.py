"""What came of learning is told in the reader's language."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

import hypotez
from hypotez.domain.add_examples import RowsRefused
from hypotez.entrypoints.learning.telling import told_job, told_progress, told_refused
from hypotez.entrypoints.texts import Texts
from hypotez.ports.bad_rows import BadRow, RowFault
from hypotez.ports.datasets import Rows
from hypotez.ports.jobs import Job, JobState
from hypotez.ports.storage import Origin

JOB = Job("a1", datetime(2026, 1, 2, tzinfo=UTC), Origin("7"), "train", {"dataset": "main"}, JobState.RUNNING)
SOURCES = [path.read_text("utf-8") for path in Path(hypotez.__file__).parent.rglob("*.py")]


@pytest.mark.parametrize("stage", ["reading", "calibrating", "learning", "embedding", "score", "keep", "curve"])
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


@pytest.mark.parametrize("fault", RowFault)
def test_why_a_row_cannot_be_used_is_told_in_both_languages(fault):
    bad = BadRow(3, fault, count=5)
    refused = RowsRefused(Rows(bad=(bad,)))
    assert f": line 3 {bad.reason}. Nothing" in told_refused(Texts.for_language("en"), refused)
    _, _, reason = told_refused(Texts.for_language("ru"), refused).partition("строка 3: ")
    assert reason
    assert not set("abcdefghijklmnopqrstuvwxyz") & set(reason)
