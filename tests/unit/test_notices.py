"""Notices are found again in the sentences that they became, and every language has them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hypotez.entrypoints.texts import Texts
from hypotez.ports.notices import NOTICES, notice, noticed

VALUES = st.text(min_size=1)


@given(st.sampled_from(sorted(NOTICES)), st.data())
def test_a_notice_is_found_again_with_its_values(code, data):
    values = {name: data.draw(VALUES, name) for name in re.findall(r"{(\w+)}", NOTICES[code])}
    found = noticed(notice(code, **values))
    assert found is not None
    again, read = found
    assert notice(again, **read) == notice(code, **values)


@pytest.mark.parametrize("sentence", ["", "The server is tired.", "It was not kept", "The file breaks off."])
def test_what_is_no_notice_is_none(sentence):
    assert noticed(sentence) is None


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_notice_has_a_sentence(language):
    texts = Texts.for_language(language)
    for code, sentence in NOTICES.items():
        assert texts(f"notice-{code}", **dict.fromkeys(re.findall(r"{(\w+)}", sentence), "x"))
