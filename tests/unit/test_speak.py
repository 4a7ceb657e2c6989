"""The use case on fakes."""

import io
import wave

import pytest

from hypotez.domain.speak import Speak
from hypotez.ports.errors import EngineCrashed, OptionError, StorageError, TextError, UnknownVoice
from hypotez.ports.progress import ignore
from hypotez.ports.speech import Attempt, Voicing
from hypotez.ports.testing.fakes_audio import FakeCodec
from hypotez.ports.testing.fakes_tts import FakeTextToSpeech

AWAY = Attempt("far", "engine-unreachable", "no network")


def speak(**options):
    return Speak(FakeTextToSpeech(**options), FakeCodec())


def test_speech_is_an_iterable_of_blocks():
    blocks = list(speak()("one two three"))
    assert len(blocks) == 3
    assert {block.rate for block in blocks} == {16_000}


def test_it_can_be_heard_again():
    tts = FakeTextToSpeech()
    speech = Speak(tts, FakeCodec())("one two")
    assert list(speech) == list(speech)
    assert len(tts.said) == 2


def test_who_was_asked_in_vain_is_told_once_it_has_begun(tmp_path):
    class Replaced(FakeTextToSpeech):
        def synthesize(self, text, voicing=Voicing(), *, report=ignore):
            return FallbackSpeech(super().synthesize(text, voicing, report=report))

    class FallbackSpeech:
        def __init__(self, blocks):
            self._blocks, self.attempts = blocks, ()

        def __iter__(self):
            return self

        def __next__(self):
            self.attempts = (AWAY,)
            return next(self._blocks)

    speech = Speak(Replaced(), FakeCodec())("one two")
    assert speech.attempts == ()
    speech.save(tmp_path / "said.wav")
    assert speech.attempts == (AWAY,)
    assert speak()("one").attempts == ()


def test_a_request_is_checked_before_anybody_listens():
    with pytest.raises(TextError):
        speak()("   ")
    with pytest.raises(UnknownVoice):
        speak()("hello", Voicing(voice="nobody"))


@pytest.mark.parametrize("name", ["rate", "pitch", "volume"])
@pytest.mark.parametrize("factor", [float("nan"), float("inf"), -float("inf"), 10**400, "fast", None])
def test_a_factor_that_is_no_finite_number_is_refused_with_a_sentence_about_it(name, factor):
    with pytest.raises(OptionError, match=rf"^The {name} must be a finite number, 1 being normal, not .+\.$"):
        Voicing(**{name: factor})


def test_it_is_saved_whole(tmp_path):
    path = speak()("one two three").save(tmp_path / "said.wav")
    with wave.open(str(path)) as file:
        assert file.getnframes() == sum(block.frames for block in speak()("one two three"))
    assert [entry.name for entry in tmp_path.iterdir()] == ["said.wav"]


def test_bytes_of_a_file_can_be_had():
    with wave.open(io.BytesIO(b"".join(speak()("one").encode("wav")))) as file:
        assert file.getnframes() > 0


@pytest.mark.parametrize("name", ["said.xyz", "said"])
def test_an_ending_that_names_no_format_is_refused(tmp_path, name):
    with pytest.raises(OptionError, match=r"use the ending \.wav, \.mp3, \.ogg or \.flac"):
        speak()("one").save(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_a_format_that_the_codec_does_not_write_is_refused(tmp_path):
    with pytest.raises(OptionError, match="“mp3”: use one of"):
        speak()("one").save(tmp_path / "said.mp3")
    assert list(tmp_path.iterdir()) == []


def test_a_failure_leaves_what_was_there(tmp_path):
    path = tmp_path / "said.wav"
    path.write_bytes(b"before")
    with pytest.raises(EngineCrashed):
        speak(error=EngineCrashed("fell over"))("one").save(path)
    assert path.read_bytes() == b"before"
    assert [entry.name for entry in tmp_path.iterdir()] == ["said.wav"]


def test_a_missing_folder_is_one_sentence(tmp_path):
    with pytest.raises(StorageError, match=r"^[^.]+\.$"):
        speak()("one").save(tmp_path / "no" / "said.wav")
