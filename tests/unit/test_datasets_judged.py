"""What is known of data before it is learned from: the holdout, the numbers, and what is wrong."""

import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hypotez.domain.holdout import held_out, split
from hypotez.domain.problems import Kind, problems
from hypotez.domain.same_text import normalised
from hypotez.domain.statistics import Conflict, statistics
from hypotez.ports.learning import Example

TEXTS = st.text()
HELD_OUT = ["8", "9"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hello, World!", "  hello   world"),
        ("ПРИВЕТ — как дела?", "привет как дела"),
        ("I’m here", "I'm here"),
        ("é", "e\u0301"),
        ("ﬁne", "FINE"),
        ("ten\u00adta\u200btive", "tentative"),
        ("１２", "12"),
        ("Straße", "STRASSE"),
    ],
)
def test_a_text_is_the_same_in_another_spelling(one, other):
    assert normalised(one) == normalised(other)
    assert held_out(one) == held_out(other)


@pytest.mark.parametrize(("one", "other"), [("?!", "..."), ("🙂", "🙁"), ("c", "c++"), ("to day", "today"), ("", "?")])
def test_different_texts_stay_different(one, other):
    assert normalised(one) != normalised(other)


@given(TEXTS)
def test_what_is_normalised_stays_as_it_is(text):
    assert normalised(normalised(text)) == normalised(text)


@given(TEXTS, st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]))
def test_a_text_is_on_one_side_however_it_is_composed_and_spaced(text, form):
    assert held_out(text) == held_out(f" {unicodedata.normalize(form, text)}\n")


@given(st.lists(st.builds(Example, TEXTS, st.sampled_from("ab"))), st.lists(st.builds(Example, TEXTS, st.just("c"))))
def test_more_data_moves_nothing_and_nothing_is_lost(before, more):
    learned, held = split(before)
    learned_later, held_later = split([*before, *more])
    assert learned_later[: len(learned)] == learned
    assert held_later[: len(held)] == held
    assert sorted(map(repr, learned + held)) == sorted(map(repr, before))
    assert not {normalised(e.text) for e in learned_later} & {normalised(e.text) for e in held_later}


def test_a_fifth_of_the_texts_is_held_out():
    chance = random.Random(5)
    held = sum(held_out(f"text number {chance.random()}") for _ in range(20_000))
    assert 3_700 < held < 4_300


def test_the_holdout_is_the_same_in_every_release():
    assert [text for text in map(str, range(30)) if held_out(text)] == HELD_OUT


def rows(**labels):
    return [Example(text, label) for label, texts in labels.items() for text in texts.split("|")]


def test_a_dataset_is_counted():
    found = statistics(rows(greet="hi|Hi!|привет|hello", leave="bye", later="hello|?!"))
    assert found.rows == 7
    assert list(found.labels.items()) == [("greet", 4), ("later", 2), ("leave", 1)]
    assert found.duplicates == 1
    assert found.conflicts == (Conflict("hello", ("greet", "later")),)
    assert list(found.scripts.items()) == [("Latin", 5), ("Cyrillic", 1)]
    assert found.balance == pytest.approx(0.870, abs=0.001)


@pytest.mark.parametrize(("labels", "balance"), [("aabb", 1.0), ("aaaa", 0.0), ("", 0.0)])
def test_balance_is_from_one_label_to_all_alike(labels, balance):
    assert statistics([Example("text", label) for label in labels]).balance == pytest.approx(balance)


def many(label, count, word="text"):
    return [Example(f"{word} {number} of {label}", label) for number in range(count)]


def test_nothing_is_wrong_with_good_data():
    assert problems(many("a", 100) + many("b", 100)) == ()


def test_no_data_can_teach_nothing():
    (problem,) = problems([])
    assert (problem.kind, problem.fatal) == (Kind.EMPTY, True)


def test_one_label_can_teach_nothing():
    (problem,) = problems(many("a", 100))
    assert (problem.kind, problem.fatal, problem.about) == (Kind.ONE_LABEL, True, ("a",))
    assert "“a”" in problem.sentence


def test_a_label_that_is_only_in_the_holdout_does_not_count():
    held = next(f"t{number}" for number in range(100) if held_out(f"t{number}"))
    (problem,) = problems([*many("a", 20), Example(held, "b")])
    assert (problem.kind, problem.fatal) == (Kind.ONE_LEFT, True)
    assert "kept for testing" in problem.sentence


@pytest.mark.parametrize(
    "other",
    [
        "PAY rent",
        "рау rent",
        "РАУ rent",
        "рay rent",
        "pay rent\u202e",
        "p\u200bay rent",
        "pay\u00a0rent",
        "ｐａｙ rent",
    ],
    ids=ascii,
)
def test_labels_that_look_alike_are_told(other):
    data = [Example(f"text {number}", ("pay rent", "bye", other)[number % 3]) for number in range(300)]
    (problem,) = problems(data)
    assert (problem.kind, problem.fatal, problem.count) == (Kind.ALIKE, False, 2)
    assert set(problem.about) == {"pay rent", other}


def test_of_many_labels_that_look_alike_the_first_are_named():
    labels = ["pay", "Pay", "PAY", "pAY", "paY", "PAy"]
    (problem,) = problems([Example(f"text {number}", labels[number % 6]) for number in range(300)])
    assert (problem.count, len(problem.about)) == (6, 5)
    assert problem.sentence.startswith("6 labels look like one another, and count as different ones: ")
    assert problem.sentence.endswith(" and 1 more.")


@pytest.mark.parametrize("other", ["pay", "pay_rent", "pay rents", "оплата", "pаy-rent"])
def test_labels_that_can_be_told_apart_are_no_problem(other):
    data = [Example(f"text {number}", ("pay rent", other)[number % 2]) for number in range(300)]
    assert problems(data) == ()


def test_everything_else_is_told_and_does_not_stop_anybody():
    data = many("a", 90) + many("b", 4) + [Example("TEXT 1, of a", "b"), Example("text 2 of a", "b")] + many("c", 2)
    found = {problem.kind: problem for problem in problems(data)}
    assert list(found) == [Kind.CONFLICTS, Kind.FEW_ROWS, Kind.UNEVEN, Kind.UNTESTED]
    assert not any(problem.fatal for problem in found.values())
    assert found[Kind.CONFLICTS].count == 2
    assert found[Kind.CONFLICTS].sentence == "2 texts have more than one label: “text 1 of a” is both a and b."
    assert found[Kind.FEW_ROWS].sentence == "1 label has fewer than 5 rows: c."
    assert found[Kind.UNEVEN].about == ("a", "c")
    assert all(problem.sentence.endswith(".") for problem in found.values())
