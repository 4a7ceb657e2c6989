import io

import pytest

from hypotez.domain.delete_dataset import DeleteDataset
from hypotez.domain.forget_taught import ForgetTaught
from hypotez.ports.errors import NotFound
from hypotez.ports.settings import ServerSettings
from hypotez.ports.testing.labelled_texts import EXAMPLES
from tests.unit.learning_bench import DATASET, SCOPE, LearningBench


@pytest.fixture
def bench(tmp_path):
    made = LearningBench(tmp_path / "learned")
    made.add(EXAMPLES)
    yield made
    made.database.close()


@pytest.fixture
def delete(bench):
    return DeleteDataset(bench.datasets, bench.versions, bench.models, bench.settings)


def test_what_was_learned_from_it_goes_too(bench, delete):
    bench.trained()
    version = bench.trained().version
    bench.models(version)
    assert delete(SCOPE, DATASET) == 2
    assert bench.datasets.names(SCOPE) == ()
    assert bench.versions.list(SCOPE) == ()
    with pytest.raises(NotFound):
        bench.models(version)


def test_what_came_in_a_file_and_what_another_dataset_taught_stays(bench, delete):
    version = bench.trained().version
    file = io.BytesIO()
    bench.versions.export(version, file)
    stays = [bench.versions.take_in(file, SCOPE, name, lambda _: bench.learner("fake").load) for name in (DATASET, "b")]
    delete(SCOPE, DATASET)
    assert list(bench.versions.list(SCOPE)) == stays


def test_whoever_had_selected_it_has_selected_none(bench, delete):
    for scope, chosen in ((SCOPE, DATASET), ("other", DATASET)):
        bench.settings.keep_server(scope, ServerSettings(dataset=chosen, learning=True))
    delete(SCOPE, DATASET)
    assert bench.settings.server(SCOPE) == ServerSettings(learning=True)
    assert bench.settings.server("other").dataset == DATASET


def test_another_one_stays_selected(bench, delete):
    bench.settings.keep_server(SCOPE, ServerSettings(dataset="b"))
    delete(SCOPE, DATASET)
    assert bench.settings.server(SCOPE).dataset == "b"


def test_nobody_is_left_in_a_version_of_a_deleted_dataset(bench, delete):
    bench.trained()
    delete(SCOPE, DATASET)
    ForgetTaught(bench.datasets, bench.versions, bench.models)("anna")
    assert bench.versions.list(SCOPE) == ()


def test_a_dataset_that_is_not_there_takes_no_version_along(bench, delete):
    version = bench.trained().version
    with pytest.raises(NotFound):
        delete(SCOPE, "other")
    assert bench.versions.list(SCOPE) == (version,)


def test_what_a_training_left_that_was_killed_goes_too(bench, delete):
    left = bench.folder / "1qk8nq32v17w"
    left.mkdir(parents=True)
    (left / "vocabulary.txt").write_text("xyzzy")
    (bench.folder / f"{left.name}.lock").touch()
    delete(SCOPE, DATASET)
    assert not left.exists()
