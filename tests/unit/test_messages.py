"""The ports' values as events and back."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hypotez.adapters.compose.messages import (
    audio_chunks,
    error_event,
    error_from,
    hearing_from,
    pcm_from,
    progress_event,
    progress_from,
    transcribe_event,
    transcript_event,
    transcript_from,
    voice_data,
    voice_from,
    voicing_data,
    voicing_from,
)
from hypotez.adapters.compose.wire import Event, Garbled, read_event, write_event
from hypotez.ports.audio import Pcm
from hypotez.ports.errors import DatasetError, EngineFailed, EngineQuota, TextError
from hypotez.ports.progress import Cancelled, Progress
from hypotez.ports.speech import Attempt, Hearing, Segment, Transcript, Voice, Voicing, Word

TEXT = st.text(max_size=12)
SOME = st.text(min_size=1, max_size=12)
NUMBER = st.floats(allow_nan=False, allow_infinity=False)
MAYBE = st.none() | NUMBER
WORDS = st.lists(st.builds(Word, TEXT, NUMBER, NUMBER, MAYBE), max_size=3).map(tuple)
SEGMENTS = st.lists(st.builds(Segment, TEXT, NUMBER, NUMBER, WORDS, MAYBE), max_size=3).map(tuple)
ATTEMPTS = st.lists(st.builds(Attempt, TEXT, TEXT, TEXT), max_size=2).map(tuple)
TRANSCRIPTS = st.builds(
    Transcript, TEXT.map(str.strip), st.none() | SOME, SOME, NUMBER, SEGMENTS, ATTEMPTS, st.lists(TEXT).map(tuple)
)


def crossed(event):
    """`event` after a trip through bytes."""
    stream = io.BytesIO()
    write_event(event, stream)
    stream.seek(0)
    return read_event(stream)


@given(TRANSCRIPTS)
def test_a_transcript_crosses(transcript):
    assert transcript_from(crossed(transcript_event(transcript)).data, engine="x", heard=0.0) == transcript


HEARINGS = st.builds(Hearing, st.none() | TEXT, st.lists(TEXT, max_size=3).map(tuple), translate=st.booleans())
PHRASES = st.lists(TEXT.filter(str.strip), min_size=1, max_size=3).map(tuple)


@given(HEARINGS | st.builds(Hearing, phrases=PHRASES, only_phrases=st.just(True)))
def test_a_hearing_crosses(hearing):
    assert hearing_from(crossed(transcribe_event(hearing, model="m", window=3)).data) == hearing


@given(st.builds(Voicing, st.none() | TEXT, st.none() | TEXT, NUMBER, NUMBER, NUMBER))
def test_a_voicing_crosses(voicing):
    assert voicing_from(crossed(Event("synthesize", voicing_data(voicing))).data) == voicing


@given(st.builds(Voice, TEXT, st.lists(TEXT, max_size=3).map(tuple), TEXT, st.none() | TEXT))
def test_a_voice_crosses(voice):
    assert voice_from(crossed(Event("voices", voice_data(voice))).data) == voice


@given(st.builds(Progress, TEXT, NUMBER, MAYBE, TEXT))
def test_progress_crosses(progress):
    assert progress_from(crossed(progress_event(progress)).data) == progress


@given(st.integers(0, 1_000_000), st.integers(1, 3), st.integers(1, 192_000))
def test_sound_crosses_in_pieces_of_whole_frames(frames, channels, rate):
    block = Pcm(bytes(2 * channels * frames), rate, channels)
    pieces = [pcm_from(crossed(event)) for event in audio_chunks(block)]
    assert sum(piece.frames for piece in pieces) == frames
    assert {(piece.rate, piece.channels) for piece in pieces} <= {(rate, channels)}


def test_samples_of_other_widths_become_16_bit():
    assert pcm_from(Event("audio-chunk", {"rate": 8000, "width": 1, "channels": 1}, b"\x80\xff")).data == b"\0\0\0\x7f"
    assert pcm_from(Event("audio-chunk", {"rate": 8000, "width": 4, "channels": 1}, b"\0\0\1\2")).data == b"\1\2"


@pytest.mark.parametrize(
    "data",
    [{}, {"rate": 0}, {"rate": "16000"}, {"rate": True}, {"rate": 16_000, "width": 9}, {"rate": 16_000, "channels": 2}],
)
def test_sound_in_no_shape_is_garbled(data):
    with pytest.raises(Garbled):
        pcm_from(Event("audio-chunk", data, b"12"))


def test_errors_keep_what_they_tell():
    quota = error_from(crossed(error_event(EngineQuota("Wait.", engine="g", retry_after=9.0))).data, "x")
    assert (type(quota), str(quota), quota.engine, quota.retry_after) == (EngineQuota, "Wait.", "g", 9.0)
    assert type(error_from(error_event(TextError("No.")).data, "x")) is TextError
    assert type(error_from(error_event(Cancelled()).data, "x")) is Cancelled


def test_errors_keep_the_key_and_the_values_of_their_sentence():
    raised = DatasetError("There are {3} labels.", key="lesson-many-labels", count=3, most=2.5, name="{x}")
    arrived = error_from(crossed(error_event(raised)).data, "x")
    assert (str(arrived), arrived.key, arrived.values) == (str(raised), raised.key, raised.values)


@pytest.mark.parametrize(
    "fault",
    [
        {"count": 3},
        {"key": 5},
        {"key": "text-empty", "list": []},
        {"key": "text-empty", "long": "x" * 1001},
        {"key": "text-empty", "none": None},
        {"key": "text-empty", "huge": 1e300},
        {"key": "text-empty", "none": float("nan")},
    ],
)
def test_what_can_be_no_sentence_of_an_error_is_dropped(fault):
    arrived = error_from({"text": "No.", "code": "text", "hypotez": {"fault": fault}}, "x")
    assert (type(arrived), str(arrived), arrived.key, dict(arrived.values)) == (TextError, "No.", "", {})


@pytest.mark.parametrize("data", [{}, {"text": ""}, {"text": "a", "code": 5}, {"text": "a", "code": "?"}])
def test_errors_that_say_little_are_failures_of_the_engine(data):
    error = error_from(data, "x")
    assert type(error) is EngineFailed
    assert str(error)
    assert error.engine == "x"
