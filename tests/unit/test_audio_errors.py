"""No exception of a vendor comes out of a codec."""

import subprocess
import warnings

import av
import av.error
import pytest

from hypotez.adapters.audio.pyav import PyAv
from hypotez.adapters.audio.pydub import Pydub
from hypotez.ports.audio import Audio
from hypotez.ports.errors import AudioError, EngineCrashed, EngineError, EngineFailed, EngineTimeout, EngineUnavailable
from hypotez.ports.testing.codec import tone
from tests.sounds import sample

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it looks for a program on the path
    import pydub.exceptions


def kinds_of(module, base):
    return [kind for kind in vars(module).values() if isinstance(kind, type) and issubclass(kind, base)]


def made(kind):
    return kind(5, "the vendor's words") if issubclass(kind, av.error.FFmpegError) else kind("the vendor's words")


VENDOR = kinds_of(av.error, av.error.FFmpegError)
BARE = [RuntimeError, OSError, TimeoutError, MemoryError, ValueError, KeyError, UnicodeError, ImportError]


class Container:
    """One that opens, and whose stream fails at the first packet or after some good ones."""

    def __init__(self, real, error, *, good=0):
        self.real, self.error, self.good = real, error, good

    def __getattr__(self, name):
        return getattr(self.real, name)

    def demux(self, stream):
        for number, packet in enumerate(self.real.demux(stream)):
            if number == self.good:
                raise self.error
            yield packet


def failing(monkeypatch, error, *, good=0):
    sample("mp3")  # made before the vendor is replaced
    real = av.open
    monkeypatch.setattr(av, "open", lambda *args, **options: Container(real(*args, **options), error, good=good))


def test_there_are_vendor_errors_to_translate():
    assert len(VENDOR) > 40


@pytest.mark.parametrize("kind", [*VENDOR, *BARE])
def test_an_error_at_opening_is_translated(monkeypatch, kind):
    def refuse(*_args, **_options):
        raise made(kind)

    data = sample("wav")
    monkeypatch.setattr(av, "open", refuse)
    with pytest.raises((AudioError, EngineError)) as caught:
        list(PyAv().decode(Audio(data)))
    assert isinstance(caught.value.__cause__, kind)


@pytest.mark.parametrize("kind", [*VENDOR, *BARE])
def test_an_error_at_the_first_packet_is_translated(monkeypatch, kind):
    failing(monkeypatch, made(kind))
    with pytest.raises((AudioError, EngineError)):
        list(PyAv().decode(Audio(sample("mp3"))))


@pytest.mark.parametrize("kind", [*VENDOR, *BARE])
def test_an_error_while_writing_is_the_engines(monkeypatch, kind):
    def refuse(*_args, **_options):
        raise made(kind)

    monkeypatch.setattr(av, "open", refuse)
    with pytest.raises(EngineError):
        list(PyAv().encode(tone(), "mp3"))


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (av.error.InvalidDataError(1, "x"), AudioError),
        (av.error.OSError(5, "Input/output error"), AudioError),
        (av.error.MemoryError(12, "x"), AudioError),
        (av.error.DecoderNotFoundError(1, "x"), AudioError),
        (av.error.BugError(1, "x"), EngineFailed),
        (av.error.FilterNotFoundError(1, "x"), EngineFailed),
        (av.error.TimeoutError(110, "x"), EngineTimeout),
        (MemoryError("x"), EngineFailed),
        (OSError(5, "the disk"), EngineFailed),
        (ImportError("no av"), EngineUnavailable),
    ],
    ids=repr,
)
def test_the_file_is_at_fault_where_ffmpeg_says_so_and_the_engine_elsewhere(monkeypatch, error, expected):
    failing(monkeypatch, error)
    with pytest.raises(expected):
        list(PyAv().decode(Audio(sample("mp3"))))


def test_damage_after_some_sound_keeps_what_was_decoded(monkeypatch):
    failing(monkeypatch, av.error.InvalidDataError(1, "x"), good=20)
    heard = list(PyAv().decode(Audio(sample("mp3"))))
    assert 0.3 < sum(block.seconds for block in heard) < 0.7


def test_a_failing_engine_is_told_even_after_some_sound(monkeypatch):
    failing(monkeypatch, av.error.BugError(1, "x"), good=20)
    with pytest.raises(EngineFailed):
        list(PyAv().decode(Audio(sample("mp3"))))


# pydub


@pytest.mark.parametrize("kind", [*kinds_of(pydub.exceptions, Exception), *BARE])
def test_pydubs_errors_are_translated(monkeypatch, kind):
    def refuse(*_args, **_options):
        raise kind("the vendor's words")

    monkeypatch.setattr(pydub.AudioSegment, "export", refuse)
    with pytest.raises(EngineError) as caught:
        list(Pydub().encode(tone(), "mp3"))
    assert isinstance(caught.value.__cause__, kind)
    monkeypatch.setattr(pydub.AudioSegment, "__init__", refuse)
    with pytest.raises(EngineError):
        list(Pydub().decode(Audio(sample("wav"))))


@pytest.mark.parametrize("kind", BARE)
def test_a_program_that_does_not_start_is_the_engines_fault(monkeypatch, kind):
    def refuse(*_args, **_options):
        raise kind("the system's words")

    monkeypatch.setattr(subprocess, "Popen", refuse)
    with pytest.raises(EngineError):
        list(Pydub().decode(Audio(sample("wav"))))


def test_a_missing_program_is_named(tmp_path):
    codec = Pydub(ffmpeg=str(tmp_path / "ffmpeg"))
    assert not codec.status().ready
    assert "ffmpeg" in codec.status().hint
    with pytest.raises(EngineUnavailable):
        list(codec.decode(Audio(sample("wav"))))


def test_a_program_that_is_killed_has_crashed(tmp_path):
    program = tmp_path / "ffmpeg"
    program.write_text("#!/bin/sh\nkill -9 $$\n")
    program.chmod(0o755)
    with pytest.raises(EngineCrashed):
        list(Pydub(ffmpeg=str(program)).decode(Audio(sample("wav"))))


def test_a_codec_without_its_package_says_what_to_install(monkeypatch):
    for module, codec in (("pyav", PyAv()), ("pydub", Pydub())):
        monkeypatch.setattr(f"hypotez.adapters.audio.{module}.find_spec", lambda _name: None)
        assert not codec.status().installed
        assert "pip install" in codec.status().hint
