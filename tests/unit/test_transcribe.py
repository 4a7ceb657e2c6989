"""The use case on fakes: no config, no engine."""

import hashlib

import pytest

from hypotez.domain.keep import KeepTranscript, TranscribeAndKeep
from hypotez.domain.transcribe import Transcribe, fingerprint
from hypotez.ports.audio import Audio, Limits
from hypotez.ports.errors import AudioError, AudioTooLong, EngineFailed, NotFound, OptionError, StorageError
from hypotez.ports.progress import Cancelled
from hypotez.ports.speech import Hearing
from hypotez.ports.storage import Origin, TranscriptRecord
from hypotez.ports.testing.fakes_audio import FakeCodec
from hypotez.ports.testing.fakes_storage import MemoryRecords
from hypotez.ports.testing.fakes_stt import FakeSpeechToText
from tests.speech import wav

SAID = wav("one two three")


def test_audio_becomes_words_with_the_length_of_the_audio():
    answer = Transcribe(FakeCodec(), FakeSpeechToText())(Audio(SAID))
    assert answer.text == "one two three"
    assert answer.duration == pytest.approx((len(SAID) - 44) / 32_000, abs=0.01)
    assert answer.engine == "fake"


def test_a_path_is_as_good_as_bytes(tmp_path):
    path = tmp_path / "said.wav"
    path.write_bytes(SAID)
    assert Transcribe(FakeCodec(), FakeSpeechToText())(Audio(path)).text == "one two three"
    assert fingerprint(Audio(path)) == fingerprint(Audio(SAID)) == hashlib.sha256(SAID).hexdigest()


@pytest.mark.parametrize(("given", "kept"), [(["one", "two"], ("one", "two")), ("one two", ("one two",))])
def test_phrases_may_be_a_list_or_a_single_one(given, kept):
    assert Hearing("en", given).phrases == kept


@pytest.mark.parametrize("phrases", [(), ("",), (" ", "\t")])
def test_who_wants_nothing_but_phrases_has_to_give_some(phrases):
    with pytest.raises(OptionError, match="give some phrases"):
        Hearing("en", phrases, only_phrases=True)


def test_how_to_listen_reaches_the_engine():
    stt = FakeSpeechToText()
    hearing = Hearing("ru", ("стоп",), only_phrases=True)
    Transcribe(FakeCodec(), stt)(Audio(SAID), hearing)
    assert stt.asked == [hearing]


def test_nothing_is_refused_with_one_sentence():
    with pytest.raises(AudioError, match=r"^note\.ogg is empty: send a file with sound in it\.$"):
        Transcribe(FakeCodec(), FakeSpeechToText())(Audio(b"", "note.ogg"))


def test_a_missing_file_is_named_without_its_folder(tmp_path):
    with pytest.raises(NotFound, match=r"^There is no file “gone\.wav”: check the name\.$"):
        Transcribe(FakeCodec(), FakeSpeechToText())(Audio(tmp_path / "gone.wav"))


def test_limits_reach_the_codec():
    with pytest.raises(AudioTooLong):
        Transcribe(FakeCodec(), FakeSpeechToText(), limits=Limits(seconds=0.2))(Audio(SAID))


def test_cancelling_comes_out_unchanged():
    def stop(_progress):
        raise Cancelled

    with pytest.raises(Cancelled):
        Transcribe(FakeCodec(), FakeSpeechToText())(Audio(SAID), report=stop)


def test_a_kept_transcript_can_be_found_with_its_origin_and_the_audios_hash():
    records = MemoryRecords()
    keep = TranscribeAndKeep(Transcribe(FakeCodec(), FakeSpeechToText()), records)
    origin = Origin("123", "ann", "general")
    kept = keep(Audio(SAID), origin=origin)
    assert records.get(TranscriptRecord, kept.id) == kept
    assert (kept.origin, kept.audio_sha256) == (origin, hashlib.sha256(SAID).hexdigest())
    assert kept.transcript.text == "one two three"


@pytest.mark.parametrize("audio", [Audio(b""), Audio(b"no sound")])
def test_nothing_is_kept_of_what_failed(audio):
    records = MemoryRecords()
    with pytest.raises(AudioError):
        TranscribeAndKeep(Transcribe(FakeCodec(), FakeSpeechToText()), records)(audio)
    assert list(records.list(TranscriptRecord)) == []


def test_an_engines_error_comes_out():
    with pytest.raises(EngineFailed, match="tired"):
        Transcribe(FakeCodec(), FakeSpeechToText(error=EngineFailed("tired")))(Audio(SAID))


def test_what_could_not_be_kept_is_still_answered_with_a_warning_and_no_id():
    class Full(MemoryRecords):
        def add(self, record):
            raise StorageError("The disk is full.")

    origin = Origin("123", "ann", "general")
    answer = TranscribeAndKeep(Transcribe(FakeCodec(), FakeSpeechToText()), Full())(Audio(SAID), origin=origin)
    assert (answer.id, answer.origin, answer.transcript.text) == ("", origin, "one two three")
    assert answer.transcript.warnings == ("It was not kept. The disk is full.",)


def test_a_file_that_went_away_while_it_was_heard_is_answered_too(tmp_path):
    path = tmp_path / "said.wav"
    path.write_bytes(SAID)
    records = MemoryRecords()
    transcript = Transcribe(FakeCodec(), FakeSpeechToText())(Audio(path))
    path.unlink()
    answer = KeepTranscript(records)(Audio(path), transcript)
    assert (answer.id, answer.transcript.text) == ("", "one two three")
    assert answer.transcript.warnings == ("It was not kept, for its file cannot be read (No such file or directory).",)
    assert list(records.list(TranscriptRecord)) == []
