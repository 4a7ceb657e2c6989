"""eSpeak NG: voices, variants, stopping, and a library that does not work."""

import ctypes
import sys
import threading
import time

import espeakng_loader
import pytest

from hypotez.adapters.tts import espeak_library
from hypotez.adapters.tts.espeak import Espeak
from hypotez.adapters.tts.espeak_library import Utterance
from hypotez.adapters.tts.espeak_voices import catalogue, identifier
from hypotez.ports.errors import EngineFailed, EngineUnavailable, UnknownVoice
from hypotez.ports.progress import Cancelled, Progress
from hypotez.ports.speech import Voicing
from hypotez.ports.testing.sound import pitch, seconds
from tests.speech import blocks, say, wav


@pytest.fixture
def unloaded(monkeypatch):
    """As in a process that has not loaded the library yet; the loaded one stays for the others."""
    for name, value in (("library", None), ("user", "")):
        monkeypatch.setattr(espeak_library._State, name, value)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "gmw/en-US"),
        ("en-GB", "gmw/en"),
        ("en-AU", "gmw/en-US"),
        ("ru-RU", "zle/ru"),
        ("fr", "roa/fr"),
        ("pt", "roa/pt"),
        ("pt-BR", "roa/pt-BR"),
        ("zh-CN", "sit/cmn"),
        ("no", "gmq/nb"),
        ("de_DE", "gmw/de"),
    ],
)
def test_a_language_gets_its_main_voice(language, expected):
    assert identifier(catalogue("en-us"), Voicing(language=language)) == expected


@pytest.mark.parametrize("name", ["en-us", "EN-US", "gmw/en-US"])
def test_a_voice_goes_by_its_code_or_its_identifier(name):
    assert identifier(catalogue("ru"), Voicing(voice=name)) == "gmw/en-US"


def test_a_variant_is_another_speaker():
    high = list(Espeak().synthesize("hello there", Voicing(voice="en-us+f3")))
    assert pitch(high) > 1.2 * pitch(list(Espeak().synthesize("hello there")))


@pytest.mark.parametrize("name", ["en-us+nobody", "en-us+../../x", "+f3", "en-us+"])
def test_an_unknown_variant_is_refused(name):
    with pytest.raises(UnknownVoice):
        Espeak().synthesize("hello", Voicing(voice=name))


@pytest.mark.parametrize(
    ("default", "first", "expected"),
    [("ru", "ru", "zle/ru"), ("gmw/en", "en-gb", "gmw/en"), ("en-us+f3", "en-us+f3", "gmw/en-US+f3")],
)
def test_the_default_voice_is_an_option(default, first, expected):
    known = catalogue(default)
    assert known[0][0].name == first
    assert identifier(known, Voicing()) == expected
    assert identifier(known, Voicing(language=known[0][0].languages[-1])) == expected


def test_a_default_that_does_not_exist_is_refused():
    with pytest.raises(UnknownVoice, match="nonsense"):
        Espeak(voice="nonsense").synthesize("hello")


def test_every_voice_that_is_listed_has_its_data(capfd):
    for voice in Espeak().voices():
        if voice.name.startswith(("fo", "k", "x", "en")):
            assert next(Espeak().synthesize("hello", Voicing(voice=voice.name))).frames
    assert capfd.readouterr().err == ""


def test_markup_and_phoneme_codes_are_read_out_as_text():
    """With markup obeyed, each would last about as long as without."""
    for text, without in (('a <break time="1ms"/> b', "a b"), ("[[h@'loU]]", "hello")):
        assert seconds(Espeak().synthesize(text)) > 1.5 * seconds(Espeak().synthesize(without))


def test_leaving_stops_the_library_and_its_thread(monkeypatch):
    before = set(threading.enumerate())
    speak, told = espeak_library.speak, []

    def held(utterance, sink):
        until = time.monotonic() + 20

        def take(data):
            wanted = sink(data)
            while wanted and time.monotonic() < until:  # the listener has not left yet
                time.sleep(0.001)
                wanted = sink(b"")
            told.append(wanted)
            return wanted

        speak(utterance, take)

    monkeypatch.setattr(espeak_library, "speak", held)
    stream = Espeak().synthesize("one two three four five six seven eight nine ten " * 10)
    next(stream)
    stream.close()
    assert told == [False]
    assert set(threading.enumerate()) <= before


def test_a_listener_who_pauses_keeps_nobody_waiting():
    paused = Espeak().synthesize("A first sentence. " * 200)
    next(paused)
    assert seconds(Espeak().synthesize("hello")) > 0
    paused.close()


def test_cancelling_late_comes_out_unchanged():
    def stop(progress: Progress) -> None:
        if progress.done > 1:
            raise Cancelled("enough")

    with pytest.raises(Cancelled, match="enough"):
        list(Espeak().synthesize("A first sentence. " * 50, report=stop))


@pytest.mark.usefixtures("unloaded")
def test_a_platform_without_a_build_is_unavailable(monkeypatch):
    def fail(_path):
        raise OSError("wrong ELF class")

    monkeypatch.setattr(ctypes, "CDLL", fail)
    with pytest.raises(EngineUnavailable, match="platform"):
        Espeak().synthesize("hello")


@pytest.mark.usefixtures("unloaded")
def test_a_missing_package_says_how_to_install_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "espeakng_loader", None)
    with pytest.raises(EngineUnavailable, match="pip install espeakng-loader"):
        Espeak().voices()


def test_missing_data_is_unavailable(monkeypatch):
    def fail():
        raise RuntimeError("data path not exists")

    monkeypatch.setattr(espeakng_loader, "get_data_path", fail)
    with pytest.raises(EngineUnavailable, match="reinstall"):
        espeak_library.data()


def test_a_voice_that_does_not_load_is_an_engine_error():
    with pytest.raises(EngineFailed, match="zz/none"):
        espeak_library.speak(Utterance("hello", "zz/none"), lambda _data: True)
    assert seconds(Espeak().synthesize("hello")) > 0


@pytest.mark.parametrize("error", [OSError("x"), TimeoutError("x"), RuntimeError("x"), EngineFailed("x")])
def test_an_error_on_the_library_s_thread_comes_out(monkeypatch, error):
    def fail(_utterance, _sink):
        raise error

    monkeypatch.setattr(espeak_library, "speak", fail)
    with pytest.raises(EngineFailed):
        list(Espeak().synthesize("hello"))


@pytest.mark.parametrize("initialised", [False, True])
def test_it_speaks_on_after_somebody_else_used_the_library(initialised):
    """The library has one callback and one voice for the whole process."""
    expected = pitch(list(Espeak().synthesize("hello there")))
    library = ctypes.CDLL(str(espeakng_loader.get_library_path()))
    if initialised:
        assert library.espeak_Initialize(2, 60, str(espeakng_loader.get_data_path()).encode(), 0x8000) > 0
    library.espeak_SetSynthCallback(ELSEWHERE)
    assert library.espeak_SetVoiceByName(b"en-us+f3") == 0
    assert pitch(list(Espeak().synthesize("hello there"))) == pytest.approx(expected, rel=0.05)


ELSEWHERE = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)(lambda *_: 0)
"""Somebody else's callback; it lives as long as the library holds it."""


def test_speech_for_tests_is_what_recognisers_hear():
    pcm = say("hello there")
    assert (pcm.rate, pcm.channels) == (16_000, 1)
    assert 0.8 < pcm.seconds < 3
    assert set(pcm.data[: 2 * 4800]) == {0}
    assert wav("hello there")[:4] == b"RIFF"
    assert b"".join(block.data for block in blocks(pcm)) == pcm.data
