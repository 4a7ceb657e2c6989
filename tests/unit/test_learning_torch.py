"""The embedding bag: what falls where, what it costs to have, and what its files do not tell."""

import subprocess
import sys

import numpy as np
import pytest
import torch

from hypotez.adapters.learning.bag_training import epochs_of
from hypotez.adapters.learning.hashed import BUCKETS, Hashed
from hypotez.adapters.learning.torch import Torch
from hypotez.ports.errors import OptionError
from hypotez.ports.learning import Example
from hypotez.ports.progress import Cancelled
from hypotez.ports.testing.labelled_texts import EXAMPLES


@pytest.fixture(scope="module")
def fitted():
    return Torch().fit(EXAMPLES)


def test_words_and_pieces_have_half_of_a_text_each():
    matrix = Hashed().matrix(["play some music", "", "play"])
    assert matrix.shape == (3, BUCKETS)
    for row in (0, 2):
        part = matrix[row]
        for parity in (0, 1):
            assert (part.data[part.indices % 2 == parity] ** 2).sum() == pytest.approx(0.5)
    assert matrix[1].nnz == 0


def test_the_buckets_of_a_text_are_those_that_its_words_are_explained_by():
    hashed = Hashed()
    columns = {column for column, _ in hashed.columns(["play", "some", "music"])}
    assert columns == set(hashed.matrix(["Play some MUSIC!"]).indices)


def test_few_examples_are_gone_through_more_often():
    assert epochs_of(2, 8) == 256
    assert epochs_of(10_000, 8) == 8


def test_its_models_answer_without_torch(fitted, tmp_path):
    fitted.model.save(tmp_path)
    code = (
        "import sys; from pathlib import Path; from hypotez.adapters.learning.torch import Torch; "
        f"model = Torch().load(Path({str(tmp_path)!r})); label = model.predict(['play a song'])[0].label; "
        "model.explain('play a song'); sys.exit(label != 'music' or 'torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_its_files_hold_no_words(fitted, tmp_path):
    fitted.model.save(tmp_path)
    content = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    for word in ("play", "song", "погода"):
        assert word.encode() not in content


def test_texts_without_a_word_may_be_a_whole_part():
    fitted = Torch().fit([Example("play", "a"), Example("", "b")])
    assert fitted.model.predict(["play"])[0].label == "a"
    assert len(fitted.out_of_fold) == 2


def test_it_leaves_torch_as_it_was_also_when_stopped():
    def stop(progress):
        if progress.done:
            raise Cancelled

    before = torch.get_num_threads(), torch.get_rng_state()
    with pytest.raises(Cancelled):
        Torch().fit(EXAMPLES, report=stop)
    assert torch.get_num_threads() == before[0]
    assert torch.equal(torch.get_rng_state(), before[1])


def test_what_is_not_learned_from_is_not_among_the_buckets(fitted):
    assert fitted.settings["size"] == len(np.unique(Hashed().matrix([each.text for each in EXAMPLES]).indices))


@pytest.mark.parametrize("options", [{"dims": 0}, {"dims": 5000}, {"epochs": 0}])
def test_options_out_of_range_are_refused(options):
    with pytest.raises(OptionError):
        Torch(**options)
