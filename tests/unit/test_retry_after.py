"""Whatever a service says in `Retry-After`, it is a time or nothing."""

import math
import time
from email.utils import formatdate

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hypotez.adapters.retry_after import seconds_to_wait


@pytest.mark.parametrize(("header", "seconds"), [("17", 17.0), (" 0 ", 0.0), ("120", 120.0)])
def test_seconds_are_taken_as_they_are(header, seconds):
    assert seconds_to_wait(header) == seconds


def test_a_date_becomes_the_seconds_until_then():
    assert seconds_to_wait(formatdate(time.time() + 600, usegmt=True)) == pytest.approx(600, abs=30)
    assert seconds_to_wait(formatdate(0, usegmt=True)) == 0.0


@pytest.mark.parametrize(
    "header", [None, "", "soon", "²", "1²", "٣", "-5", "1.5", "9" * 400, "Fri, 01 Jan 99999 00:00:00 GMT"]
)
def test_what_says_no_time_is_none(header):
    assert seconds_to_wait(header) is None


@given(st.text(st.characters(max_codepoint=255), max_size=40))
@example("Mon, 99 Foo 99999999999 99:99:99 +9999")
def test_anything_else_is_a_time_or_none(header):
    seconds = seconds_to_wait(header)
    assert seconds is None or (math.isfinite(seconds) and seconds >= 0)
