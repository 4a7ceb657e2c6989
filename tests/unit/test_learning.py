"""Learning as its users have it: `app.learning`, with the default learner."""

import io
import json
import subprocess
import sys
import threading
import time

import pytest

from hypotez import open_app
from hypotez.entrypoints.config import Config
from hypotez.entrypoints.learning.learning import TRAIN
from hypotez.ports.datasets import Source
from hypotez.ports.errors import (
    Busy,
    DatasetError,
    LearnerUnavailable,
    ModelError,
    NotAllowed,
    NotFound,
    OptionError,
    StorageError,
    TextError,
)
from hypotez.ports.jobs import JobState
from hypotez.ports.progress import Progress
from hypotez.ports.settings import PersonSettings, ServerSettings
from hypotez.ports.storage import Origin
from hypotez.ports.testing.labelled_texts import EXAMPLES

LINES = "\n".join(f"{one.label}: {one.text}" for one in EXAMPLES)
MANY = "\n".join(f"{one.label}: {number} {one.text}" for number in range(4) for one in EXAMPLES)
"""Enough for a holdout."""
ANNA = Origin("7", "anna", "general")


def opened(tmp_path, learners=None, **learning):
    return open_app(
        Config.model_validate(
            {
                "storage": {"data": tmp_path / "data", "cache": tmp_path / "cache"},
                "isolation": {"on": False},
                "learning": {"retrain_quiet": 0.05, **learning},
                "learners": learners or {},
            }
        )
    )


@pytest.fixture
def app(tmp_path):
    with opened(tmp_path) as app:
        yield app


def trained(app, origin=ANNA, **wishes):
    job = app.learning.jobs.wait(app.learning.train(origin, **wishes), 60)
    assert job.state is JobState.DONE, job.error
    return app.learning.models.get(job.result, origin.scope)


def agree(app, who="anna"):
    app.settings.keep_server("7", ServerSettings(learning=True))
    app.settings.keep_person(who, PersonSettings(learning=True))


def test_from_a_few_lines_of_text_to_an_answer(app):
    added = app.learning.data.add(LINES, origin=ANNA)
    assert (added.new, added.known) == (len(EXAMPLES), 0)
    version = trained(app)
    assert app.learning.models.current("main", "7") == version
    answered = app.learning.answer("set a timer for ten minutes", "7")
    assert (answered.text, answered.sure) == ("timer", True)
    assert "timer" in {reason.words for reason in app.learning.why("set a timer", "7")}
    assert not app.learning.answer("qwerty uiop", "7").sure


def test_each_scope_has_its_own(app):
    app.learning.data.add(LINES, origin=ANNA)
    trained(app)
    with pytest.raises(NotFound):
        app.learning.answer("set a timer", "8")
    assert "main" not in app.learning.data.names("8")


def test_what_is_wrong_with_the_data_is_said_before_a_job_begins(app):
    app.learning.data.add("a: one\na: two\na: three", origin=ANNA)
    with pytest.raises(DatasetError, match="one label"):
        app.learning.train(ANNA)
    assert app.learning.jobs.list("7") == ()


def test_no_dataset_no_learner_and_no_threshold_are_said(app):
    with pytest.raises(NotFound):
        app.learning.train(ANNA)
    app.learning.data.add(LINES, origin=ANNA)
    with pytest.raises(OptionError, match="sklearn"):
        app.learning.train(ANNA, learner="skleern")
    with pytest.raises(OptionError, match="0 to 1"):
        app.learning.train(ANNA, threshold=1.5)
    for seed in (-1, 2**32):
        with pytest.raises(OptionError, match="from 0 to 4,294,967,295"):
            app.learning.train(ANNA, seed=seed)
    assert app.learning.jobs.list("7") == ()


def test_a_selected_dataset_is_the_one_that_is_meant(app):
    app.learning.data.add(LINES, dataset="home", origin=ANNA)
    assert app.learning.data.selected("7") == "main"
    assert app.learning.data.select("home", "7").statistics.rows == len(EXAMPLES)
    assert app.learning.data.selected("7") == "home"
    assert trained(app).dataset == "home"
    with pytest.raises(NotFound, match="home"):
        app.learning.data.select("hoem", "7")


def test_the_same_data_and_seed_give_the_same_model(app):
    app.learning.data.add(LINES, origin=ANNA)
    first, second = trained(app, seed=3), trained(app, seed=3)
    files = []
    for version in (first, second):
        home = app.config.storage.data / "learned" / version.id
        files.append({path.name: path.read_bytes() for path in home.iterdir() if path.name != "manifest.json"})
    assert files[0] == files[1]


def test_a_version_can_be_rolled_back_and_deleted(app):
    app.learning.data.add(LINES, origin=ANNA)
    first, second = trained(app), trained(app)
    assert app.learning.models.current("main", "7") == second
    app.learning.models.promote(first.id, "7")
    assert app.learning.models.current("main", "7") == first
    app.learning.models.delete(second.id, "7")
    assert app.learning.models.list("7") == (first,)


def test_a_version_can_be_carried_elsewhere_in_a_file(app, tmp_path):
    app.learning.data.add(LINES, origin=ANNA)
    version = trained(app)
    path = app.learning.models.export(version.id, tmp_path / "model.zip", "7")
    taken = app.learning.models.take_in(io.BytesIO(path.read_bytes()), "main", "8")
    app.learning.models.promote(taken.id, "8")
    assert app.learning.answer("set a timer for ten minutes", "8").text == "timer"
    with pytest.raises(ModelError):
        app.learning.models.take_in(io.BytesIO(path.read_bytes()[:-100]), "main", "8")


def test_programs_that_share_a_database_see_what_the_other_promotes_deletes_and_forgets(app, tmp_path):
    app.learning.data.add(LINES, origin=Origin("7", "boris"))
    first = trained(app)
    app.learning.data.add("bell: ding dong\nbell: dong ding", origin=ANNA)
    with opened(tmp_path) as other:
        assert other.learning.answer("set a timer", "7").version == first
        second = trained(app)
        assert other.learning.answer("set a timer", "7").version == second
        other.learning.models.promote(first.id, "7")
        assert app.learning.answer("set a timer", "7").version == first
        other.forget("anna")
        with pytest.raises(NotFound):
            app.learning.predict(["set a timer"], "7", version=second.id)
        other.learning.models.delete(first.id, "7")
        with pytest.raises(NotFound):
            app.learning.answer("set a timer", "7")


def test_corrections_and_confirmations_teach_once_both_have_agreed(app):
    app.learning.data.add(LINES, origin=ANNA)
    version = trained(app)
    with pytest.raises(NotAllowed):
        app.learning.correct("wake me at six", "timer", version.id, ANNA)
    agree(app)
    assert app.learning.correct("wake me at six", "timer", version.id, ANNA).source is Source.CORRECTED
    assert app.learning.confirm("play a song", "music", version.id, ANNA).source is Source.CONFIRMED


def test_after_enough_of_them_it_is_trained_anew_once_nobody_says_more(tmp_path):
    with opened(tmp_path, retrain_after=8) as app:
        app.learning.data.add(LINES, origin=ANNA)
        version = trained(app)
        agree(app)
        for number in range(8):
            app.learning.correct("ding dong", f"bell: ring the bell {number}", version.id, ANNA)
        deadline = time.monotonic() + 60
        while app.learning.models.current("main", "7") == version and time.monotonic() < deadline:
            time.sleep(0.05)
        assert "bell" in app.learning.models.current("main", "7").labels
        assert len(app.learning.jobs.list("7")) == 2


def soon(true, seconds=60):
    deadline = time.monotonic() + seconds
    while not true() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert true()


def test_what_was_said_before_a_restart_is_learned_from_after_it(tmp_path):
    with opened(tmp_path, retrain_after=8, retrain_quiet=60) as app:
        app.learning.data.add(LINES, origin=ANNA)
        version = trained(app, seed=3, threshold=0.125)
        agree(app)
        for number in range(8):
            app.learning.correct("ding dong", f"bell: ring the bell {number}", version.id, ANNA)
    with opened(tmp_path, retrain_after=8) as app:
        assert app.learning.answer("set a timer", "7").text == "timer"
        soon(lambda: app.learning.models.current("main", "7") != version)
        anew = app.learning.models.current("main", "7")
        assert "bell" in anew.labels
        assert (anew.seed, anew.threshold) == (3, 0.125)
        app.learning.answer("set a timer", "7")
        time.sleep(0.3)
        assert len(app.learning.jobs.list("7")) == 2


def test_rows_of_a_file_are_no_corrections_and_wait_for_the_command(tmp_path):
    with opened(tmp_path, retrain_after=2) as app:
        app.learning.data.add(LINES, origin=ANNA)
        version = trained(app)
        agree(app)
        app.learning.data.add("bell: ding\nbell: dong\nbell: ding dong", origin=ANNA)
        app.learning.confirm("play a song", "music", version.id, ANNA)
        time.sleep(0.3)
        assert len(app.learning.jobs.list("7")) == 1
        app.learning.confirm("wake me at six", "timer", version.id, ANNA)
        soon(lambda: "bell" in app.learning.models.current("main", "7").labels)


def test_a_version_that_came_without_its_data_is_corrected_but_not_replaced_by_what_was_corrected(tmp_path):
    with opened(tmp_path, retrain_after=2) as app:
        app.learning.data.add(LINES, origin=ANNA)
        file = app.learning.models.export(trained(app).id, tmp_path / "model.zip", "7")
        there = Origin("8", "anna")
        taken = app.learning.models.take_in(io.BytesIO(file.read_bytes()), "main", "8")
        app.learning.models.promote(taken.id, "8")
        app.settings.keep_server("8", ServerSettings(learning=True))
        app.settings.keep_person("anna", PersonSettings(learning=True))
        for text in ("wake me", "wake me at six", "wake me at ten"):
            assert app.learning.correct(text, "timer", taken.id, there).source is Source.CORRECTED
        time.sleep(0.3)
        assert app.learning.models.current("main", "8") == taken
        app.learning.data.add(LINES, origin=there)
        app.learning.confirm("play a song", "music", taken.id, there)
        soon(lambda: app.learning.models.current("main", "8") != taken)


def test_it_is_trained_anew_with_the_learner_that_was_chosen(tmp_path):
    quick = {"use": ["sklearn", "quick"], "quick": {"engine": "sklearn", "features": "words"}}
    with opened(tmp_path, learners=quick, retrain_after=1) as app:
        app.learning.data.add(LINES, origin=ANNA)
        version = trained(app, learner="quick")
        agree(app)
        app.learning.correct("ding dong", "bell: ring the bell", version.id, ANNA)
        soon(lambda: app.learning.models.current("main", "7") != version)
        assert app.learning.models.current("main", "7").learner == "quick"


def test_what_was_trained_by_name_is_trained_anew_by_the_same_where_the_config_lists_none(tmp_path):
    with opened(tmp_path, learners={"quick": {"engine": "sklearn", "features": "words"}}, retrain_after=1) as app:
        assert app.learning.learners[0] == "sklearn"
        assert "quick" in app.learning.learners
        app.learning.data.add(LINES, origin=ANNA)
        version = trained(app, learner="quick")
        agree(app)
        app.learning.correct("ding dong", "bell: ring the bell", version.id, ANNA)
        soon(lambda: app.learning.models.current("main", "7") != version)
        assert app.learning.models.current("main", "7").learner == "quick"


@pytest.mark.parametrize("here", [{}, {"quick": {"engine": "torch"}}])
def test_what_a_learner_made_answers_where_the_config_knows_none_of_its_name_or_another_one(here, tmp_path):
    with opened(tmp_path, learners={"use": ["quick"], "quick": {"engine": "sklearn"}}) as app:
        app.learning.data.add(LINES, origin=ANNA)
        file = app.learning.models.export(trained(app).id, tmp_path / "model.zip", "7")
    with opened(tmp_path / "elsewhere", learners=here) as app:
        taken = app.learning.models.take_in(io.BytesIO(file.read_bytes()), "main", "8")
        assert (taken.learner, taken.kind) == ("quick", "sklearn")
        app.learning.models.promote(taken.id, "8")
        assert app.learning.answer("set a timer for ten minutes", "8").text == "timer"


def test_what_a_learner_made_that_the_config_has_no_more_can_be_replaced(tmp_path, monkeypatch):
    with (
        monkeypatch.context() as patch,
        opened(tmp_path, learners={"use": ["quick"], "quick": {"engine": "sklearn"}}) as app,
    ):
        patch.setattr("hypotez.entrypoints.composition.Composition.learner_kind", lambda *_: "")  # as it was before
        app.learning.data.add(MANY, origin=ANNA)
        version = trained(app)
        file = app.learning.models.export(version.id, str(tmp_path / "model.zip"), "7")
    with opened(tmp_path) as app:
        for refused in (
            lambda: app.learning.answer("set a timer", "7"),
            lambda: app.learning.evaluate(scope="7"),
            lambda: app.learning.models.promote(version.id, "7"),
            lambda: app.learning.models.take_in(io.BytesIO(file.read_bytes()), "main", "8"),
        ):
            with pytest.raises(LearnerUnavailable, match="needs the learner 'quick'"):
                refused()
        anew = trained(app)
        assert app.learning.models.current("main", "7") == anew
        assert app.learning.evaluate(scope="7").previous is None


def test_what_was_learned_answers_also_where_the_config_chooses_another_learner_now(tmp_path):
    with opened(tmp_path) as app:
        app.learning.data.add(LINES, origin=ANNA)
        version = trained(app)
    with opened(tmp_path, learners={"use": ["quick"], "quick": {"engine": "sklearn"}}) as app:
        assert app.learning.learners == ("quick",)
        assert app.learning.answer("set a timer", "7").version == version
        assert trained(app).learner == "quick"


def test_a_dataset_is_asked_for_in_any_case(app):
    app.learning.data.add(LINES, dataset="Home", origin=ANNA)
    version = trained(app, dataset="HOME")
    assert app.learning.models.current("HoMe", "7") == version
    assert app.learning.models.list("7", "HoMe") == (version,)
    assert app.learning.answer("set a timer", "7", dataset="HoMe").version == version
    assert app.learning.predict(["set a timer"], "7", dataset="HoMe").version == version
    assert app.learning.evaluate(scope="7", dataset="HoMe").version == version
    assert app.learning.why("set a timer", "7", dataset="HoMe")
    assert isinstance(app.learning.review("7", "HoMe"), tuple)


def test_where_versions_are_left_and_none_answers_that_is_said(app):
    app.learning.data.add(LINES, origin=ANNA)
    trained(app)
    app.learning.models.delete(trained(app).id, "7")
    with pytest.raises(NotFound, match="promote one of those"):
        app.learning.answer("set a timer", "7")


def test_only_what_was_answered_can_be_confirmed(app):
    app.learning.data.add(LINES, origin=ANNA)
    version = trained(app)
    agree(app)
    with pytest.raises(TextError, match="timre"):
        app.learning.confirm("set a timer", "timre", version.id, ANNA)


def test_nobodys_data_is_not_forgotten(app):
    app.feedback("nice")
    with pytest.raises(OptionError):
        app.forget("")
    with pytest.raises(OptionError):
        list(app.export_mine(""))
    assert len(app.feedbacks("local")) == 1


@pytest.mark.parametrize("begun", [False, True])
def test_who_closes_during_a_training_finds_it_interrupted_and_nothing_at_work(tmp_path, begun):
    before, at_work = set(threading.enumerate()), threading.Event()

    def work(_job, report):
        at_work.set()
        while True:
            report(Progress("learning"))
            time.sleep(0.01)

    with opened(tmp_path) as app:
        app.learning.jobs._work = {TRAIN: work}
        job = app.learning.train(dataset="commands")
        assert not begun or at_work.wait(20)
    assert "job_0" not in {thread.name for thread in set(threading.enumerate()) - before}
    with opened(tmp_path) as app:
        assert app.learning.jobs.get("local", job.id).state is JobState.INTERRUPTED


def test_who_closes_waits_for_what_a_learner_is_about(tmp_path):
    before = set(threading.enumerate())
    with opened(tmp_path) as app:
        job = app.learning.train(dataset="commands")
        soon(lambda: app.learning.jobs.get("local", job.id).state is not JobState.QUEUED)
    assert "job_0" not in {thread.name for thread in set(threading.enumerate()) - before}
    with opened(tmp_path) as app:
        assert app.learning.jobs.get("local", job.id).state in {JobState.INTERRUPTED, JobState.DONE}


def test_a_program_that_ends_during_a_training_leaves_it_interrupted(tmp_path):
    storage = f'{{"storage": {{"data": {str(tmp_path / "data")!r}}}, "isolation": {{"on": False}}}}'
    program = (
        "from hypotez import open_app\n"
        "from hypotez.entrypoints.config import Config\n"
        f"print(open_app(Config.model_validate({storage})).learning.train(dataset='commands').id)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=120)
    assert done.stderr == ""
    with opened(tmp_path) as app:
        assert app.learning.jobs.get("local", done.stdout.strip()).state is JobState.INTERRUPTED


def test_what_a_closed_app_gave_is_closed_and_the_app_begins_anew(tmp_path):
    with opened(tmp_path) as app:
        learning = app.learning
        learning.data.add(LINES)
    for refused in (lambda: learning.data.add("a: b"), learning.train, lambda: learning.answer("hello")):
        with pytest.raises(StorageError, match="closed"):
            refused()
    with app:
        assert trained(app, Origin()).rows


def test_what_answered_is_rebuilt_as_it_was_trained(tmp_path):
    with opened(tmp_path) as app:
        app.learning.data.add(LINES, origin=Origin("7", "boris"))
        app.learning.data.add("bell: xyzzy\nbell: plugh", origin=ANNA)
        trained(app, Origin("7", "boris"), seed=3, threshold=0.125)
        app.forget("anna")
        rebuilt = app.learning.models.get(app.learning.jobs.wait(app.learning.jobs.list("7")[0], 60).result, "7")
        assert (rebuilt.seed, rebuilt.threshold) == (3, 0.125)


def test_forgetting_stops_and_repeats_what_is_trained_on_their_rows_and_nothing_else(app):
    boris = Origin("7", "boris")
    for number in range(3):
        app.learning.data.add(LINES.replace(": ", f": {number} "), origin=boris)
        app.learning.data.add(LINES.replace(": ", f": {number} "), dataset="home", origin=boris)
    app.learning.data.add("bell: xyzzy", dataset="home", origin=ANNA)
    guilty = trained(app, boris, dataset="home")
    other = app.learning.train(boris, dataset="main")
    app.forget("anna")
    assert app.learning.jobs.wait(other, 60).state is JobState.DONE
    soon(lambda: app.learning.models.current("home", "7"))
    assert app.learning.models.current("home", "7") != guilty
    soon(lambda: all(job.state.ended for job in app.learning.jobs.list("7")))
    again = app.learning.train(boris, dataset="home", seed=5)
    app.learning.data.add("bell: xyzzy", dataset="home", origin=ANNA)
    app.forget("anna")
    assert app.learning.jobs.wait(again, 60).state in {JobState.CANCELLED, JobState.DONE}
    soon(lambda: app.learning.jobs.list("7")[0].state is JobState.DONE)
    assert app.learning.models.get(app.learning.jobs.list("7")[0].result, "7").seed == 5


def test_what_is_forgotten_is_in_no_example_no_job_and_no_version(app):
    app.learning.data.add(LINES, origin=Origin("7", "boris"))
    app.learning.data.add("bell: xyzzy\nbell: xyzzy plugh\nbell: plover", origin=ANNA)
    app.learning.data.add("bell: frotz", origin=ANNA)
    app.learning.data.remove(texts=["frotz"], origin=ANNA)
    version = trained(app)
    mine = [json.loads(line) for line in app.export_mine("anna")]
    assert {one["kind"] for one in mine} == {"example", "job"}
    assert [one["example"]["text"] for one in mine if one["kind"] == "example"] == [
        "xyzzy",
        "xyzzy plugh",
        "plover",
        "frotz",
    ]
    forgotten = app.forget("anna")
    assert (forgotten.examples, forgotten.versions) == (4, 1)
    assert list(app.export_mine("anna")) == []
    with pytest.raises(NotFound):
        app.learning.models.get(version.id, "7")
    (job,) = app.learning.jobs.list("7")
    rebuilt = app.learning.models.get(app.learning.jobs.wait(job, 60).result, "7")
    assert "bell" not in rebuilt.labels
    kept = b"".join(path.read_bytes() for path in app.config.storage.data.rglob("*") if path.is_file())
    assert b"xyzzy" not in kept


def test_one_training_at_a_time_for_each_scope(app):
    app.learning.data.add(LINES * 1, origin=ANNA)
    first = app.learning.train(ANNA)
    try:
        second = app.learning.train(ANNA)
    except Busy:
        second = None
    assert app.learning.jobs.wait(first, 60).state is JobState.DONE
    if second:  # the first was done by then
        assert app.learning.jobs.wait(second, 60).state is JobState.DONE


def test_the_ready_made_dataset_can_be_selected_by_everybody(app):
    assert "commands" in app.learning.data.names("7")
    described = app.learning.data.select("commands", "7")
    assert described.statistics.rows >= 80 * 10
