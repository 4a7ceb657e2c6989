"""`hypotez train`, `evaluate`, `answer`, `review`, `dataset` and `model`, with the default learner."""

import json
import zipfile

import pytest
from typer.testing import CliRunner

from hypotez import open_app
from hypotez.entrypoints.cli import app as program
from hypotez.entrypoints.config import load_config
from hypotez.ports.jobs import JobState
from hypotez.ports.testing.labelled_texts import EXAMPLES

LINES = "".join(f"{one.label}: {one.text}\n" for one in EXAMPLES)


@pytest.fixture(autouse=True)
def here(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.delenv("HYPOTEZ_CONFIG", raising=False)
    monkeypatch.setenv("HYPOTEZ_STORAGE__DATA", str(tmp_path / "data"))
    monkeypatch.setenv("HYPOTEZ_STORAGE__CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("HYPOTEZ_ISOLATION__ON", "false")
    (tmp_path / "home.txt").write_text(LINES)
    return tmp_path


def run(*arguments, code=0, **options):
    result = CliRunner().invoke(program, list(map(str, arguments)), **options)
    assert result.exit_code == code, result.stderr
    return result


def listed(*arguments):
    return [json.loads(line) for line in run(*arguments, "--format", "json").stdout.splitlines()]


@pytest.fixture
def trained(here):
    run("train", "home.txt")
    (version,) = listed("model", "list")
    return version["id"]


def test_from_a_file_to_an_answer(trained):
    said = run("answer", "set a timer for ten minutes", "--why")
    assert said.stdout == "timer\n"
    assert "timer (" in said.stderr
    assert "Because of:" in said.stderr
    unsure = run("answer", "qwerty uiop", "--why", code=1)
    assert unsure.stdout == "I do not know.\n"
    assert "not sure" in unsure.stderr


def test_an_answer_can_be_read_by_a_program(trained):
    said = json.loads(run("answer", "-", "--format", "json", "--why", input="set a timer for ten minutes\n").stdout)
    assert (said["text"], said["sure"], said["label"], said["version"]) == ("timer", True, "timer", trained)
    assert 0 < said["confidence"] <= 1
    assert "timer" in said["why"]


def test_training_says_what_is_wrong_once_and_adds_the_rows_once(here):
    result = run("train", "home.txt")
    assert "kept for testing" in result.stderr
    assert result.stdout.startswith("Version ")
    again = run("train", "home.txt")
    assert "I know all of that already" in again.stderr
    (here / "one.txt").write_text("a: one\na: two\na: three\n")
    refused = run("train", "one.txt", "--dataset", "one", code=1)
    assert refused.stdout == ""
    assert refused.stderr.count("one label") == 1


def test_a_report_has_a_picture_and_tables_and_all_of_it_as_json(trained, here):
    result = run("evaluate", "home.txt", "--output", "report")
    assert result.stdout.startswith(f"Version {trained} gets ")
    files = {path.name: path.read_bytes() for path in (here / "report").iterdir()}
    assert files.keys() == {"confusion.png", "labels.csv", "coverage.csv", "errors.csv"}
    assert files["confusion.png"].startswith(b"\x89PNG")
    assert files["labels.csv"].splitlines()[0] == b"label,precision,recall,f1,texts"
    assert len(files["labels.csv"].splitlines()) == 1 + len({one.label for one in EXAMPLES})
    report = json.loads(run("evaluate", "home.txt", "--format", "json").stdout)
    assert (report["version"], report["rows"]) == (trained, len(EXAMPLES))
    assert report["accuracy"]["low"] <= report["accuracy"]["value"] <= report["accuracy"]["high"]
    assert report["labels"].keys() == {one.label for one in EXAMPLES}
    assert report["previous"] is report["difference"] is None


def test_texts_without_labels_get_predictions(trained, here):
    said = run("evaluate", "-", input="play a song\nset a timer\n").stdout.splitlines()
    assert [line.split("\t")[0] for line in said] == ["play a song", "set a timer"]
    (here / "texts.txt").write_text("play a song\n")
    (one,) = listed("evaluate", "texts.txt")
    assert (one["text"], one["label"], one["sure"]) == ("play a song", "music", True)
    assert run("evaluate", "texts.txt", "--output", "out").stdout == ""
    assert (here / "out" / "predictions.csv").read_text().splitlines()[1].startswith("play a song,music,")


def test_a_learning_curve_says_what_more_data_brings(trained, here):
    points = listed("evaluate", "--curve", "--output", "out")[1:]
    assert [one["rows"] for one in points] == sorted({one["rows"] for one in points})
    assert (here / "out" / "curve.png").read_bytes().startswith(b"\x89PNG")


def test_doubted_rows_are_settled_one_by_one(here):
    (here / "wrong.txt").write_text(LINES + "music: set a timer for eight minutes\nweather: play a song by them\n")
    run("train", "wrong.txt")
    doubts = listed("review", "--most", 100)
    assert {"set a timer for eight minutes", "play a song by them"} <= {one["text"] for one in doubts}
    ids = {one["text"]: one["id"] for one in doubts}
    changed, dropped = ids["set a timer for eight minutes"], ids["play a song by them"]
    assert "is timer now" in run("review", "--change", changed, "--label", "timer").stderr
    assert "gone" in run("review", "--drop", dropped).stderr
    left = listed("review", "--most", 100)
    assert {changed, dropped}.isdisjoint(one["id"] for one in left)
    if left:
        assert "stays" in run("review", "--keep", left[0]["id"]).stderr


def test_a_version_is_rolled_back_compared_carried_elsewhere_and_deleted(trained, here):
    run("train", "--seed", 5)
    second = next(one["id"] for one in listed("model", "list") if one["answers"])
    assert second != trained
    assert "difference +0.0 points" in run("model", "compare", second, trained).stdout
    run("model", "promote", trained)
    assert [one["id"] for one in listed("model", "list") if one["answers"]] == [trained]
    assert run("model", "card", second).stdout.startswith(f"# Model {second}\n")
    run("model", "export", second, "kept.model")
    taken = run("model", "import", "kept.model", "--dataset", "other").stdout.strip()
    run("model", "promote", taken)
    assert run("answer", "set a timer for ten minutes", "--dataset", "other").stdout == "timer\n"
    run("model", "delete", second)
    assert {one["id"] for one in listed("model", "list")} == {trained, taken}
    assert not (here / "data" / "learned" / second).exists()


def test_a_training_that_was_interrupted_is_listed_and_can_be_done_again(trained):
    with open_app(load_config(None)) as app:
        app.learning.jobs.cancel(app.learning.train(seed=7))
    cancelled, done = listed("model", "jobs")
    assert (done["state"], done["version"]) == (JobState.DONE, trained)
    assert cancelled["seed"] == 7
    run("train", "--again", cancelled["job"])
    again = listed("model", "jobs")[0]
    assert (again["seed"], again["state"], again["dataset"]) == (7, "done", "main")
    assert f"{again['job']} is done" in run("model", "cancel", again["job"]).stderr


def test_rows_are_listed_exported_removed_and_the_history_knows(here):
    run("dataset", "add", "home.txt")
    lines = [json.loads(line) for line in run("dataset", "export", "--format", "jsonl").stdout.splitlines()]
    assert len(lines) == len(EXAMPLES)
    assert "1 removed" in run("dataset", "remove", "--id", lines[0]["id"]).stderr
    assert [one["rows"] for one in listed("dataset", "history")] == [len(EXAMPLES), len(EXAMPLES) - 1]
    assert all(len(one["sha256"]) == 64 for one in listed("dataset", "history"))
    assert "main, which is selected" in run("dataset", "show").stdout
    run("dataset", "select", "commands")
    assert [one["name"] for one in listed("dataset", "list") if one["selected"]] == ["commands"]
    run("dataset", "delete", "main")
    assert [one["name"] for one in listed("dataset", "list")] == ["commands"]


def test_an_export_can_be_added_again(here):
    (here / "hostile.csv").write_text('text,label\n"=cmd|\'/C calc\'!A0",greet\n"a ""quoted"" one",bye\n')
    run("dataset", "add", "hostile.csv", "--dataset", "h")
    exported = run("dataset", "export", "h").stdout
    assert "\n=" not in exported
    assert ",=" not in exported
    (here / "export.csv").write_text(exported)
    assert "I know all of that already" in run("dataset", "add", "export.csv", "--dataset", "h").stdout


@pytest.mark.parametrize(
    "words",
    [
        ["train", "--again", "x", "home.txt"],
        ["train", "--again", "x", "--seed", "2"],
        ["train", "--threshold", "2"],
        ["review", "--keep", "a", "--drop", "b"],
        ["review", "--change", "a"],
        ["review", "--label", "a"],
        ["dataset", "remove"],
        ["answer"],
        ["model", "promote"],
    ],
)
def test_a_command_line_that_makes_no_sense_is_exit_code_2(words):
    assert run(*words, code=2).stdout == ""


def sparse(path):
    with path.open("wb") as file:
        file.truncate(1 << 30)


def bomb(path):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("a.csv", bytes(100 << 20))


BAD = {
    "empty.txt": lambda path: path.touch(),
    "binary.dat": lambda path: path.write_bytes(bytes(range(256)) * 20),
    "big.csv": sparse,
    "bomb.zip": bomb,
    "labels.txt": lambda path: path.write_text("".join(f"l{number}: text {number}\n" for number in range(2000))),
    "hostile.csv": lambda path: path.write_bytes(b"text,label\nnul\0here,bye\n" + b"hello,greet\n" * 20),
}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["train", "missing.txt"], "There is no file “missing.txt”: check the name."),
        (["train", "a\0b"], "no file has a name with a NUL character in it; check the name"),
        (["train", "empty.txt"], "There is no text in it"),
        (["train", "."], ".: Is a directory"),
        (["train", "binary.dat"], "This is no text"),
        (["train", "big.csv"], "big.csv has more than 32 MB: send it in parts."),
        (["train", "bomb.zip"], "The archive unpacks to far more than is allowed"),
        (["train", "labels.txt"], "There are more than 1,000 labels"),
        (["train", "hostile.csv"], "line 2 has control characters"),
        (["train", "--learner", "nope"], "There is no engine “nope” under [learners]"),
        (["train", "--dataset", "nope"], "There is no dataset “nope”"),
        (["train", "--again", "nope"], "There is no such job: check its id."),
        (["answer", "hello", "--dataset", "nope"], "train it first"),
        (["evaluate", "--version", "nope"], "There is no such version: check its id."),
        (["evaluate", "missing.txt"], "There is no file “missing.txt”: check the name."),
        (["review", "--keep", "nope"], "This row is not there any more"),
        (["review", "--keep", ""], "This row is not there any more"),
        (["dataset", "add", "home.txt", "--dataset", "../x"], "is no name for a dataset"),
        (["dataset", "remove", "--label", "nope"], "has no such row"),
        (["dataset", "delete", "commands"], "shared by all"),
        (["model", "import", "missing"], "There is no file “missing”: check the name."),
        (["model", "import", "home.txt"], "damaged or no model of ours"),
        (["model", "import", "bomb.zip"], "it has no manifest"),
        (["model", "import", "."], ".: Is a directory"),
        (["model", "cancel", "nope"], "There is no such job: check its id."),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_changes_nothing(words, said, here):
    run("dataset", "add", "home.txt")
    for name in BAD.keys() & set(words):
        BAD[name](here / name)
    before = listed("dataset", "list")
    result = run(*words, code=1)
    assert said in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert result.stdout == ""
    assert listed("dataset", "list") == before
    assert listed("model", "list") == []


@pytest.mark.parametrize("spoiled", ["weights.npz", "model.json"])
def test_a_model_that_was_tampered_with_does_not_answer_and_can_be_replaced(spoiled, trained, here):
    home = here / "data" / "learned" / trained
    (home / spoiled).write_bytes((home / spoiled).read_bytes()[:-1] + b"!")
    for words in (["answer", "hello"], ["evaluate"], ["model", "promote", trained], ["model", "export", trained, "m"]):
        assert "was changed" in run(*words, code=1).stderr
    assert not (here / "m").exists()
    run("train")
    assert run("answer", "set a timer for ten minutes").stdout == "timer\n"


def changed(name, old, new):
    return lambda file, content: content.replace(old, new) if file == name else content


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (changed("manifest.json", b'"sklearn"', b'"evil"'), "There is no engine 'evil' under [learners]"),
        (changed("manifest.json", b'"sklearn"', b'"torch"'), "made by another one"),
        (changed("manifest.json", b'"labels": ["greeting"', b'"labels": ["x", "greeting"'), "other labels"),
        (changed("manifest.json", b"weights.npz", b"../x.npz"), "cannot be read"),
        (lambda file, content: content[:-1] + b"!" if file == "weights.npz" else content, "weights.npz was changed"),
        (lambda file, content: b"" if file == "model.json" else content, "model"),
    ],
)
def test_a_file_that_is_no_model_of_ours_or_was_tampered_with_is_not_imported(change, said, trained, here):
    run("model", "export", trained, "good.model")
    with zipfile.ZipFile(here / "good.model") as good, zipfile.ZipFile(here / "evil.model", "w") as evil:
        for name in good.namelist():
            evil.writestr(name, change(name, good.read(name)))
    result = run("model", "import", "evil.model", code=1)
    assert said in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert [one["id"] for one in listed("model", "list")] == [trained]
    assert [path.name for path in (here / "data" / "learned").iterdir()] == [trained]
