"""What a speaker gives instead of sound is read as warily as what a stranger sends."""

import pytest

from hypotez.adapters.audio.pyav import PyAv
from hypotez.adapters.tts.decoding import decoded
from hypotez.ports.audio import Pcm
from hypotez.ports.errors import EngineFailed
from hypotez.ports.testing.codec import SECONDS, tone
from hypotez.ports.testing.sound import seconds
from tests.sounds import sample

PLAYLIST = b"ffconcat version 1.0\nfile secret.mp3\n"


def read(file, *formats, limit=60.0):
    return list(decoded(file, 22_050, "parrot", formats=formats, seconds=limit))


@pytest.mark.parametrize("format", ["mp3", "wav"])
def test_sound_of_the_engines_own_format_is_read(tmp_path, format):
    path = tmp_path / "speech"
    path.write_bytes(sample(format))
    for file in (path, sample(format)):
        blocks = read(file, format)
        assert seconds(blocks) == pytest.approx(SECONDS, abs=0.15)
        assert {(block.rate, block.channels) for block in blocks} == {(22_050, 1)}


def test_a_playlist_opens_no_file(tmp_path, monkeypatch):
    (tmp_path / "secret.mp3").write_bytes(sample("mp3"))
    (tmp_path / "list").write_bytes(PLAYLIST)
    monkeypatch.chdir(tmp_path)
    for file in (PLAYLIST, tmp_path / "list"):
        with pytest.raises(EngineFailed, match="parrot"):
            read(file, "mp3")


@pytest.mark.parametrize("format", ["flac", "ogg-opus", "wav", "mp4"])
def test_sound_of_another_format_is_refused(format):
    with pytest.raises(EngineFailed):
        read(sample(format), "mp3")


def test_sound_without_an_end_is_refused_at_the_limit():
    minute = b"".join(PyAv().encode((Pcm(bytes(16_000), 8_000) for _ in range(60)), "mp3"))
    blocks = decoded(minute, 8_000, "parrot", formats=("mp3",), seconds=10.0)
    heard = []
    with pytest.raises(EngineFailed):
        heard.extend(blocks)
    assert seconds(heard) == 10.0


def test_a_file_without_samples_is_refused():
    whole = b"".join(PyAv().encode(tone(), "wav"))
    with pytest.raises(EngineFailed):
        read(whole[: whole.index(b"data")] + b"data\0\0\0\0", "wav")
