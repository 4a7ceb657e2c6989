"""What every `Scoring` and every `Charts` must do."""

import random
import struct
from math import isclose

import pytest

from hypotez.ports.learning import Prediction
from hypotez.ports.scoring import Charts, Interval, Scoring

__all__ = ["ChartsContract", "ScoringContract"]


def said(*pairs: tuple[str, float]) -> list[Prediction]:
    """Predictions of these labels and confidences."""
    return [Prediction(label, confidence) for label, confidence in pairs]


class ScoringContract:
    """Override the fixture `scoring`."""

    @pytest.fixture
    def scoring(self) -> Scoring:
        raise NotImplementedError

    def test_accuracy_and_f1_are_those_of_the_book(self, scoring: Scoring) -> None:
        truth = ["a", "a", "a", "b", "b", "c"]
        scores = scoring.classification(truth, said(*((label, 0.5) for label in "aabbbb")))
        assert scores.rows == 6
        assert isclose(scores.accuracy.value, 4 / 6)
        assert scores.accuracy.low < 4 / 6 < scores.accuracy.high
        a, b, c = scores.per_label
        assert (a.label, a.precision, a.support) == ("a", 1.0, 3)
        assert isclose(a.recall, 2 / 3)
        assert isclose(b.precision, 2 / 4)
        assert (b.recall, c.recall, c.f1) == (1.0, 0.0, 0.0)
        assert isclose(scores.macro_f1, (0.8 + 2 / 3 + 0) / 3)
        assert scores.confused == (("a", "b", 1), ("c", "b", 1))

    def test_a_label_that_nobody_has_does_not_pull_the_mean_down(self, scoring: Scoring) -> None:
        scores = scoring.classification(["a"] * 9 + ["b"], said(*((label, 0.9) for label in "aaaaaaaaxb")))
        assert [one.label for one in scores.per_label] == ["a", "b", "x"]
        assert scores.macro_f1 > 0.9

    def test_confidence_that_comes_true_has_no_calibration_error(self, scoring: Scoring) -> None:
        chance = random.Random(1)
        truth = ["a" if chance.random() < 0.7 else "b" for _ in range(20_000)]
        assert scoring.classification(truth, said(*[("a", 0.7)] * len(truth))).calibration_error < 0.02
        boast = scoring.classification(truth, said(*[("a", 1.0)] * len(truth))).calibration_error
        assert isclose(boast, 0.3, abs_tol=0.02)

    def test_coverage_answers_the_surest_first(self, scoring: Scoring) -> None:
        truth = ["a"] * 10
        scores = scoring.classification(truth, said(*[("a", 0.9)] * 8, *[("b", 0.2)] * 2))
        assert (0.8, 1.0) in scores.coverage
        assert scores.coverage[-1] == (1.0, 0.8)
        assert list(scores.coverage) == sorted(scores.coverage)

    def test_all_right_and_all_wrong_have_scores_too(self, scoring: Scoring) -> None:
        right = scoring.classification(["a"], said(("a", 1.0)))
        assert (right.accuracy.value, right.accuracy.high, right.confused) == (1.0, 1.0, ())
        assert scoring.classification(["a", "b"], said(("b", 1.0), ("a", 0.0))).accuracy.value == 0.0

    def test_a_model_that_is_as_good_by_chance_is_not_called_worse(self, scoring: Scoring) -> None:
        truth = ["a"] * 40
        old, new = ["a"] * 36 + ["b"] * 4, ["a"] * 34 + ["b"] * 6
        found = scoring.difference(truth, new, old)
        assert isclose(found.accuracy.value, -2 / 40)
        assert (found.only_new, found.only_old, found.worse) == (0, 2, False)
        assert found.p == 0.5

    def test_a_model_that_is_worse_is_called_so(self, scoring: Scoring) -> None:
        truth = ["a"] * 100
        found = scoring.difference(truth, ["a"] * 80 + ["b"] * 20, ["a"] * 90 + ["b"] * 10)
        assert found.worse
        assert found.p < 0.01
        assert found.accuracy.low < -0.1 < found.accuracy.high < 0
        assert not scoring.difference(truth, ["a"] * 90 + ["b"] * 10, ["a"] * 80 + ["b"] * 20).worse

    def test_equal_answers_differ_in_nothing(self, scoring: Scoring) -> None:
        found = scoring.difference(["a", "b"], ["a", "a"], ["a", "a"])
        assert (found.accuracy, found.p, found.worse) == (Interval(0, 0, 0), 1.0, False)

    def test_word_errors_count_all_words_together(self, scoring: Scoring) -> None:
        found = scoring.word_errors(["one two three", "four"], ["One, too three!", "four five"])
        assert found.wer.value == 2 / 4
        assert found.each == (1 / 3, 1.0)
        assert found.wer.low <= 0.5 <= found.wer.high
        assert isclose(found.cer.value, (1 + 5) / (13 + 4))

    def test_what_was_heard_in_silence_counts_as_wrong(self, scoring: Scoring) -> None:
        found = scoring.word_errors(["один два", ""], ["один два", "три"])
        assert found.wer.value == 1 / 2
        assert scoring.word_errors(["a"], [""]).wer == Interval(1, 1, 1)

    def test_transcripts_with_fewer_wrong_words_differ_downwards(self, scoring: Scoring) -> None:
        said = ["one two", "three four", "five"] * 10
        old = ["one too", "three for", "five"] * 10
        new = ["One two!", "three for", "five"] * 10
        found = scoring.word_difference(said, new, old)
        assert isclose(found.value, -10 / 50)
        assert found.low < found.value < found.high < 0
        assert isclose(scoring.word_difference(said, old, new).value, 10 / 50)

    def test_what_is_hard_for_both_does_not_widen_the_bounds_of_their_difference(self, scoring: Scoring) -> None:
        said = [f"number {number}" for number in range(20)]
        old = ["no idea" if number % 2 else text for number, text in enumerate(said)]
        assert scoring.word_difference(said, old, old) == Interval(0, 0, 0)
        rate = scoring.word_errors(said, old).wer
        assert rate.high - rate.low > 0.2

    def test_the_same_seed_gives_the_same_bounds(self, scoring: Scoring) -> None:
        said, heard = [f"word {n}" for n in range(40)], [f"word {n // 2}" for n in range(40)]
        assert scoring.word_errors(said, heard, seed=3) == scoring.word_errors(said, heard, seed=3)

    def test_what_cannot_be_compared_is_refused(self, scoring: Scoring) -> None:
        with pytest.raises(ValueError, match="compared"):
            scoring.classification([], [])
        with pytest.raises(ValueError, match="compared"):
            scoring.difference(["a"], ["a", "b"], ["a"])
        with pytest.raises(ValueError, match="compared"):
            scoring.word_errors(["a"], [])
        with pytest.raises(ValueError, match="compared"):
            scoring.word_difference(["a"], ["a", "b"], ["a"])
        with pytest.raises(ValueError, match="nothing was said"):
            scoring.word_difference([""], ["a"], ["b"])
        with pytest.raises(ValueError, match="nothing was said"):
            scoring.word_errors([""], ["a"])


def size(png: bytes) -> tuple[int, int]:
    """Width and height in pixels, from the header of a PNG (ISO/IEC 15948)."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    return width, height


class ChartsContract:
    """Override the fixture `charts`."""

    @pytest.fixture
    def charts(self) -> Charts:
        raise NotImplementedError

    def test_77_labels_have_a_line_of_readable_height_each(self, charts: Charts) -> None:
        labels = [f"card_payment_not_recognised_{number}" for number in range(77)]
        width, height = size(charts.confusion(labels * 2, labels + labels[::-1]))
        assert min(width, height) > 77 * 15

    @pytest.mark.parametrize(
        "labels", [["a"], ["$x_1$", "🙂", "привет", "沈黙", "x" * 500], [str(n) for n in range(400)]]
    )
    def test_any_labels_can_be_drawn(self, charts: Charts, labels: list[str]) -> None:
        width, height = size(charts.confusion(labels, labels[::-1]))
        assert 100 < width < 6000
        assert 100 < height < 6000

    def test_curves_and_bars_are_drawn(self, charts: Charts) -> None:
        some = Interval(0.5, 0.4, 0.6)
        size(charts.learning_curve([(10, some), (20, some)], "bank"))
        size(charts.learning_curve([(10, some)]))
        size(charts.word_errors({"whisper": {"clean": some, "noisy": some}, "pocketsphinx": {"clean": some}}))
