"""The bytes of the Wyoming protocol."""

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wyoming import event as wyoming

from hypotez.adapters.compose.wire import (
    DATA_LIMIT,
    HEADER_LIMIT,
    PAYLOAD_LIMIT,
    Event,
    Garbled,
    read_event,
    write_event,
)

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
EVENTS = st.builds(Event, st.text(), st.dictionaries(st.text(), JSON, max_size=4), st.binary(max_size=200))


@given(st.lists(EVENTS, max_size=4))
def test_what_is_written_is_read(events):
    stream = io.BytesIO()
    for event in events:
        write_event(event, stream)
    stream.seek(0)
    assert [read_event(stream) for _ in events] == events
    assert read_event(stream) is None


@given(EVENTS.filter(lambda event: event.data))
def test_the_wyoming_package_reads_what_is_written_and_writes_what_is_read(event):
    ours, theirs = io.BytesIO(), io.BytesIO()
    write_event(event, ours)
    ours.seek(0)
    read = wyoming.read_event(ours)
    assert (read.type, read.data, read.payload or b"") == (event.type, event.data, event.payload)
    wyoming.write_event(read, theirs)
    theirs.seek(0)
    assert read_event(theirs) == event


def test_inline_data_is_read_too():
    assert read_event(io.BytesIO(b'{"type": "ping", "data": {"text": "a"}}\n')) == Event("ping", {"text": "a"})


def test_letters_that_no_file_takes_become_question_marks():
    stream = io.BytesIO()
    write_event(Event("transcript", {"text": "a\ud800b"}), stream)
    stream.seek(0)
    assert read_event(stream) == Event("transcript", {"text": "a?b"})


@given(st.binary(max_size=300))
def test_any_bytes_are_an_event_or_garbled(data):
    stream = io.BytesIO(data)
    try:
        while read_event(stream) is not None:
            pass
    except Garbled:
        pass


@pytest.mark.parametrize(
    "header",
    [
        b"[]",
        b"{}",
        b'{"type": 3}',
        b'{"type": "a", "data": 3}',
        b"{" * 60_000,
        b"[" * 60_000,
        b'{"type": "' + b"a" * HEADER_LIMIT + b'"}',
        *(
            json.dumps({"type": "a", key: size}).encode()
            for key, limit in (("data_length", DATA_LIMIT), ("payload_length", PAYLOAD_LIMIT))
            for size in (limit + 1, 1 << 62, -1, 1.5, True, "12", [1])
        ),
    ],
    ids=lambda header: repr(header[:40]),
)
def test_hostile_headers_are_refused_before_anything_is_read(header):
    with pytest.raises(Garbled):
        read_event(io.BytesIO(header + b"\n" + b"x" * 100))


@pytest.mark.parametrize("cut", range(1, 60, 7))
def test_an_event_that_is_cut_off_is_garbled(cut):
    stream = io.BytesIO()
    write_event(Event("audio-chunk", {"rate": 16_000}, b"1234567890"), stream)
    with pytest.raises(Garbled):
        read_event(io.BytesIO(stream.getvalue()[:-cut]))
