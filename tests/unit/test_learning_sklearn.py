"""What the linear learner is made of: words, parts to leave out, a temperature, and what it does not know."""

import json
import sys

import numpy as np
import pytest

from hypotez.adapters.learning import features
from hypotez.adapters.learning.calibration import fit_temperature, probabilities
from hypotez.adapters.learning.features import learn_features
from hypotez.adapters.learning.folds import FOLDS, deal
from hypotez.adapters.learning.lesson import MOST_LABELS, prepare
from hypotez.adapters.learning.sklearn import Sklearn
from hypotez.adapters.learning.words import LONGEST, key, spelled, words
from hypotez.ports.errors import DatasetError, EngineUnavailable, ModelError, OptionError
from hypotez.ports.learning import Example
from hypotez.ports.testing.labelled_texts import EXAMPLES


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("What's UP, Doc?", ["what's", "up", "doc"]),
        ("what\u2019s up", ["what's", "up"]),
        ("Ещё РАЗ!", ["еще", "раз"]),
        ("cafe\u0301", ["café"]),
        ("ok👍👍", ["ok", "👍", "👍"]),
        ("'quoted' -- 3.5 %", ["quoted", "3", "5"]),
        ("\ud800\0 \n", []),
    ],
)
def test_words_of_any_language_are_found(text, found):
    assert words(text) == found


def test_words_are_shown_as_they_were_spelled():
    assert spelled("Ещё What’s") == ["Ещё", "What’s"]


def test_no_more_than_the_begin_of_an_endless_text_is_read():
    assert len(words("a " * LONGEST)) == LONGEST // 2


def test_texts_that_say_the_same_share_a_key():
    assert key(" Play  MUSIC!") == key("play music") != key("play the music")


def test_texts_that_say_the_same_are_left_out_together_and_labels_are_spread():
    groups = [f"text {number % 30}" for number in range(60)]
    folds = deal(groups, [number % 30 // 15 for number in range(60)], seed=0)
    assert folds[:30] == folds[30:]
    for label in (folds[:15], folds[15:30]):
        assert [label.count(fold) for fold in range(FOLDS)] == [5, 5, 5]
    assert deal(groups, [0] * 60, seed=1) != deal(groups, [0] * 60, seed=2)


def test_what_belongs_to_texts_comes_back_in_the_order_of_the_examples():
    examples = [Example(text, label) for text, label in (("b", "x"), ("c", "y"), ("a", "y"))]
    lesson = prepare(examples, seed=0)
    assert lesson.texts == ("a", "b", "c")
    assert lesson.restored(lesson.texts) == ("b", "c", "a")


def test_more_labels_than_can_be_told_apart_are_refused():
    with pytest.raises(DatasetError, match="2,001"):
        prepare([Example("text", str(number)) for number in range(MOST_LABELS + 1)], seed=0)


@pytest.mark.parametrize("scale", [0.1, 1.0, 8.0])
def test_the_temperature_brings_confidence_to_the_share_that_is_right(scale):
    dice = np.random.default_rng(0)
    margins = dice.normal(size=(4000, 3)).astype(np.float32)
    shares = probabilities(margins, 0.5)
    codes = np.array([dice.choice(3, p=row / row.sum()) for row in shares.astype(float)])
    assert fit_temperature(margins * np.float32(scale), codes) == pytest.approx(0.5 * scale, rel=0.1)


def test_where_features_are_too_many_the_commonest_stay():
    texts = ["play music", "play a song", "play it", "stop it"]
    assert learn_features(texts, characters=False, most=2).terms == ["it", "play"]


def test_the_features_of_a_text_are_those_that_were_learned():
    texts = [example.text for example in EXAMPLES]
    features = learn_features(texts, characters=True, most=10_000)
    row = features.matrix(["play the next song zzz"])
    named = {sources for _, sources in features.columns("play the next song zzz".split())}
    assert {("play",), ("next", "song")} <= named
    assert ("zzz",) not in named
    assert set(row.indices) == {column for column, _ in features.columns("play the next song zzz".split())}


@pytest.mark.parametrize(
    "spoil",
    [lambda terms: [terms[0]] * len(terms), lambda terms: ["", *terms[1:]], lambda terms: [""] * len(terms)],
    ids=["one word again and again", "an empty word", "only empty words"],
)
def test_a_vocabulary_with_words_that_are_none_is_refused(tmp_path, spoil):
    Sklearn().fit(EXAMPLES).model.save(tmp_path)
    file = tmp_path / "vocabulary.txt"
    file.write_text("\n".join(spoil(file.read_text("utf-8").split("\n"))), "utf-8")
    with pytest.raises(ModelError):
        Sklearn().load(tmp_path)


def test_words_that_weigh_more_than_they_can_are_refused(tmp_path):
    model = Sklearn().fit(EXAMPLES).model
    model.features.weights = np.full_like(model.features.weights, model.features.strange * 2)
    model.save(tmp_path)
    with pytest.raises(ModelError, match="weigh"):
        Sklearn().load(tmp_path)


def test_a_model_that_was_made_with_longer_pieces_says_what_it_said(tmp_path, monkeypatch):
    monkeypatch.setattr(features, "SIZES", (3, 4, 5))
    model = Sklearn().fit(EXAMPLES).model
    texts = [*(example.text for example in EXAMPLES), "plaing a sogn", "qwerty"]
    said = model.predict(texts)
    model.save(tmp_path)
    table = json.loads((tmp_path / "model.json").read_text())
    del table["sizes"]
    (tmp_path / "model.json").write_text(json.dumps(table | {"kind": "linear on TF-IDF, 1"}))
    monkeypatch.undo()
    assert Sklearn().load(tmp_path).predict(texts) == said
    (tmp_path / "model.json").write_text(json.dumps(table | {"sizes": [1, 10**9]}))
    with pytest.raises(ModelError):
        Sklearn().load(tmp_path)


def test_words_that_it_does_not_know_make_it_less_sure():
    model = Sklearn().fit(EXAMPLES).model
    known, strange = model.predict(["play some music", "play some music qwfp zxcv hjkl vbnm"])
    assert known.label == strange.label == "music"
    assert strange.confidence < known.confidence
    (alien,) = model.predict(["qwfp zxcv hjkl"])
    assert alien.confidence < 0.5


def test_pieces_of_words_tell_what_is_misspelt_or_inflected():
    model = Sklearn().fit(EXAMPLES).model
    assert [said.label for said in model.predict(["wether forcast", "музыкой"])] == ["weather", "music"]


def test_many_examples_are_learned_from_by_gradient_descent():
    assert Sklearn(sgd_above=10).fit(EXAMPLES).settings["method"] == "sgd"
    assert Sklearn(sgd_above=len(EXAMPLES)).fit(EXAMPLES).settings["method"] == "svm"


@pytest.mark.parametrize("sgd_above", [0, 1000])
def test_many_labels_of_an_example_or_two_are_learned_without_a_warning(sgd_above):
    examples = [Example(f"thing {number} {kind}", f"label {number}") for number in range(40) for kind in ("a", "b")]
    fitted = Sklearn(sgd_above=sgd_above).fit([*examples[::2], *examples[1:20:2]])
    assert len(fitted.model.labels) == 40


def test_features_that_there_are_not_are_refused():
    with pytest.raises(OptionError, match="words"):
        Sklearn(features="letters")


def test_without_scikit_learn_it_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "sklearn.svm", None)
    with pytest.raises(EngineUnavailable, match="pip install scikit-learn"):
        Sklearn().fit(EXAMPLES)
