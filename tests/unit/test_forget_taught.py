import io

import pytest

from hypotez.domain.forget_taught import ForgetTaught
from hypotez.ports.errors import DatasetError
from hypotez.ports.learning import Example
from hypotez.ports.storage import Origin
from hypotez.ports.testing.labelled_texts import EXAMPLES
from tests.unit.learning_bench import ANNA, DATASET, SCOPE, LearningBench

BORIS = Origin(SCOPE, "boris")


@pytest.fixture
def bench(tmp_path):
    made = LearningBench(tmp_path / "learned")
    made.add(EXAMPLES, BORIS)
    yield made
    made.database.close()


@pytest.fixture
def forget(bench):
    return ForgetTaught(bench.datasets, bench.versions, bench.models)


def test_the_examples_go_and_so_do_the_versions_that_saw_them(bench, forget):
    innocent = bench.trained().version
    bench.add([Example("hello from anna", "greeting")])
    guilty = bench.trained().version
    bench.models(guilty)
    gone = forget("anna")
    assert (gone.examples, gone.retired) == (1, (guilty,))
    assert bench.versions.list(SCOPE) == (innocent,)
    assert all(one.origin.who != "anna" for one in bench.datasets.examples(SCOPE, DATASET))


def test_what_answered_with_them_is_to_be_rebuilt_and_answers_nothing_until_then(bench, forget):
    bench.add([Example("hello from anna", "greeting")])
    guilty = bench.trained().version
    assert forget("anna").rebuild == (guilty,)
    assert bench.versions.current(SCOPE, DATASET) is None


def test_a_version_that_never_saw_them_goes_on_answering(bench, forget):
    current = bench.trained().version
    bench.add([Example("hello from anna", "greeting")])
    gone = forget("anna")
    assert (gone.examples, gone.retired, gone.rebuild) == (1, (), ())
    assert bench.versions.current(SCOPE, DATASET) == current


def test_a_version_that_saw_a_row_which_is_deleted_by_now_goes_too(bench, forget):
    bench.add([Example("hello from anna", "greeting")])
    guilty = bench.trained().version
    row = bench.datasets.examples(SCOPE, DATASET)[-1]
    bench.datasets.change(SCOPE, DATASET, remove=[row.id])
    later = bench.trained().version
    assert forget("anna").retired == (guilty,)
    assert bench.versions.current(SCOPE, DATASET) == later


def test_who_has_taught_nothing_changes_nothing(bench, forget):
    current = bench.trained().version
    assert forget("clara").examples == 0
    assert bench.versions.current(SCOPE, DATASET) == current


def test_a_rebuilt_model_knows_nothing_of_them(bench, forget):
    bench.add([Example("xyzzy plugh", "greeting"), *[Example(f"xyzzy plugh {n}", "greeting") for n in range(9)]], ANNA)
    bench.trained()
    forget("anna")
    rebuilt = bench.trained().version
    assert bench.models(rebuilt).explain("xyzzy plugh") == ()


def test_a_version_that_was_carried_elsewhere_in_a_file_goes_too(bench, forget):
    innocent = bench.trained().version
    bench.add([Example("hello from anna", "greeting")])
    guilty = bench.trained().version
    carried = []
    for version in (innocent, guilty):
        file = io.BytesIO()
        bench.versions.export(version, file)
        carried.append(bench.versions.take_in(file, "8", "ours", lambda _: bench.learner("fake").load))
    bench.versions.promote(carried[1])
    bench.versions.delete(guilty)
    gone = forget("anna")
    assert (gone.retired, gone.rebuild) == ((carried[1],), (carried[1],))
    assert bench.versions.list("8") == (carried[0],)


@pytest.mark.parametrize("stage", ["learning", "score", "keep"])
def test_a_training_that_had_read_their_rows_leaves_no_version(bench, forget, stage):
    current = bench.trained().version
    bench.add([Example("hello from anna", "greeting")])

    def meanwhile(progress):
        if progress.stage == stage:
            forget("anna")

    with pytest.raises(DatasetError, match="forgotten"):
        bench.train(SCOPE, DATASET, "fake", report=meanwhile)
    assert bench.versions.list(SCOPE) == (current,)


def test_a_training_that_ends_while_they_are_forgotten_leaves_no_version(bench, forget, monkeypatch):
    bench.add([Example("hello from anna", "greeting")])
    forgotten = bench.datasets.forget

    def after_a_training(who):
        bench.trained()
        return forgotten(who)

    monkeypatch.setattr(bench.datasets, "forget", after_a_training)
    assert len(forget("anna").retired) == 1
    assert bench.versions.list(SCOPE) == ()


def test_a_dataset_that_is_deleted_while_it_is_learned_from_leaves_no_version(bench):
    with pytest.raises(DatasetError):
        bench.train(
            SCOPE,
            DATASET,
            "fake",
            report=lambda progress: bench.datasets.delete(SCOPE, DATASET) if progress.stage == "keep" else None,
        )
    assert bench.versions.list(SCOPE) == ()


def test_a_dataset_that_is_made_anew_while_it_is_learned_from_leaves_no_version_of_the_old_one(bench):
    def meanwhile(progress):
        if progress.stage == "keep":
            bench.datasets.delete(SCOPE, DATASET)
            bench.add(EXAMPLES[:40], BORIS)

    with pytest.raises(DatasetError, match="deleted"):
        bench.train(SCOPE, DATASET, "fake", report=meanwhile)
    assert bench.versions.list(SCOPE) == ()


def test_what_a_training_left_that_was_killed_goes_too(bench, forget):
    left = bench.folder / "1qk8nq32v17w"
    left.mkdir(parents=True)
    (left / "vocabulary.txt").write_text("xyzzy")
    (bench.folder / f"{left.name}.lock").touch()
    forget("anna")
    assert not left.exists()
