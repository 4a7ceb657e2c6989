from hypothesis import given
from hypothesis import strategies as st

from hypotez.domain.threshold import threshold_for

OUTCOMES = st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=60)


def right_at(outcomes, threshold):
    return [right for confidence, right in outcomes if confidence >= threshold]


def test_the_lowest_threshold_that_keeps_the_precision_is_found():
    outcomes = [(0.9, True)] * 19 + [(0.8, False)] + [(0.7, False)]
    assert threshold_for(outcomes) == 0.8
    assert threshold_for(outcomes, precision=0.99) == 0.9


def test_equal_confidences_are_answered_together_or_not_at_all():
    assert threshold_for([(0.9, True), (0.5, True), (0.5, False)]) == 0.9


def test_where_nothing_keeps_it_no_wrong_answer_would_be_given():
    outcomes = [(0.9, False), (0.8, True), (0.7, True)]
    assert not right_at(outcomes, threshold_for(outcomes))
    assert threshold_for(outcomes) < 0.91


def test_who_is_never_wrong_answers_everything_that_it_has_been_asked():
    assert threshold_for([(0.3, True), (0.2, True)]) == 0.2
    assert threshold_for([]) < 0.001


@given(OUTCOMES, st.floats(0.05, 1))
def test_the_precision_is_kept_and_no_lower_threshold_keeps_it(outcomes, precision):
    threshold = threshold_for(outcomes, precision)
    answered = right_at(outcomes, threshold)
    assert sum(answered) >= precision * len(answered)
    for confidence, _ in outcomes:
        if confidence < threshold and answered:
            lower = right_at(outcomes, confidence)
            assert sum(lower) < precision * len(lower)
