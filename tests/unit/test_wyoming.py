"""Wyoming over TCP: our server with others' clients, our client with others' servers, and with hostile ones."""

import asyncio
import itertools
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from types import SimpleNamespace

import pytest
from wyoming.asr import Transcribe, Transcript
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.client import AsyncClient
from wyoming.error import Error
from wyoming.event import Event as TheirEvent
from wyoming.info import Describe, Info
from wyoming.ping import Ping, Pong
from wyoming.tts import Synthesize, SynthesizeVoice

from hypotez.adapters.compose.recipe import Recipe
from hypotez.adapters.compose.server import Server, parse_address
from hypotez.adapters.compose.wire import Event, read_event, write_event
from hypotez.adapters.stt.wyoming import WyomingSpeechToText
from hypotez.adapters.tts.wyoming import WyomingTextToSpeech
from hypotez.ports.audio import Pcm
from hypotez.ports.engine import Place
from hypotez.ports.errors import (
    ConfigError,
    EngineFailed,
    EngineQuota,
    EngineTimeout,
    EngineUnavailable,
    EngineUnreachable,
    OptionError,
    UnknownLanguage,
    UnknownVoice,
)
from hypotez.ports.progress import Cancelled
from hypotez.ports.speech import Hearing, Segment, Voice, Voicing
from hypotez.ports.testing.fakes_tts import FakeTextToSpeech
from tests.hostile_engines import Chatterbox, Troubled

SOUND = [Pcm(bytes(32_000))] * 3


@pytest.fixture
def recogniser():
    server = Server(Troubled())
    yield server.address
    server.close()


@pytest.fixture
def speaker():
    server = Server(FakeTextToSpeech())
    yield server.address
    server.close()


def converse(address, *events, until):
    """What the Wyoming package's own client gets for `events`, up to one of type `until`."""

    async def talk():
        async with AsyncClient.from_uri(address) as client:
            for event in events:
                await client.write_event(event.event())
            got = []
            while not got or got[-1].type != until:
                got.append(await asyncio.wait_for(client.read_event(), 10.0))
            return got

    return asyncio.run(talk())


@contextmanager
def answering(reply, info=b""):
    """A server that answers whatever comes first on a connection: a "describe" with `info`, else with `reply`."""
    stop = threading.Event()

    def serve(connection):
        with connection:
            asked = connection.recv(65536)
            connection.sendall(info if b"describe" in asked else reply)
            if not reply.endswith(b"<hang>"):
                connection.shutdown(socket.SHUT_WR)
            stop.wait(10.0)

    def accept():
        threads = []
        while not stop.is_set():
            try:
                connection, _ = listener.accept()
            except OSError:
                break
            threads.append(threading.Thread(target=serve, args=(connection,)))
            threads[-1].start()
        for thread in threads:
            thread.join()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.05)
        thread = threading.Thread(target=lambda: [accept() for _ in iter(stop.is_set, True)])
        thread.start()
        try:
            yield f"tcp://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            stop.set()
            thread.join()


INFO = b'{"type":"info","data":{"asr":[{"name":"a","models":[{"name":"m","languages":["en_US","ru"]}]}]}}\n'


# our server, their client


def test_a_plain_client_gets_a_description(recogniser):
    info = Info.from_event(converse(recogniser, Describe(), until="info")[-1])
    assert (info.asr[0].name, info.asr[0].models[0].languages) == ("troubled", ["en"])


@pytest.mark.parametrize("said", [True, False], ids=["transcribe first", "only audio"])
def test_a_plain_client_gets_a_transcript_and_nothing_that_it_does_not_know(recogniser, said):
    shape = {"rate": 48_000, "width": 2, "channels": 2}
    events = [AudioStart(**shape), *[AudioChunk(**shape, audio=bytes(192_000))] * 2, AudioStop()]
    got = converse(recogniser, *[Transcribe(language="en")] * said, *events, until="transcript")
    assert len(got) == 1
    assert 63_900 < int(Transcript.from_event(got[0]).text.split()[1]) <= 64_000


def test_a_plain_client_gets_speech(speaker):
    voice = SynthesizeVoice(name="hum")
    got = converse(speaker, Ping("x"), Synthesize("hello there", voice=voice), until="audio-stop")
    assert Pong.from_event(got[0]).text == "x"
    assert [event.type for event in got[1:]] == ["audio-start", "audio-chunk", "audio-chunk", "audio-stop"]


def test_a_plain_client_gets_errors_and_may_ask_again(speaker):
    got = converse(speaker, Synthesize(" "), Synthesize("hi"), until="audio-stop")
    assert Error.from_event(got[0]).code == "text"
    assert "audio-chunk" in {event.type for event in got}


def test_what_a_client_sends_wrong_is_its_fault_and_the_server_lives(speaker):
    bad = TheirEvent("synthesize", {"text": 3})

    class Bad:
        def event(self):
            return bad

    assert Error.from_event(converse(speaker, Bad(), until="error")[0]).code == "option"
    host, port = parse_address(speaker)
    for junk in (b"GET / HTTP/1.1\r\n\r\n", b'{"type":"synthesize","data_length":99999999999}\n', b"\n"):
        with socket.create_connection((host, port)) as connection:
            connection.sendall(junk)
            assert connection.recv(100) == b""
    assert list(WyomingTextToSpeech(address=speaker).synthesize("still here"))


def test_clients_share_the_engine_within_its_max_parallel():
    running, most = [0], [0]

    class Counting(Troubled):
        def transcribe(self, blocks, hearing=Hearing(), *, report=lambda _: None):
            running[0] += 1
            most[0] = max(most[0], running[0])
            time.sleep(0.02)
            running[0] -= 1
            return super().transcribe(blocks, hearing, report=report)

    server = Server(Counting())
    engine = WyomingSpeechToText(address=server.address)
    with ThreadPoolExecutor(4) as pool:
        texts = list(pool.map(lambda _: engine.transcribe(SOUND).text.split()[1], range(8)))
    server.close()
    assert texts == ["96000"] * 8
    assert most == [1]


def test_a_client_that_leaves_stops_its_work():
    ended = threading.Event()

    class Noting(Troubled):
        def transcribe(self, blocks, hearing=Hearing(), *, report=lambda _: None):
            try:
                return super().transcribe(blocks, hearing, report=report)
            finally:
                ended.set()

    server = Server(Noting())

    def stop(progress):
        if progress.stage == "working":
            raise Cancelled

    engine = WyomingSpeechToText(address=server.address)
    with pytest.raises(Cancelled):
        engine.transcribe(SOUND, Hearing(phrases=("slow",)), report=stop)
    assert ended.wait(20.0)
    server.close()


@contextmanager
def connected(address):
    with socket.create_connection(parse_address(address)) as connection:
        connection.settimeout(10.0)
        with connection.makefile("rwb") as stream:
            yield stream


def say(stream, seconds):
    shape = {"rate": 16_000, "width": 2, "channels": 1}
    write_event(Event("audio-chunk", shape, bytes(2 * round(16_000 * seconds))), stream)


@pytest.mark.parametrize("drip", [False, True], ids=["silent", "a sample now and then"])
def test_a_client_that_keeps_the_engine_waiting_loses_its_turn(drip):
    server = Server(Troubled(), patience=0.3)
    over = threading.Event()
    with connected(server.address) as stream, ThreadPoolExecutor(2) as pool:
        write_event(Event("ping"), stream)
        assert read_event(stream).type == "pong"
        server._bounds = replace(server._bounds, patience=60.0)  # with whoever comes from now on
        write_event(Event("transcribe"), stream)
        say(stream, 0.001)
        time.sleep(0.05)
        other = pool.submit(WyomingSpeechToText(address=server.address).transcribe, SOUND)
        if drip:
            pool.submit(lambda: [say(stream, 0.001) for _ in iter(lambda: over.wait(0.1), True)])
        try:
            assert other.result(30.0).duration == 3.0
            answer = read_event(stream)
        finally:
            over.set()
    server.close()
    assert (answer.type, answer.data["code"]) == ("error", "option")


def test_a_client_that_speaks_live_is_heard_to_its_end(monkeypatch):
    seconds = itertools.count(step=5)  # that many pass while the engine waits for a block
    monkeypatch.setattr("hypotez.adapters.compose.service.time", SimpleNamespace(monotonic=lambda: next(seconds)))
    server = Server(Troubled(), patience=20.0)
    with connected(server.address) as stream:
        write_event(Event("transcribe"), stream)
        for _ in range(8):
            time.sleep(0.1)
            say(stream, 5.0)
        write_event(Event("audio-stop"), stream)
        answer = read_event(stream)
    server.close()
    assert answer.type == "transcript"
    assert answer.data["text"].split()[1] == "1280000"


def test_a_client_that_does_not_take_its_answer_loses_its_turn():
    server = Server(Chatterbox(), patience=0.3)
    with connected(server.address) as stream:
        write_event(Event("synthesize", {"text": "endless"}), stream)
        time.sleep(0.1)
        assert converse(server.address, Synthesize("one two"), until="audio-stop")[0].type == "audio-start"
    server.close()


def test_a_port_that_is_taken_is_said(recogniser):
    _, port = parse_address(recogniser)
    with pytest.raises(EngineUnavailable, match=str(port)):
        Server(Troubled(), port=port)


# our client, our server


def test_everything_about_a_transcript_crosses(recogniser):
    engine = WyomingSpeechToText(address=recogniser)
    assert engine.can.languages is None
    transcript = engine.transcribe(SOUND, Hearing("en-GB", ("",), translate=True))
    assert transcript.engine == "wyoming"
    assert transcript.segments[0].words[0].confidence == 0.25
    assert transcript.warnings == (f"{Hearing('en', ('',), translate=True)}",)
    assert engine.can.languages == {"en"}
    assert engine.can.words
    assert engine.can.place is Place.LOCAL


def test_an_error_of_the_engine_crosses(recogniser):
    with pytest.raises(EngineQuota) as caught:
        WyomingSpeechToText(address=recogniser).transcribe(SOUND, Hearing(phrases=("raise:EngineQuota",)))
    assert caught.value.retry_after == 2.5


def test_a_language_that_the_server_does_not_list_is_refused(recogniser):
    with pytest.raises(UnknownLanguage, match="ru"):
        WyomingSpeechToText(address=recogniser, language="ru").transcribe(SOUND)


def test_voices_cross_and_are_chosen_from(speaker):
    engine = WyomingTextToSpeech(address=speaker)
    assert engine.voices()[0] == Voice("hum", ("en",), "Hum", "female")
    assert engine.can.rates == (0.5, 2.0)
    assert sum(block.frames for block in engine.synthesize("привет", Voicing("ru", rate=2.0))) == 2880
    with pytest.raises(UnknownVoice):
        engine.synthesize("hi", Voicing(voice="nobody"))
    with pytest.raises(UnknownLanguage):
        engine.synthesize("hi", Voicing("fr"))
    with pytest.raises(OptionError):
        engine.synthesize("hi", Voicing(rate=9.0))


# our client, their servers


def test_a_strangers_bare_transcript_is_enough():
    reply = b'{"type":"transcript-start"}\n{"type":"transcript","data":{"text":" hello ","language":"en_US"}}\n'
    with answering(reply, INFO) as address:
        transcript = WyomingSpeechToText(address=address).transcribe(SOUND, Hearing("en", ("x",), translate=True))
    assert (transcript.text, transcript.language, transcript.engine, transcript.duration) == (
        "hello",
        "en",
        "wyoming",
        3,
    )
    assert transcript.segments == (Segment("hello", 0.0, 3.0),)
    assert len(transcript.warnings) == 2


def test_a_strangers_empty_transcript_is_silence():
    with answering(b'{"type":"transcript","data":{"text":""}}\n', INFO) as address:
        transcript = WyomingSpeechToText(address=address).transcribe(SOUND)
    assert (transcript.text, transcript.segments) == ("", ())


def test_a_strangers_error_is_a_failure():
    with (
        answering(b'{"type":"error","data":{"text":"no","code":"E42"}}\n', INFO) as address,
        pytest.raises(EngineFailed, match="no"),
    ):
        WyomingSpeechToText(address=address).transcribe(SOUND)


def test_a_strangers_stereo_becomes_mono():
    chunk = b'{"type":"audio-chunk","data":{"rate":8000,"width":2,"channels":2},"payload_length":8}\n\1\0\1\0\3\0\3\0'
    reply = b'{"type":"audio-start"}\n' + chunk + b'{"type":"audio-stop"}\n'
    with answering(reply, b'{"type":"info"}\n') as address:
        blocks = list(WyomingTextToSpeech(address=address).synthesize("hi"))
    assert [(block.rate, block.channels, block.frames) for block in blocks] == [(8000, 1, 2)]


@pytest.mark.parametrize(
    "reply",
    [
        b"",
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
        b'{"type":"transcript","data_length":100}\n{"text":',
        b'{"type":"transcript","payload_length":999999999999}\n',
        b'{"type":"transcript","data":{"text":["a"]}}\n',
        b'{"type":"transcript","data":{"text":"a","hypotez":{"segments":[{"text":"a","start":1e999,"end":1}]}}}\n',
        b'{"type":"transcript","data":{"text":"a","hypotez":{"segments":[{"text":"a","words":[1]}]}}}\n',
        b'{"type":"progress","data":{"stage":1}}\n',
        b'{"type":"more","data":{"count":-5}}\n',
        b'{"type":"' + b"x" * 100_000,
    ],
    ids=lambda reply: repr(reply[:30]),
)
def test_half_and_hostile_answers_are_an_unreachable_server(reply):
    with answering(reply, INFO) as address, pytest.raises(EngineUnreachable, match=r"127\.0\.0\.1"):
        WyomingSpeechToText(address=address).transcribe(SOUND)


@pytest.mark.parametrize("info", [b"", b"nonsense\n", b'{"type":"info","data":{"asr":3}}\n'])
def test_a_server_that_cannot_describe_itself_is_unreachable(info):
    with answering(b"", info) as address, pytest.raises(EngineUnreachable):
        WyomingSpeechToText(address=address).transcribe(SOUND)


@pytest.mark.parametrize(
    ("reply", "info", "said"),
    [
        (b"", b'{"type":"transcript","data":{"text":"hello"}}\n', "answered with 'transcript' instead of 'info'"),
        (b'{"type":"audio-stop"}\n', INFO, "answered with 'audio-stop' instead of 'transcript'"),
    ],
)
def test_a_server_that_answers_something_else_is_quoted(reply, info, said):
    with answering(reply, info) as address, pytest.raises(EngineUnreachable, match=said):
        WyomingSpeechToText(address=address).transcribe(SOUND)


def test_errors_carry_the_name_that_the_config_gives():
    with answering(b"<hang>", INFO) as address:
        recipe = Recipe("hypotez.stt", "wyoming", {"address": address, "timeout": 0.3}, called="kitchen")
        with pytest.raises(EngineTimeout, match="The engine 'kitchen' did not answer") as caught:
            recipe.build().transcribe(SOUND)
    assert caught.value.engine == "kitchen"


def test_a_silent_server_is_a_timeout():
    with answering(b"<hang>", INFO) as address:
        started = time.monotonic()
        with pytest.raises(EngineTimeout):
            WyomingSpeechToText(address=address, timeout=0.3).transcribe(SOUND)
        assert time.monotonic() - started < 8.0  # of the ten that it is silent


def test_no_server_is_unreachable():
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # and does not listen
        port = nobody.getsockname()[1]
        with pytest.raises(EngineUnreachable, match=str(port)):
            WyomingSpeechToText(address=f"tcp://127.0.0.1:{port}").transcribe(SOUND)


@pytest.mark.parametrize("address", ["localhost:1", "http://a:1", "tcp://a", "tcp://a:b", "tcp://:9", "tcp://a:99999"])
def test_an_address_that_is_none_is_refused(address):
    with pytest.raises(ConfigError, match="tcp://host:port"):
        WyomingSpeechToText(address=address)


@pytest.mark.parametrize(
    ("host", "place"),
    [("localhost", Place.LOCAL), ("[::1]", Place.LOCAL), ("10.0.0.7", Place.NETWORK), ("nas", Place.NETWORK)],
)
def test_only_this_machine_is_local(host, place):
    assert WyomingSpeechToText(address=f"tcp://{host}:1").can.place is place
    assert WyomingTextToSpeech(address=f"tcp://{host}:1").can.place is place


@pytest.mark.parametrize("make", [WyomingSpeechToText, WyomingTextToSpeech])
def test_without_an_address_it_is_not_ready_and_says_what_is_missing(make):
    engine = make()
    assert not engine.status().ready
    assert engine.status().hint.startswith("Say where the Wyoming server is")
    with pytest.raises(EngineUnavailable, match="Say where the Wyoming server is"):
        engine.voices() if make is WyomingTextToSpeech else engine.transcribe([])


def test_a_server_does_not_tell_strangers_where_its_errors_come_from(recogniser):
    with pytest.raises(EngineFailed) as caught:
        WyomingSpeechToText(address=recogniser).transcribe(SOUND, Hearing(phrases=("bug",)))
    assert not getattr(caught.value, "__notes__", None)
