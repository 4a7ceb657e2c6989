"""The answering end: how much of what a client sends is read before an engine has time for it."""

import io
import threading
import time
from contextlib import nullcontext

import pytest

from hypotez.adapters.compose.service import Service
from hypotez.adapters.compose.wire import Event, write_event


def sent(*events):
    stream = io.BytesIO()
    for event in events:
        write_event(event, stream)
    return stream.getvalue()


CHUNK = Event("audio-chunk", {"rate": 16_000, "width": 2, "channels": 1}, bytes(2048))
FLOODS = {
    "requests": Event("describe"),
    "sound": CHUNK,
    "JSON": Event("audio-chunk", {**CHUNK.data, "more": [{"": 0}] * 50_000}),
    "empty": Event("audio-chunk"),
}


@pytest.mark.parametrize("flood", FLOODS)
def test_little_is_read_while_the_engine_has_no_time(flood):
    count = 20_000 if flood != "JSON" else 40
    data = sent(Event("describe"), *[FLOODS[flood]] * count)
    reader, free, answered = io.BytesIO(data), threading.Event(), []

    def answer(request):
        free.wait(10.0)
        answered.append(request)

    service = Service(reader, io.BytesIO(), {"describe": answer}, gate=nullcontext())
    thread = threading.Thread(target=service.run)
    thread.start()
    before = -1
    while before != reader.tell():
        before = reader.tell()
        time.sleep(0.3)
    free.set()
    thread.join(10.0)
    assert before < len(data) / 2
    assert reader.tell() == len(data)
    assert len(answered) == (count + 1 if flood == "requests" else 1)


def test_a_request_with_more_json_than_any_needs_is_not_read():
    asked = []
    reader = io.BytesIO(sent(Event("describe", {"text": "x" * (2 << 20)}), Event("describe")))
    Service(reader, io.BytesIO(), {"describe": asked.append}, gate=nullcontext()).run()
    assert not asked
    assert reader.tell() < 1000
