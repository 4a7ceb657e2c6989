"""What is kept of a label."""

import pytest

from hypotez.ports.labels import plain_label


@pytest.mark.parametrize(
    "label", ["pay", "pay rent", "оплата", "می\u200cخواهم", "क्\u200dष", "👩\u200d💻", "❤\ufe0f", "=1+1"], ids=ascii
)
def test_what_scripts_and_emoji_need_stays(label):
    assert plain_label(label) == label


@pytest.mark.parametrize(
    "label", ["\ufeff pay", "pay \u200b", "\u200f\u061cpay\u2060", "p\u200day", "\u200d pay"], ids=ascii
)
def test_what_nobody_sees_is_taken_off(label):
    assert plain_label(label) == "pay"
