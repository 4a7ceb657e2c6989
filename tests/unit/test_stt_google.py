"""Google Web Speech: what goes wrong on the way, what the service is asked, and what is made of its answers."""

import gc
import http.client
import json
import socket
import ssl
import sys
import time
import urllib.error
import urllib.parse
import warnings
from email.utils import formatdate

import psutil
import pytest

from hypotez.adapters.compose.recipe import Recipe
from hypotez.adapters.stt.google import Google
from hypotez.ports.audio import Pcm
from hypotez.ports.engine import Place
from hypotez.ports.errors import (
    EngineError,
    EngineFailed,
    EngineQuota,
    EngineTimeout,
    EngineUnavailable,
    EngineUnreachable,
)
from hypotez.ports.progress import Cancelled, Progress
from hypotez.ports.speech import Hearing
from hypotez.ports.testing.codec import tone
from tests.google_server import google_server

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # it still imports aifc
    import speech_recognition

KEY = "the-owners-secret-key"
SOUND = tone()
SAMPLES = Pcm(b"".join(block.data for block in SOUND))


@pytest.fixture
def server():
    with google_server() as server:
        server.learn(SAMPLES, "en", "good morning")
        yield server


@pytest.fixture
def google(server):
    return Google(endpoint=server.url, key=KEY, timeout=5.0)


def test_by_default_it_asks_by_https_and_says_that_it_is_in_the_cloud():
    assert Google()._endpoint.startswith("https://")
    assert Google().can.place is Place.CLOUD
    assert Google().can.max_seconds == 55


@pytest.mark.parametrize(
    ("asked", "sent"),
    [(None, "en-US"), ("en", "en-US"), ("EN", "en-US"), ("en-GB", "en-GB"), ("pt_BR", "pt-BR"), ("zh", "zh-CN")],
)
def test_the_language_is_sent_as_google_spells_it(google, server, asked, sent):
    google.transcribe(SOUND, Hearing(asked))
    assert [request.language for request in server.asked] == [sent]


def test_a_guessed_language_is_told(google):
    answer = google.transcribe(SOUND)
    assert answer.language == "en"
    assert "en-US" in answer.warnings[0]


def test_answers_and_errors_have_the_name_that_the_config_gives_it(server):
    recipe = Recipe("hypotez.stt", "google", {"endpoint": server.url}, called="cloud")
    heard = recipe.build().transcribe(SOUND)
    assert heard.engine == "cloud"
    assert heard.warnings[0].startswith("The engine cloud ")
    server.status = 429
    with pytest.raises(EngineQuota) as caught:
        recipe.build().transcribe(SOUND, Hearing("en"))
    assert caught.value.engine == "cloud"
    wrong = Recipe("hypotez.stt", "google", {"endpoint": "nowhere"}, called="cloud").build()
    with pytest.raises(EngineUnavailable) as unset:
        wrong.transcribe(SOUND, Hearing("en"))
    assert unset.value.engine == "cloud"


def test_the_sound_arrives_whole_as_flac_with_the_key(google, server):
    google.transcribe(SOUND, Hearing("en"))
    (asked,) = server.asked
    assert asked.pcm == SAMPLES
    assert (asked.key, asked.kind) == (KEY, "audio/x-flac; rate=16000")


def test_the_best_alternative_is_taken_with_its_confidence(google, server):
    server.confidence = 0.75
    (segment,) = google.transcribe(SOUND, Hearing("en")).segments
    assert (segment.text, segment.confidence) == ("good morning", 0.75)


@pytest.mark.parametrize("confidence", [None, 0, 0.0, -1, 7, "high", True])
def test_a_confidence_that_is_none_is_not_invented(google, server, confidence):
    server.confidence = confidence
    (segment,) = google.transcribe(SOUND, Hearing("en")).segments
    assert segment.confidence in ({1.0} if confidence is True else {None})


def test_a_long_audio_is_sent_in_parts_of_which_none_is_too_long(google, server):
    second = Pcm(SAMPLES.data[:32_000])
    answer = google.transcribe((second for _ in range(70)), Hearing("en"))
    assert answer.duration == 70
    assert len(server.asked) == 2
    assert all(asked.pcm.seconds <= 55 for asked in server.asked)
    assert sum(asked.pcm.seconds for asked in server.asked) == 70


def test_silence_is_not_sent(google, server):
    assert google.transcribe([Pcm(bytes(64_000))], Hearing("en")).text == ""
    assert not server.asked


# what the server answers

NO_ANSWERS = [
    b"<html>Sorry</html>",
    b"\xff\xfe\x00",
    b"[]",
    b"5",
    b"null",
    b'{"result": 5}',
    b'{"results": []}',
    b'{"result": [[]]}',
    b'{"result": [{"alternative": 5}]}',
]


@pytest.mark.parametrize("body", NO_ANSWERS)
def test_an_answer_that_is_none_is_an_engine_that_cannot_be_reached(google, server, body):
    server.body = body
    with pytest.raises(EngineUnreachable) as caught:
        google.transcribe(SOUND, Hearing("en"))
    assert caught.value.engine == "google"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b'{"result":[]}\n',
        b'{"result":[{"final":true}]}',
        b'{"result":[{"alternative":[{"transcript":" "}]}]}',
        b'{"result":[{"alternative":[{"confidence":1}]}]}',
    ],
)
def test_an_answer_without_words_is_an_empty_transcript(google, server, body):
    server.body = body
    answer = google.transcribe(SOUND, Hearing("en"))
    assert (answer.text, answer.segments, answer.duration) == ("", (), SAMPLES.seconds)


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (400, EngineFailed),
        (401, EngineUnavailable),
        (403, EngineUnavailable),
        (404, EngineUnavailable),
        (413, EngineFailed),
        (429, EngineQuota),
        (500, EngineUnreachable),
        (503, EngineUnreachable),
    ],
)
def test_an_http_status_becomes_its_error(google, server, status, expected):
    server.status = status
    with pytest.raises(expected) as caught:
        google.transcribe(SOUND, Hearing("en"))
    assert type(caught.value) is expected
    assert KEY not in f"{caught.value!r} {caught.value.__cause__!r}"


def test_a_quota_says_when_to_come_back(google, server):
    server.status = 429
    for header, seconds in (("17", 17), (formatdate(time.time() + 600, usegmt=True), 600), ("\xb2", None), ("", None)):
        server.retry_after = header
        with pytest.raises(EngineQuota) as caught:
            google.transcribe(SOUND, Hearing("en"))
        assert caught.value.retry_after == (seconds and pytest.approx(seconds, rel=0.05))


def test_an_answer_cut_short_is_an_engine_that_cannot_be_reached(google, server):
    server.missing = 100
    with pytest.raises(EngineUnreachable):
        google.transcribe(SOUND, Hearing("en"))


@pytest.mark.parametrize("faults", [{"drip": 1.0}, {"missing": 100}, {"status": 500}], ids=str)
def test_a_request_that_failed_closes_its_connection(server, faults):
    for name, value in faults.items():
        setattr(server, name, value)
    gc.disable()  # it would close them too, whenever it came by
    try:
        with pytest.raises(EngineError):
            Google(endpoint=server.url, timeout=0.3).transcribe(SOUND, Hearing("en"))
        given_up = time.monotonic() + 10
        while connections_to(server) and time.monotonic() < given_up:
            time.sleep(0.02)
        assert connections_to(server) == []
    finally:
        gc.enable()


def connections_to(server):
    port = urllib.parse.urlsplit(server.url).port
    return [line for line in psutil.Process().net_connections("tcp") if line.raddr and line.raddr.port == port]


def test_nobody_at_the_address_is_an_engine_that_cannot_be_reached():
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # and does not listen
        google = Google(endpoint=f"http://127.0.0.1:{nobody.getsockname()[1]}/")
        with pytest.raises(EngineUnreachable, match="network"):
            google.transcribe(SOUND, Hearing("en"))


@pytest.mark.parametrize("faults", [{"delay": 30.0}, {"drip": 0.2}])
def test_the_time_limit_is_that_of_the_whole_answer(server, faults):
    for name, value in faults.items():
        setattr(server, name, value)
    begun = time.monotonic()
    with pytest.raises(EngineTimeout):
        Google(endpoint=server.url, timeout=0.4).transcribe(SOUND, Hearing("en"))
    assert time.monotonic() - begun < 15


def test_who_waits_for_the_answer_can_be_stopped(server):
    server.delay = 30.0

    def stop(progress: Progress) -> None:
        if progress.stage == "recognising":
            raise Cancelled

    begun = time.monotonic()
    with pytest.raises(Cancelled):
        Google(endpoint=server.url, timeout=60.0).transcribe(SOUND, Hearing("en"), report=stop)
    assert time.monotonic() - begun < 20


@pytest.mark.parametrize(
    "address", ["", "ftp://example.org/", "file:///etc/passwd", "http://", "http://[::1", "http://a b/", "http://a:x/"]
)
def test_a_wrong_address_is_told_without_the_key(address):
    with pytest.raises(EngineUnavailable, match="endpoint") as caught:
        Google(endpoint=address, key=KEY).transcribe(SOUND, Hearing("en"))
    assert KEY not in f"{caught.value!r} {caught.value.__context__!r}"


# what the vendor raises


def _classes(base):
    yield base
    for sub in base.__subclasses__():
        yield from _classes(sub)


def _made(kind):
    """An instance, whatever its constructor wants."""
    error = kind.__new__(kind)
    error.args = ("the vendor's own words",)
    return error


VENDOR_ERRORS = [
    kind
    for kind in vars(speech_recognition.exceptions).values()
    if isinstance(kind, type) and issubclass(kind, Exception) and kind is not speech_recognition.UnknownValueError
]
SYSTEM_ERRORS = [
    *sorted(set(_classes(http.client.HTTPException)), key=lambda kind: kind.__name__),
    *(ConnectionResetError, BrokenPipeError, socket.gaierror, TimeoutError, OSError, ssl.SSLError),
    *(RuntimeError, MemoryError, ValueError, KeyError, IndexError, TypeError, AttributeError, AssertionError),
]


def test_the_vendors_errors_were_found():
    assert {kind.__name__ for kind in VENDOR_ERRORS} >= {"RequestError", "WaitTimeoutError", "TranscriptionFailed"}


@pytest.mark.parametrize("kind", [*VENDOR_ERRORS, *SYSTEM_ERRORS], ids=lambda kind: kind.__name__)
def test_every_error_on_the_way_becomes_an_engine_error(google, monkeypatch, kind):
    def fail(*_args, **_options):
        raise _made(kind)

    monkeypatch.setattr(speech_recognition.Recognizer, "recognize_google", fail)
    with pytest.raises(EngineError) as caught:
        google.transcribe(SOUND, Hearing("en"))
    assert type(caught.value.__cause__) is kind
    assert caught.value.engine == "google"
    assert "vendor" not in str(caught.value)


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (TimeoutError(), EngineTimeout),
        (speech_recognition.WaitTimeoutError(), EngineTimeout),
        (json.JSONDecodeError("x", "y", 0), EngineUnreachable),
        (http.client.IncompleteRead(b""), EngineUnreachable),
        (ConnectionResetError(), EngineUnreachable),
        (urllib.error.URLError(TimeoutError()), EngineTimeout),
        (urllib.error.URLError("no route"), EngineUnreachable),
        (RuntimeError(), EngineFailed),
        (MemoryError(), EngineFailed),
    ],
    ids=repr,
)
def test_errors_become_what_they_mean(google, monkeypatch, error, expected):
    def fail(*_args, **_options):
        raise error

    monkeypatch.setattr(speech_recognition.Recognizer, "recognize_google", fail)
    with pytest.raises(EngineError) as caught:
        google.transcribe(SOUND, Hearing("en"))
    assert type(caught.value) is expected


def test_a_missing_package_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "speech_recognition", None)
    status = Google().status()
    assert (status.installed, status.ready) == (False, False)
    assert "pip install" in status.hint
    with pytest.raises(EngineUnavailable, match="pip install"):
        Google().transcribe(SOUND, Hearing("en"))
