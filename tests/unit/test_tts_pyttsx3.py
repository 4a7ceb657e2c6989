"""pyttsx3: its driver's moods, seen from outside."""

import sys
import tempfile
import wave
from pathlib import Path
from types import SimpleNamespace

import pytest

from hypotez.adapters.tts import pyttsx3_session
from hypotez.adapters.tts.espeak import Espeak
from hypotez.adapters.tts.pyttsx3 import Pyttsx3
from hypotez.adapters.tts.pyttsx3_session import driver_here
from hypotez.ports.errors import EngineFailed, EngineUnavailable, OptionError, TextError
from hypotez.ports.speech import Voicing
from hypotez.ports.testing.sound import seconds


class FakeEngine:
    """pyttsx3's engine, as far as the adapter knows it."""

    frames = 2205
    lost = 0
    raises: Exception | None = None
    swallows: Exception | None = None

    def __init__(self, driver):
        self.driver = driver
        self.listeners = []
        self.settings = {}

    def __str__(self):
        return self.driver

    def connect(self, _topic, listener):
        self.listeners.append(listener)

    def getProperty(self, name):  # noqa: N802 - the vendor's name
        if name == "voice":
            return "HKEY_2"
        return [
            SimpleNamespace(id="HKEY_1", name="Irina", languages=["ru_RU"], gender="Female", age=None),
            SimpleNamespace(id="HKEY_2", name="David", languages=["en-US"], gender=None, age=None),
        ]

    def setProperty(self, name, value):  # noqa: N802
        self.settings[name] = value

    def save_to_file(self, _text, path):
        if self.raises:
            raise self.raises
        self.path = path

    def runAndWait(self):  # noqa: N802
        if self.swallows:
            for listener in self.listeners:
                listener(name="x", exception=self.swallows)
        if type(self).lost:
            type(self).lost -= 1
            return
        with wave.open(self.path, "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(22050)
            file.writeframes(b"\1\0" * self.frames)


@pytest.fixture
def fake(monkeypatch):
    """A fresh class of engines, which every driver name gives."""
    kind = type("Fake", (FakeEngine,), {})
    monkeypatch.setattr("pyttsx3.engine.Engine", kind)
    monkeypatch.setattr(pyttsx3_session, "_engines", {})
    monkeypatch.setattr(pyttsx3_session, "_WAIT_SECONDS", 0.02)
    return kind


def test_settings_reach_the_driver(fake):
    list(Pyttsx3(driver="sapi5").synthesize("hello", Voicing(language="ru", rate=1.5, volume=0.5)))
    assert pyttsx3_session._engines["sapi5"].settings == {"voice": "HKEY_1", "rate": 300, "volume": 0.5}


def test_voices_have_the_names_that_the_system_shows(fake):
    voices = Pyttsx3(driver="sapi5").voices()
    assert [voice.name for voice in voices] == ["David", "Irina"]
    assert voices[1].languages == ("ru-RU", "ru")
    assert voices[1].gender == "female"


def test_only_espeak_changes_the_pitch(fake):
    assert Pyttsx3(driver="sapi5").can.pitches is None
    assert Pyttsx3(driver="espeak").can.pitches is not None
    with pytest.raises(OptionError):
        Pyttsx3(driver="sapi5").synthesize("hello", Voicing(pitch=1.2))


def test_the_platform_chooses_the_driver():
    assert [driver_here(platform) for platform in ("linux", "win32", "darwin")] == ["espeak", "sapi5", "nsss"]


@pytest.mark.parametrize(
    "error",
    [RuntimeError("x"), OSError("x"), TimeoutError("x"), ImportError("x"), KeyError("x"), AttributeError("x")],
)
def test_a_driver_that_does_not_start_is_unavailable(fake, monkeypatch, error):
    def fail(_driver):
        raise error

    monkeypatch.setattr("pyttsx3.engine.Engine", fail)
    with pytest.raises(EngineUnavailable, match="sapi5"):
        Pyttsx3(driver="sapi5").voices()


@pytest.mark.parametrize(
    "error", [RuntimeError("x"), OSError("x"), TimeoutError("x"), KeyError("x"), ValueError("x"), AssertionError("x")]
)
@pytest.mark.parametrize("way", ["raises", "swallows"])
def test_an_error_while_speaking_is_an_engine_error(fake, error, way):
    setattr(fake, way, error)
    with pytest.raises(EngineFailed) as caught:
        list(Pyttsx3(driver="sapi5").synthesize("hello"))
    assert caught.value.__cause__ is error
    setattr(fake, way, None)
    assert seconds(Pyttsx3(driver="sapi5").synthesize("hello")) > 0


def test_an_answer_that_is_lost_is_asked_for_again(fake):
    fake.lost = 2
    assert seconds(Pyttsx3(driver="sapi5").synthesize("hello")) == pytest.approx(0.1, abs=0.01)


def test_a_file_that_never_comes_is_an_engine_error(fake):
    fake.lost = 99
    with pytest.raises(EngineFailed, match="no sound"):
        list(Pyttsx3(driver="sapi5").synthesize("hello"))


def test_after_a_failure_espeak_is_started_afresh(monkeypatch):
    speaker = Pyttsx3()
    expected = seconds(speaker.synthesize("hello there my friend"))

    def fail(_engine, _text, _settings, _path):
        raise OSError("x")

    for _ in range(3):
        with monkeypatch.context() as broken:
            broken.setattr("hypotez.adapters.tts.pyttsx3.save", fail)
            with pytest.raises(EngineFailed):
                list(speaker.synthesize("hello there my friend"))
        assert seconds(speaker.synthesize("hello there my friend")) == pytest.approx(expected, rel=0.02)


def test_a_silent_file_means_that_there_was_nothing_to_say(fake):
    fake.frames = 0
    with pytest.raises(TextError):
        list(Pyttsx3(driver="sapi5").synthesize("hello"))


def test_nothing_is_printed_and_no_file_stays(capfd, monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    blocks = Pyttsx3().synthesize("One. Two. Three.")
    next(blocks)
    assert list(Path(tmp_path).iterdir())
    blocks.close()
    assert not list(Path(tmp_path).iterdir())
    assert capfd.readouterr().out == ""


def test_it_shares_the_library_with_espeak_in_turn():
    """Both drive one C library, each in its own mode."""
    direct, by_vendor = Espeak(), Pyttsx3()
    expected = seconds(direct.synthesize("hello there my friend", Voicing(voice="en-us")))
    for _ in range(3):
        slow = seconds(by_vendor.synthesize("hello there my friend", Voicing(rate=0.5)))
        fast = seconds(by_vendor.synthesize("hello there my friend", Voicing(rate=2.0)))
        assert slow > 2 * fast
        again = seconds(direct.synthesize("hello there my friend", Voicing(voice="en-us")))
        assert again == pytest.approx(expected, rel=0.02)


@pytest.mark.parametrize(
    ("language", "name"),
    [("en", "gmw/en"), ("en-US", "gmw/en-us"), ("ru", "zle/ru"), ("fr", "roa/fr"), ("zh", "sit/cmn")],
)
def test_a_language_gets_its_main_voice(language, name):
    from hypotez.adapters.tts.choosing import choose

    assert choose(Pyttsx3(driver="espeak").voices(), Voicing(language=language), "pyttsx3").name == name


def test_without_espeak_its_driver_is_not_ready(monkeypatch):
    monkeypatch.setitem(sys.modules, "espeakng_loader", None)
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setattr("hypotez.adapters.tts.pyttsx3.find_library", lambda name: None)
    assert not Pyttsx3(driver="espeak").status().ready
    assert Pyttsx3(driver="sapi5").status().ready
    monkeypatch.setattr("hypotez.adapters.tts.pyttsx3.find_library", {"espeak-ng": "libespeak-ng.so.1"}.get)
    assert Pyttsx3(driver="espeak").status().ready
