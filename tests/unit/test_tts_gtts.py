"""gTTS: what goes wrong on the way to the service, and what the service is asked."""

import itertools
import json
import logging
import time

import pytest
import requests
import urllib3
from gtts.tts import gTTSError

from hypotez.adapters.audio.pyav import PyAv
from hypotez.adapters.tts.gtts import Gtts
from hypotez.ports.audio import Pcm
from hypotez.ports.engine import Place
from hypotez.ports.errors import (
    EngineError,
    EngineFailed,
    EngineQuota,
    EngineTimeout,
    EngineUnavailable,
    EngineUnreachable,
    TextError,
)
from hypotez.ports.progress import Cancelled, Progress
from hypotez.ports.speech import Voicing
from tests.gtts_server import gtts_server, speech_mp3


@pytest.fixture
def server():
    with gtts_server() as server:
        yield server


@pytest.fixture
def gtts(server):
    return Gtts(endpoint=server.url, timeout=5.0)


def _classes(base):
    yield base
    for sub in base.__subclasses__():
        yield from _classes(sub)


def _made(kind):
    """An instance, whatever its constructor wants."""
    error = kind.__new__(kind)
    error.args = ("the vendor's own words",)
    return error


VENDOR_ERRORS = sorted(
    {*_classes(requests.exceptions.RequestException), *_classes(urllib3.exceptions.HTTPError)} - set(_classes(Warning)),
    key=lambda kind: f"{kind.__module__}.{kind.__qualname__}",
)
SYSTEM_ERRORS = [OSError, ConnectionResetError, BrokenPipeError, TimeoutError, RuntimeError, ValueError, KeyError]


@pytest.mark.parametrize(
    "kind", [*VENDOR_ERRORS, *SYSTEM_ERRORS], ids=lambda kind: f"{kind.__module__}.{kind.__name__}"
)
def test_every_error_on_the_way_becomes_an_engine_error(gtts, monkeypatch, kind):
    def fail(*_args, **_options):
        raise _made(kind)

    monkeypatch.setattr(requests.Session, "send", fail)
    with pytest.raises(EngineError) as caught:
        list(gtts.synthesize("hello"))
    assert type(caught.value.__cause__) is kind
    assert caught.value.engine == "gtts"
    assert "vendor" not in str(caught.value)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (requests.exceptions.ConnectTimeout, EngineTimeout),
        (requests.exceptions.ReadTimeout, EngineTimeout),
        (urllib3.exceptions.ReadTimeoutError, EngineTimeout),
        (TimeoutError, EngineTimeout),
        (requests.exceptions.ConnectionError, EngineUnreachable),
        (requests.exceptions.SSLError, EngineUnreachable),
        (OSError, EngineUnreachable),
        (requests.exceptions.InvalidURL, EngineUnavailable),
        (RuntimeError, EngineFailed),
    ],
)
def test_kinds_of_errors_keep_their_meaning(gtts, monkeypatch, kind, expected):
    def fail(*_args, **_options):
        raise _made(kind)

    monkeypatch.setattr(requests.Session, "send", fail)
    with pytest.raises(expected):
        list(gtts.synthesize("hello"))


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (gTTSError("no"), EngineUnreachable),
        (AssertionError("No text to speak"), TextError),
        (RuntimeError("no"), EngineFailed),
        (ValueError("no"), EngineFailed),
    ],
)
def test_errors_of_the_package_itself_are_translated(gtts, monkeypatch, error, expected):
    def fail(*_args, **_options):
        raise error

    monkeypatch.setattr("gtts.gTTS._prepare_requests", fail)
    with pytest.raises(expected):
        list(gtts.synthesize("hello"))


def test_too_many_requests_say_when_to_come_back(gtts, server):
    server.status, server.retry_after = 429, "17"
    with pytest.raises(EngineQuota) as caught:
        list(gtts.synthesize("hello"))
    assert caught.value.retry_after == 17.0
    assert caught.value.retryable


def test_a_date_to_come_back_becomes_seconds(gtts, server):
    server.status, server.retry_after = 429, "Fri, 01 Jan 2100 00:00:00 GMT"
    with pytest.raises(EngineQuota) as caught:
        list(gtts.synthesize("hello"))
    assert caught.value.retry_after > 1e6


@pytest.mark.parametrize("header", ["", "soon", "\xb2"])
def test_an_unreadable_time_is_none(gtts, server, header):
    server.status, server.retry_after = 429, header
    with pytest.raises(EngineQuota) as caught:
        list(gtts.synthesize("hello"))
    assert caught.value.retry_after is None


@pytest.mark.parametrize(
    ("status", "expected"),
    [(500, EngineUnreachable), (503, EngineUnreachable), (302, EngineUnreachable), (403, EngineUnavailable)],
)
def test_a_refusal_is_an_engine_error(gtts, server, status, expected):
    server.status = status
    with pytest.raises(expected, match=str(status)):
        list(gtts.synthesize("hello"))


@pytest.mark.parametrize("body", [b"", b"<html>consent</html>", b'["wrb.fr","jQ1olc",null]', b"\xff\xfe" * 50])
def test_an_answer_without_sound_is_an_engine_error(gtts, server, body):
    server.body = body
    with pytest.raises(EngineUnreachable):
        list(gtts.synthesize("hello"))


@pytest.mark.parametrize("mp3", [b"", b"not an mp3 at all" * 20])
def test_sound_that_is_none_is_an_engine_error(gtts, server, mp3):
    server.mp3 = mp3
    with pytest.raises(EngineUnreachable):
        list(gtts.synthesize("hello"))


def test_an_answer_that_names_a_file_opens_none(gtts, server, tmp_path, monkeypatch):
    (tmp_path / "secret.mp3").write_bytes(speech_mp3("hello", "en"))
    monkeypatch.chdir(tmp_path)
    server.mp3 = b"ffconcat version 1.0\nfile secret.mp3\n"
    with pytest.raises(EngineUnreachable):
        list(gtts.synthesize("hello"))


@pytest.mark.parametrize("format", ["flac", "mp3"])
def test_an_answer_that_goes_on_for_ever_is_refused(gtts, server, format):
    server.mp3 = b"".join(PyAv().encode((Pcm(bytes(16_000), 8_000) for _ in range(600)), format))
    heard = []
    with pytest.raises(EngineUnreachable):
        heard.extend(gtts.synthesize("hello"))
    assert sum(block.seconds for block in heard) <= 90


def test_a_server_that_is_not_there_is_unreachable():
    with pytest.raises(EngineUnreachable):
        list(Gtts(endpoint="http://127.0.0.1:9/").synthesize("hello"))


@pytest.mark.parametrize("endpoint", ["nonsense", "ftp://example.invalid/", "http://"])
def test_a_wrong_address_needs_a_change(endpoint):
    with pytest.raises(EngineUnavailable):
        list(Gtts(endpoint=endpoint).synthesize("hello"))


def test_a_slow_server_costs_no_more_than_the_time_limit(server):
    server.delay = 30.0
    begun = time.monotonic()
    with pytest.raises(EngineTimeout):
        list(Gtts(endpoint=server.url, timeout=0.2).synthesize("hello"))
    assert time.monotonic() - begun < 20


def test_a_dripping_server_costs_no_more_than_the_time_limit(server):
    server.drip = 0.05
    begun = time.monotonic()
    with pytest.raises(EngineTimeout):
        list(Gtts(endpoint=server.url, timeout=0.3).synthesize("hello"))
    assert time.monotonic() - begun < 8  # of the ten that it drips


def test_long_text_is_asked_for_in_parts_as_it_is_heard(gtts, server):
    blocks = gtts.synthesize("This sentence is here to be long enough for several parts. " * 10)
    assert server.requests == []
    next(blocks)
    assert len(server.requests) == 1
    rest = list(blocks)
    assert len(server.requests) > 4
    assert all(len(text) <= 100 for text, _ in server.requests)
    assert {block.rate for block in rest} == {24_000}


def test_the_language_is_the_language_and_not_the_domain(gtts, server):
    list(gtts.synthesize("Привет", Voicing(language="ru-RU")))
    assert server.requests == [("Привет", "ru")]


@pytest.mark.parametrize(("asked", "sent"), [("he", "iw"), ("en-GB", "en"), ("pt-pt", "pt-PT"), ("zh_TW", "zh-TW")])
def test_codes_are_written_as_google_writes_them(gtts, server, asked, sent):
    list(gtts.synthesize("12", Voicing(language=asked)))
    assert server.requests == [("12", sent)]


def test_the_domain_is_chosen_by_its_ending(monkeypatch):
    seen = []

    def fail(_session, request, **_options):
        seen.append(request.url)
        raise requests.exceptions.ConnectionError

    monkeypatch.setattr(requests.Session, "send", fail)
    with pytest.raises(EngineUnreachable):
        list(Gtts(tld="co.uk").synthesize("hello"))
    assert seen[0].startswith("https://translate.google.co.uk/")


def test_the_certificate_is_checked(monkeypatch):
    seen = []

    def fail(_session, _request, **options):
        seen.append(options["verify"])
        raise requests.exceptions.ConnectionError

    monkeypatch.delenv("REQUESTS_CA_BUNDLE", raising=False)
    monkeypatch.delenv("CURL_CA_BUNDLE", raising=False)
    monkeypatch.setattr(requests.Session, "send", fail)
    with pytest.raises(EngineUnreachable):
        list(Gtts().synthesize("hello"))
    assert seen == [True]


def test_cancelling_between_parts_sends_no_more(gtts, server):
    def stop(progress: Progress) -> None:
        if progress.done:
            raise Cancelled

    with pytest.raises(Cancelled):
        list(gtts.synthesize("One sentence of this text, which goes on for a while. " * 6, report=stop))
    assert len(server.requests) == 1


def test_what_is_said_is_not_logged(gtts, caplog):
    caplog.set_level(logging.DEBUG)
    list(gtts.synthesize("swordfish"))
    assert "swordfish" not in caplog.text


def test_it_says_that_text_leaves_the_machine():
    assert Gtts.can.place is Place.CLOUD


def test_voices_are_the_package_s_languages():
    voices = Gtts(language="ru").voices()
    assert voices[0].name == "ru"
    assert {"en", "pt-PT", "zh-CN"} <= {voice.name for voice in voices}
    assert len(voices) > 60


def test_the_stand_in_server_speaks_the_package_s_own_protocol(server, monkeypatch):
    """The vendor's own client understands the server, so that what we parse is what it parses."""
    from gtts import gTTS

    client = gTTS("hello", lang="en")
    prepare = client._prepare_requests

    def redirected():
        made = prepare()
        for request in made:
            request.prepare_url(server.url, None)
        return made

    monkeypatch.setattr(client, "_prepare_requests", redirected)
    assert b"".join(itertools.chain(client.stream())) == speech_mp3("hello", "en")
    assert json.dumps(server.requests) == '[["hello", "en"]]'
