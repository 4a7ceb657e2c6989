"""The commands that people mean who say them in free words, by the model that all scopes share, or their own."""

import threading

import pytest

from hypotez import open_app
from hypotez.entrypoints.config import Config
from hypotez.entrypoints.learning.intents import BUILT_IN, COMMANDS
from hypotez.entrypoints.learning.learning import TRAIN
from hypotez.ports.storage import Origin


def opened(tmp_path, **learning):
    storage = {"data": tmp_path / "data", "cache": tmp_path / "cache"}
    return open_app(Config.model_validate({"storage": storage, "isolation": {"on": False}, "learning": learning}))


@pytest.fixture
def few(tmp_path):
    """An app whose owner has commands of another kind, few enough to be learned at once."""
    folder = tmp_path / "datasets"
    folder.mkdir()
    commands = {"join": "come in and stay", "stop": "be quiet at last", "none": "it rains on the roof"}
    words = [f"{label}: {text} {number}" for label, text in commands.items() for number in range(30)]
    (folder / "commands.txt").write_text("\n".join(words))
    with opened(tmp_path, datasets=folder) as app:
        yield app


def understood(app, text, scope="7"):
    """What is understood once nothing is trained any more."""
    app.learning.intents(text, scope)
    for job in app.learning.jobs.list(BUILT_IN):
        app.learning.jobs.wait(job, 60)
    return app.learning.intents(text, scope)


def test_the_model_that_all_share_is_trained_in_the_background_when_it_is_first_asked(few, monkeypatch):
    go, train = threading.Event(), few.learning.jobs._work[TRAIN]
    monkeypatch.setattr(few.learning.jobs, "_work", {TRAIN: lambda job, report: go.wait(30) and train(job, report)})
    assert few.learning.intents("come in and stay", "7") is None
    assert not any(job.state.ended for job in few.learning.jobs.list(BUILT_IN)), "it was waited for"
    go.set()
    assert understood(few, "come in and stay") == "join"
    assert few.learning.intents("be quiet at last", "8") == "stop"
    assert len(few.learning.jobs.list(BUILT_IN)) == 1
    assert few.learning.jobs.list("7") == ()
    assert few.learning.models.list("7") == ()


def test_what_is_no_command_or_nothing_like_one_is_none(few):
    assert understood(few, "it rains on the roof") is None
    assert few.learning.intents("qwerty uiop", "7") is None


def test_it_is_trained_anew_only_where_the_data_has_changed(few, tmp_path):
    understood(few, "come in and stay")
    few.close()
    with opened(tmp_path, datasets=tmp_path / "datasets") as later:
        assert later.learning.intents("come in and stay", "7") == "join"
        assert len(later.learning.jobs.list(BUILT_IN)) == 1
    with (tmp_path / "datasets" / "commands.txt").open("a") as file:
        file.writelines(f"\nleave: go away from here {number}" for number in range(30))
    with opened(tmp_path, datasets=tmp_path / "datasets") as last:
        assert last.learning.intents("come in and stay", "7") == "join", "until then the one before answers"
        assert understood(last, "go away from here") == "leave"
        assert len(last.learning.models.list(BUILT_IN, COMMANDS)) == 2


def test_a_scope_that_has_trained_its_own_is_understood_by_that_one(few):
    own = "\n".join(
        f"{label}: {text} {number}" for number in range(30) for label, text in (("leave", "ab"), ("none", "cd"))
    )
    few.learning.data.add(own, dataset=COMMANDS, origin=Origin("7"))
    job = few.learning.jobs.wait(few.learning.train(Origin("7"), dataset=COMMANDS), 60)
    assert job.result
    assert few.learning.intents("ab", "7") == "leave"
    assert few.learning.jobs.list(BUILT_IN) == ()


@pytest.mark.parametrize(
    ("said", "meant"), [("could you come to my channel?", "join"), ("зайди ко мне в голосовой канал", "join")]
)
def test_what_comes_with_hypotez_understands_free_words(tmp_path, said, meant):
    with opened(tmp_path) as app:
        assert understood(app, said) == meant
        assert app.learning.intents("the weather will be fine tomorrow in the mountains", "7") is None
