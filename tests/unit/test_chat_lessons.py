"""Teaching in the conversation of a terminal, with the default learner."""

import io
import re
import time

import pytest

from hypotez import open_app
from hypotez.domain.holdout import held_out
from hypotez.entrypoints.chat import Chat, converse
from hypotez.entrypoints.config import Config
from hypotez.entrypoints.learning.learning import TRAIN
from hypotez.entrypoints.texts import Texts
from hypotez.ports.datasets import Source
from hypotez.ports.jobs import JobState
from hypotez.ports.progress import Cancelled, Progress
from hypotez.ports.testing.labelled_texts import EXAMPLES

EN = Texts.for_language("en")
LINES = "\n".join(f"{one.label}: {one.text}" for one in EXAMPLES)


@pytest.fixture
def app(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    storage = {"data": tmp_path / "data", "cache": tmp_path / "cache"}
    with open_app(Config.model_validate({"storage": storage, "isolation": {"on": False}})) as app:
        yield app


@pytest.fixture
def chat(app):
    return Chat(app, Texts.for_language("en"))


@pytest.fixture
def taught(chat):
    assert "is ready, and answers from now on" in chat.answer(f"!train ```\n{LINES}\n```")
    return chat


def test_a_plain_message_is_answered_once_something_was_trained(chat):
    assert chat.answer("set a timer for ten minutes").startswith("I know commands and sound files")
    told = chat.answer(f"!train\n{LINES}")
    assert re.search(r"^\d+ rows are new; main has \d+ rows now\.\n", told)
    answered = chat.answer("set a timer for ten minutes")
    assert answered.startswith("timer\n(timer (")
    assert "!correct LABEL" in answered
    assert chat.answer("qwerty uiop").startswith("I do not know.\n(")


def test_a_file_is_trained_on_and_tested_with(chat, tmp_path):
    (tmp_path / "my home.txt").write_text(LINES)
    assert "is ready" in chat.answer('!train "my home.txt"')
    assert chat.answer("!test my home.txt").startswith("Version ")
    assert chat.answer("!test").startswith("Version ")
    assert chat.answer("!test ```\nplay a song\nset a timer\n```").startswith("play a song: music (")
    assert chat.answer("!train nothing.txt") == "There is no file “nothing.txt”: check the name."


def test_a_learner_may_come_before_what_is_learned(chat, app):
    assert "is ready" in chat.answer(f"!train sklearn ```\n{LINES}\n```")
    assert "is ready" in chat.answer(f"!train sklearn\nmusic: play it louder\n{LINES}")
    assert "is ready" in chat.answer("!train sklearn")
    assert [version.learner for version in app.learning.models.list()] == ["sklearn"] * 3


def test_corrections_and_confirmations_are_learned_from(taught, app):
    taught.answer("wake me at six")
    assert taught.answer("!correct timer").startswith("I have noted it: timer.")
    taught.answer("play a song")
    assert taught.answer("!confirm") == "Good to know: music."
    taught.answer("ding dong")
    for number in range(6):  # a fifth of all is held out
        assert taught.answer(f"!correct bell: ring the bell {number}").startswith("I have noted it: bell.")
    assert "That is no label that I know" in taught.answer("!correct bel")
    assert taught.answer("!correct") == "Write !correct LABEL."
    kept = [one for one in app._made.datasets().examples("local", "main") if one.source is not Source.GIVEN]
    assert [(one.example.text, one.example.label) for one in kept[:3]] == [
        ("wake me at six", "timer"),
        ("play a song", "music"),
        ("ring the bell 0", "bell"),
    ]
    taught.answer("!train")
    assert "bell" in app.learning.models.current("main").labels


def test_who_corrects_a_text_of_the_holdout_is_told_that_it_is_not_learned_from(taught):
    said = {held_out(f"ding dong {number}"): f"ding dong {number}" for number in range(20)}
    for held, key in ((True, "answer-corrected-held"), (False, "answer-corrected")):
        taught.answer(said[held])
        assert taught.answer(f"!correct bell: {said[held]}") == EN(key, label="bell")


def test_a_transcript_is_still_corrected_by_its_id(taught):
    taught.answer("play a song")
    assert taught.answer("!correct 1qkagswt3ak5 hello there").startswith("There is no such record")
    assert "no label" not in taught.answer("!correct last hello there")


def test_what_is_answered_comes_before_what_is_corrected(taught):
    assert taught.answer("!confirm") == "Ask me something first: there is no answer of mine yet."
    assert taught.answer("!correct timer") == "Write !correct ID TEXT."


def test_something_new_may_be_said_before_anything_was_answered(taught, app):
    assert taught.answer("!correct bell: ring the bell").startswith("I have noted it: bell.")
    (kept,) = [one for one in app._made.datasets().examples("local", "main") if one.source is not Source.GIVEN]
    assert (kept.example.text, kept.by) == ("ring the bell", app.learning.models.current("main").id)


def test_something_new_without_a_model_is_answered_with_what_is_missing(chat):
    assert chat.answer("!correct bell: ring it") == "Nothing has been trained on the dataset main yet: train it first."


def test_a_correction_outlives_the_version_that_answered(taught, app):
    taught.answer("wake me at six")
    gone = app.learning.models.current("main")
    app.learning.models.delete(gone.id)
    assert taught.answer("!correct timer").startswith("There is no such version")
    assert "is ready" in taught.answer("!train")
    assert taught.answer("!correct timer").startswith("I have noted it: timer.")
    assert taught.answer("!confirm").startswith("Good to know: ")


def test_doubts_are_settled(chat):
    chat.answer(f"!train\n{LINES}\nmusic: set a timer for eight minutes\nweather: play a song by them")
    told = chat.answer("!review")
    ids = {text: id for id, text in re.findall(r'^(\w+): "(.+)" is ', told, re.MULTILINE)}
    changed = chat.answer(f"!review change {ids['set a timer for eight minutes']} timer")
    assert changed.startswith("It is timer now.\n")
    assert "set a timer for eight" not in changed
    assert chat.answer(f"!review drop {ids['play a song by them']}").startswith("It is gone.\n")
    assert chat.answer("!review change x") == "Write !review [keep ID | drop ID | change ID LABEL]."
    assert chat.answer("!review please") == "Write !review [keep ID | drop ID | change ID LABEL]."


@pytest.mark.parametrize("interruption", [Cancelled, KeyboardInterrupt])
def test_who_interrupts_a_training_stops_its_job(interruption, taught, app, monkeypatch):
    def work(_job, report):
        while True:
            report(Progress("learning"))
            time.sleep(0.01)

    def interrupt(_progress):
        raise interruption

    with monkeypatch.context() as patch:
        patch.setattr(app.learning.jobs, "_work", {TRAIN: work})
        with pytest.raises(interruption):
            taught.answer("!train", interrupt)
    latest, before = app.learning.jobs.list("local")
    assert (latest.state, before.state) == (JobState.CANCELLED, JobState.DONE)
    assert len(app.learning.models.list()) == 1
    assert "is ready" in taught.answer("!train")


def test_datasets_are_listed_and_chosen(taught):
    assert "main, which is selected" in taught.answer("!select_dataset")
    assert "learn from commands" in taught.answer("!select_dataset commands")
    assert taught.answer("play a song").startswith("I know commands")
    assert "There is no dataset" in taught.answer("!select_dataset nothing")


def test_it_says_what_is_wrong_with_the_data(chat):
    assert "All rows have one label" in chat.answer("!train a: one")
    assert chat.answer("!review") == "Nothing has been trained on the dataset main yet: train it first."


def test_a_block_of_lines_is_one_message(chat, capsys):
    converse(chat, io.StringIO(f"!hi\n!train ```\n{LINES}\n```\nset a timer for ten minutes\n!test ```\nplay a song"))
    said = capsys.readouterr().out
    assert said.startswith("Hi!")
    assert "is ready" in said
    assert "\ntimer\n(timer (" in said
    assert "play a song: music (" in said
