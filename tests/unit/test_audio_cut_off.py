"""Files whose end is missing: what is there is heard, and it is told that there should be more."""

import struct
from io import BytesIO

import pytest

from hypotez.adapters.audio.blocks import bounded
from hypotez.adapters.audio.cut_off import cut_off
from hypotez.adapters.audio.pyav import PyAv
from hypotez.adapters.audio.pydub import Pydub
from hypotez.adapters.compose.isolated import IsolatedCodec
from hypotez.adapters.compose.recipe import Recipe
from hypotez.domain.transcribe import Transcribe
from hypotez.ports.audio import BROKEN_OFF, Audio, Limits, Pcm
from hypotez.ports.errors import AudioError
from hypotez.ports.progress import Progress
from hypotez.ports.testing.fakes_stt import FakeSpeechToText
from tests.sounds import RECIPES, sample
from tests.speech import wav

SAID = wav("one two three four five six seven eight nine ten")
WRITTEN = {"wav": SAID} | {
    format: b"".join(PyAv().encode(PyAv().decode(Audio(SAID)), format)) for format in ("mp3", "ogg", "flac")
}


def listen(data, codec=None):
    """The seconds of sound, and how many there are where the codec says that the file breaks off."""
    reports = []
    seconds = sum(block.seconds for block in (codec or PyAv()).decode(Audio(data), report=reports.append))
    return seconds, [report.done for report in reports if report.stage == BROKEN_OFF]


@pytest.mark.parametrize("format", WRITTEN)
def test_half_a_file_breaks_off_where_its_sound_ends(format):
    data = WRITTEN[format]
    whole, nowhere = listen(data)
    assert nowhere == []
    seconds, (place,) = listen(data[: len(data) // 2])
    assert 0.2 * whole < seconds < 0.7 * whole
    assert place == pytest.approx(seconds, abs=0.01)


@pytest.mark.parametrize("format", RECIPES)
def test_no_whole_file_breaks_off(format):
    assert listen(sample(format))[1] == []


@pytest.mark.parametrize("format", ["wav", "ogg"])
def test_half_a_file_breaks_off_for_the_other_codec_too(format):
    data = WRITTEN[format]
    assert listen(data, Pydub())[1] == []
    assert len(listen(data[: len(data) // 2], Pydub())[1]) == 1


@pytest.mark.parametrize("size", [0, 0x7FFF_F000, 0x7FFF_FFFF, 0xFFFF_FFFF])
def test_a_wav_whose_program_did_not_know_its_length_is_whole(size):
    data = SAID[:40] + struct.pack("<I", size) + SAID[44:]
    assert listen(data)[1] == []


def test_other_chunks_of_a_wav_are_passed_over():
    note = b"LIST" + struct.pack("<I", 5) + b"hello\0"
    data = SAID[:12] + note + SAID[12:]
    assert not cut_off(BytesIO(data))
    assert cut_off(BytesIO(data[:-100]))


def test_an_mp3_that_only_guesses_its_length_is_not_held_to_it():
    data = WRITTEN["mp3"].replace(b"Xing", b"\0\0\0\0").replace(b"Info", b"\0\0\0\0")
    assert listen(data[: len(data) // 2])[1] == []


def test_tags_before_an_mp3_do_not_hide_its_length():
    tag = b"ID3\4\0\0" + bytes([0, 0, 2, 0]) + bytes(256)
    data = tag + WRITTEN["mp3"]
    assert listen(data)[1] == []
    assert len(listen(data[: len(data) // 2])[1]) == 1


@pytest.mark.parametrize(
    ("data", "missing"),
    [
        (b"", False),
        (b"fLaC", False),
        (b"RIFF\0\0\0\0WAVE", False),
        (b"RIFF\0\0\0\0WAVEdata", False),
        (b"RIFF\0\0\0\0WAVEdata\1\0\0\0", True),
        (b"OggS", True),
        (b"OggS" + bytes(22), True),
        (b"OggS" + bytes(23), False),
        (b"OggS" + bytes(22) + b"\1", True),
        (b"OggS" + bytes(22) + b"\1\2ab", False),
    ],
)
def test_scraps_of_files_are_told_from_whole_ones(data, missing):
    assert cut_off(BytesIO(data)) is missing


def test_damage_after_the_first_block_is_where_the_sound_breaks_off():
    def damaged():
        yield Pcm(bytes(32_000))
        raise AudioError("damaged")

    reports = []
    sound = bounded(damaged(), "", Limits(), reports.append, incomplete=lambda: False)
    assert [block.seconds for block in sound] == [1.0]
    assert reports[-1] == Progress(BROKEN_OFF, 1.0, None, "seconds")


def test_a_transcript_says_where_its_file_breaks_off_through_the_codecs_process():
    codec = IsolatedCodec(Recipe("hypotez.audio", "pyav"))
    try:
        transcribe = Transcribe(codec, FakeSpeechToText())
        assert transcribe(Audio(SAID)).warnings == ()
        cut = transcribe(Audio(SAID[: len(SAID) // 2]))
    finally:
        codec.close()
    assert cut.warnings == (f"The file breaks off after {cut.duration:.2f} s.",)
    assert cut.text


@pytest.mark.parametrize(
    ("says", "told"), [(2.0, [2.0, 2.0, 2.5]), (0.5, [1.0, None, None]), (None, [None, None, None])]
)
def test_a_length_that_is_nearly_right_stays_known_and_one_that_is_wrong_is_forgotten(says, told):
    reports = []
    blocks = (Pcm(bytes(2 * frames), 100) for frames in (100, 100, 50))
    list(bounded(blocks, "a.wav", Limits(), reports.append, total=says, incomplete=lambda: False))
    assert [report.total for report in reports] == told
