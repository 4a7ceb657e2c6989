"""Cutting at pauses, on sounds whose voice activity is known: a frame is speech when its first sample says so."""

import struct
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hypotez.adapters.compose.chunked import Chunked
from hypotez.adapters.compose.pauses import chunks
from hypotez.ports.audio import Pcm
from hypotez.ports.progress import Cancelled, Progress, ignore
from hypotez.ports.speech import Hearing, Segment, SpeechToText, SttCan, Transcript, Word

FRAME_BYTES = 1024
FRAME = 0.032


def loudness(data: bytes) -> list[float]:
    """A stand-in for the model: each frame's first sample in thousandths."""
    return [struct.unpack_from("<h", data, at)[0] / 1000 for at in range(0, len(data), FRAME_BYTES)]


def sound(*parts: tuple[float, float]) -> bytes:
    """Seconds of a constant `level` (0..1), rounded to whole frames, one after another."""
    return b"".join(struct.pack("<h", int(level * 1000)) * 512 * round(seconds / FRAME) for seconds, level in parts)


def blocks(data: bytes, size: int = 3200) -> Iterator[Pcm]:
    return (Pcm(data[at : at + size]) for at in range(0, len(data), size))


class Recorder(SpeechToText):
    """Answers each call with one word over all of what it heard."""

    name = "recorder"
    can = SttCan(max_seconds=60.0)

    def __init__(self) -> None:
        self.heard: list[float] = []

    def transcribe(self, blocks, hearing=Hearing(), *, report=ignore):
        seconds = sum(block.seconds for block in blocks)
        self.heard.append(seconds)
        text = f"part{len(self.heard)}"
        report(Progress("recognise", seconds, seconds, "seconds"))
        segment = Segment(text, 0.0, seconds, (Word(text, 0.0, seconds),))
        language = "ru" if seconds > 5 else "en"
        return Transcript(text, language, self.name, seconds, (segment,), warnings=("no hotwords",))


def chunked(engine: SpeechToText, longest: float = 28.0) -> Chunked:
    return Chunked(engine, longest=longest, listener=lambda: loudness)


def test_silence_is_an_empty_transcript_and_the_engine_is_not_asked():
    engine = Recorder()
    transcript = chunked(engine).transcribe(blocks(sound((10, 0.0))))
    assert (transcript.text, transcript.segments, engine.heard) == ("", (), [])
    assert transcript.engine == "recorder"
    assert transcript.duration == pytest.approx(10, abs=0.02)


def test_no_blocks_are_an_empty_transcript():
    assert chunked(Recorder()).transcribe([]) == Transcript("", None, "recorder", 0.0)


def test_two_utterances_far_apart_are_two_chunks_with_times_of_the_whole():
    engine = Recorder()
    transcript = chunked(engine).transcribe(blocks(sound((2, 0), (1, 0.9), (5, 0), (6, 0.9), (3, 0))))
    assert transcript.text == "part1 part2"
    first, second = transcript.segments
    assert first.start == pytest.approx(1.5, abs=0.07)
    assert first.end == pytest.approx(3.5, abs=0.07)
    assert second.start == pytest.approx(7.5, abs=0.07)
    assert second.words[0].start == second.start
    assert transcript.language == "ru"  # spoken for longer
    assert transcript.warnings == ("no hotwords",)


def test_a_short_pause_does_not_cut():
    engine = Recorder()
    chunked(engine).transcribe(blocks(sound((1, 0.9), (0.6, 0), (1, 0.9))))
    assert len(engine.heard) == 1


def test_long_speech_is_cut_at_its_longest_pause():
    engine = Recorder()
    data = sound((4, 0.9), (0.3, 0), (1, 0.9), (0.6, 0), (1, 0.9), (0.2, 0), (9, 0.9))
    chunked(engine, longest=8.0).transcribe(blocks(data))
    assert engine.heard[0] == pytest.approx(5.6, abs=0.1)
    assert max(engine.heard) <= 8.0


def test_the_engines_own_limit_goes_before_the_configured_one():
    engine = Recorder()
    engine.can = SttCan(max_seconds=3.0)
    transcript = chunked(engine).transcribe(blocks(sound((10, 0.9))))
    assert max(engine.heard) <= 3.0
    assert chunked(engine).can.max_seconds is None
    assert transcript.duration == pytest.approx(10, abs=0.04)


def test_the_end_of_the_last_segment_is_not_behind_the_end_of_the_audio():
    data = sound((1, 0.9)) + b"\x84\x03" * 100
    transcript = chunked(Recorder()).transcribe(blocks(data))
    assert transcript.segments[-1].end == transcript.duration == transcript.segments[-1].words[0].end


def test_cancelling_while_it_listens_comes_out_unchanged():
    def stop(progress: Progress) -> None:
        if progress.done > 1:
            raise Cancelled

    with pytest.raises(Cancelled):
        chunked(Recorder()).transcribe(blocks(sound((5, 0))), report=stop)


def test_progress_counts_seconds_of_the_whole_audio():
    told: list[Progress] = []
    chunked(Recorder()).transcribe(blocks(sound((4, 0), (1, 0.9), (3, 0))), report=told.append)
    assert max(p.done for p in told if p.stage == "recognise") == pytest.approx(5.5, abs=0.1)


levels = st.lists(st.tuples(st.floats(0.1, 6.0), st.sampled_from([0.0, 0.3, 0.9])), max_size=12)


@given(levels, st.integers(500, 9000), st.floats(1.5, 10.0))
def test_every_spoken_frame_is_heard_once_in_order_and_no_chunk_is_too_long(parts, size, longest):
    data = sound(*parts)
    found = list(chunks(blocks(data, size * 2), loudness, longest, lambda _: None))
    covered: set[int] = set()
    end = 0
    for chunk in found:
        start = round(chunk.start / FRAME)
        assert start >= end
        assert chunk.seconds <= longest + 0.001
        end = start + len(chunk.data) // FRAME_BYTES
        assert data[start * FRAME_BYTES : end * FRAME_BYTES] == chunk.data
        covered.update(range(start, end))
    loud = {i for i, level in enumerate(loudness(data)) if level >= 0.4}
    assert loud <= covered
