"""Transcript formats: each is read back here by a reader of its own."""

import json
import math
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hypotez.entrypoints.formats import FORMATS, SUFFIXES, from_json, render, to_json
from hypotez.ports.speech import Attempt, Segment, Transcript, Word

seconds = st.one_of(st.floats(0, 400_000), st.floats(), st.integers(-5, 5).map(float))
texts = st.text(
    st.one_of(
        st.characters(), st.sampled_from(list("-->\n\r\t <&;:,0123")), st.characters(categories=["Zl", "Zp", "Cc"])
    )
)
segments = st.builds(Segment, texts, seconds, seconds)
transcripts = st.builds(
    Transcript,
    texts,
    st.none() | st.just("en"),
    st.just("fake"),
    st.floats(0, 1e5),
    st.lists(segments, max_size=6).map(tuple),
)
clean = st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1)


def spoken(transcript):
    found = [segment.text for segment in transcript.segments] if transcript.segments else [transcript.text]
    return [text for text in found if letters(text)]


def letters(text):
    """What a format must not lose: everything but spaces, controls and what it writes another way."""
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\ufffd", "").replace("?", "")
    return re.sub(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029>-]", "", text)


def milliseconds(clock):
    hours, minutes, rest = clock.replace(",", ".").split(":")
    assert int(minutes) < 60
    assert re.fullmatch(r"[0-5]\d\.\d{3}", rest)
    return round((int(hours) * 3600 + int(minutes) * 60 + float(rest)) * 1000)


def read_srt(text):
    for number, block in enumerate(text.split("\n\n")[:-1], start=1):
        count, times, words = block.split("\n")
        assert int(count) == number
        start, arrow, end = times.split(" ")
        assert arrow == "-->"
        assert "-->" not in words
        yield milliseconds(start), milliseconds(end), words


def read_vtt(text):
    heading, *blocks = text.removesuffix("\n").split("\n\n")
    assert heading == "WEBVTT"
    for block in blocks:
        times, words = block.split("\n")
        start, end = times.split(" --> ")
        assert not re.search(r"[<>]|&(?!amp;|lt;|gt;)", words)
        yield (
            milliseconds(start),
            milliseconds(end),
            words.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"),
        )


def read_tsv(text):
    heading, *lines, end = text.split("\n")
    assert (heading, end) == ("start\tend\ttext", "")
    for line in lines:
        first, last, words = line.split("\t")
        yield int(first), int(last), words


READERS = {"srt": read_srt, "vtt": read_vtt, "tsv": read_tsv}


@pytest.mark.parametrize("format", READERS)
@settings(max_examples=60)
@given(transcript=transcripts)
def test_cues_read_back_are_never_empty_and_never_overlap(format, transcript):
    cues = list(READERS[format](render(transcript, format)))
    now = 0
    for start, end, words in cues:
        assert now <= start < end
        assert words == words.strip() != ""
        now = end


@pytest.mark.parametrize("format", READERS)
@settings(max_examples=60)
@given(transcript=transcripts)
def test_cues_read_back_have_every_word_that_was_said(format, transcript):
    cues = READERS[format](render(transcript, format))
    assert sorted(letters(words) for _, _, words in cues if letters(words)) == sorted(map(letters, spoken(transcript)))


@pytest.mark.parametrize("format", READERS)
@settings(max_examples=30)
@given(said=st.lists(clean, max_size=5))
def test_good_times_come_back_to_the_millisecond(format, said):
    transcript = Transcript(
        "", segments=tuple(Segment(text, 7200.5 + at, at + 7201.25) for at, text in enumerate(said))
    )
    expected = [(7_200_500 + 1000 * at, 7_201_250 + 1000 * at) for at in range(len(said))]
    assert [(start, end) for start, end, _ in READERS[format](render(transcript, format))] == expected


@settings(max_examples=60)
@given(transcript=transcripts)
def test_json_is_one_line_that_reads_back_as_the_transcript(transcript):
    line = render(transcript, "json")
    assert line.count("\n") == 1
    table = json.loads(line, parse_constant=pytest.fail)
    assert list(table) == ["text", "language", "engine", "duration", "segments", "attempts", "warnings"]
    assert to_json(from_json(table)) == table


def test_json_keeps_words_attempts_and_warnings():
    transcript = Transcript(
        "да",
        "ru",
        "fake",
        1.5,
        (Segment("да", 0.0, 1.0, (Word("да", 0.0, 1.0, 0.5),)),),
        (Attempt("other", "engine-timeout", "It took too long."),),
        ("No phrases.",),
    )
    assert from_json(json.loads(render(transcript, "json"))) == transcript
    assert "да" in render(transcript, "json")


def test_a_number_that_is_none_is_null_in_json():
    assert json.loads(render(Transcript("a", duration=math.nan), "json"))["duration"] is None


@pytest.mark.parametrize(
    ("format", "nothing"), [("text", ""), ("srt", ""), ("vtt", "WEBVTT\n"), ("tsv", "start\tend\ttext\n")]
)
def test_silence_is_a_valid_file_without_cues(format, nothing):
    assert render(Transcript(""), format) == nothing


def test_a_text_without_segments_is_one_cue_as_long_as_the_audio():
    assert render(Transcript("hello", duration=2.5), "srt") == "1\n00:00:00,000 --> 00:00:02,500\nhello\n\n"


def test_text_ends_with_one_line_break():
    assert render(Transcript(" hello \n"), "text") == "hello\n"


@pytest.mark.parametrize("format", FORMATS)
def test_half_a_letter_can_still_be_written_as_utf8(format):
    assert render(Transcript("a\ud800b", duration=1.0), format).encode()


def test_every_format_has_an_ending():
    assert FORMATS.keys() == SUFFIXES.keys()
