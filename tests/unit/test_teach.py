from dataclasses import replace

import pytest

from hypotez.domain.teach import Teach, label_and_text
from hypotez.ports.datasets import Source
from hypotez.ports.errors import NotAllowed, TextError
from hypotez.ports.learning import Example
from hypotez.ports.settings import PersonSettings, ServerSettings
from hypotez.ports.storage import Origin
from hypotez.ports.testing.labelled_texts import EXAMPLES
from tests.unit.learning_bench import ANNA, DATASET, SCOPE, LearningBench

LABELS = ("Card lost", "greeting")


@pytest.fixture
def bench(tmp_path):
    made = LearningBench(tmp_path / "learned")
    made.add(EXAMPLES, Origin(SCOPE, "boris"))
    made.settings.keep_server(SCOPE, ServerSettings(learning=True))
    made.settings.keep_person("anna", PersonSettings(learning=True))
    yield made
    made.database.close()


@pytest.fixture
def teach(bench):
    return Teach(bench.datasets, bench.settings, now=bench.now)


@pytest.fixture
def version(bench):
    return bench.trained().version


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("greeting", ("greeting", "hey")),
        (" GREETING! ", ("greeting", "hey")),
        ("card lost", ("Card lost", "hey")),
        ("greeting: hello you", ("greeting", "hello you")),
        ("Farewell: good bye", ("Farewell", "good bye")),
        ("time: it is 12:30", ("time", "it is 12:30")),
    ],
)
def test_a_label_or_a_label_and_a_text_is_meant(said, meant):
    assert label_and_text(said, LABELS, "hey") == meant


@pytest.mark.parametrize("said", ["farewell", "farewell:", ": hello", ":", "no label at all"])
def test_anything_else_is_refused_with_the_labels_that_there_are(said):
    with pytest.raises(TextError, match="Card lost, greeting"):
        label_and_text(said, LABELS, "hey")


def test_a_correction_becomes_an_example_with_its_provenance(bench, teach, version):
    kept = teach.correct("wake me at six", "timer", ANNA, version)
    assert kept == bench.datasets.examples(SCOPE, DATASET)[-1]
    assert (kept.example, kept.source, kept.by) == (Example("wake me at six", "timer"), Source.CORRECTED, version.id)
    assert kept.origin == ANNA


def test_a_confirmation_becomes_an_example_too(bench, teach, version):
    teach.confirm("hello to you", "greeting", ANNA, version)
    kept = bench.datasets.examples(SCOPE, DATASET)[-1]
    assert (kept.example, kept.source) == (Example("hello to you", "greeting"), Source.CONFIRMED)


def test_a_new_label_is_kept_without_what_nobody_sees(bench, teach, version):
    teach.correct("ring me", "p\u200bay\u202e: pay him", ANNA, version)
    assert bench.datasets.examples(SCOPE, DATASET)[-1].example == Example("pay him", "pay")


def test_whoever_changes_their_mind_does_not_contradict_themselves(bench, teach, version):
    before = len(bench.datasets.examples(SCOPE, DATASET))
    teach.confirm("ring me", "greeting", ANNA, version)
    teach.correct("Ring me!", "timer", ANNA, version)
    teach.correct("ring me", "timer", ANNA, version)
    after = bench.datasets.examples(SCOPE, DATASET)
    assert len(after) == before + 1
    assert after[-1].example == Example("Ring me!", "timer")


def test_what_others_said_stays(bench, teach, version):
    bench.settings.keep_person("clara", PersonSettings(learning=True))
    teach.confirm("ring me", "greeting", replace(ANNA, who="clara"), version)
    teach.correct("ring me", "timer", ANNA, version)
    assert [one.example.label for one in bench.datasets.examples(SCOPE, DATASET)[-2:]] == ["greeting", "timer"]


@pytest.mark.parametrize("server", [True, False])
@pytest.mark.parametrize("person", [True, False])
def test_nothing_is_learned_before_both_the_server_and_the_person_have_agreed(bench, teach, version, server, person):
    bench.settings.keep_server(SCOPE, ServerSettings(learning=server))
    bench.settings.keep_person("anna", PersonSettings(learning=person))
    before = bench.datasets.examples(SCOPE, DATASET)
    if server and person:
        teach.confirm("hello hello", "greeting", ANNA, version)
        return
    for tell in (teach.correct, teach.confirm):
        with pytest.raises(NotAllowed):
            tell("hello hello", "greeting", ANNA, version)
    assert bench.datasets.examples(SCOPE, DATASET) == before


def test_outside_of_servers_nobody_else_has_to_agree(bench, teach, version):
    teach.confirm("hello hello", "greeting", Origin(), version)
    assert bench.datasets.examples(SCOPE, DATASET)[-1].example.text == "hello hello"


@pytest.mark.parametrize("said", ["new\nlabel: hello hello", "new\0: hello", "x" * 201 + ": hello"])
def test_a_new_label_is_one_line(bench, teach, version, said):
    with pytest.raises(TextError, match="label"):
        teach.correct("hello hello", said, Origin(), version)


@pytest.mark.parametrize("text", ["", "  ", "x" * 10_001, "\ud800"])
def test_a_text_that_cannot_be_kept_is_refused(bench, teach, version, text):
    before = bench.datasets.examples(SCOPE, DATASET)
    with pytest.raises(TextError):
        teach.confirm(text, "greeting", ANNA, version)
    assert bench.datasets.examples(SCOPE, DATASET) == before
