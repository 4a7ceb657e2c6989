"""The id in a token."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hypotez.entrypoints.discord.invite import id_in


@given(st.integers(10**15, 10**20 - 1))
def test_a_tokens_first_part_is_the_id_with_its_padding_or_without(number: int) -> None:
    first = base64.urlsafe_b64encode(str(number).encode()).decode()
    assert id_in(f"{first}.x.y") == number
    assert id_in(f"{first.rstrip('=')}.x.y") == number


@given(st.text(st.characters(max_codepoint=126, min_codepoint=33)))
def test_what_is_something_else_has_no_id_and_breaks_nothing(token: str) -> None:
    found = id_in(token)
    assert found is None or len(str(found)) >= 16


@pytest.mark.parametrize(
    "text", ["10", "0123456789012345678", "１２３４５６７８９０１２３４５６", "1" * 21, "-1234567890123456", ""]
)
def test_what_is_no_id_of_discords_is_none(text: str) -> None:
    assert id_in(f"{base64.urlsafe_b64encode(text.encode()).decode()}.x.y") is None
