"""Isolated speakers and codecs: streams that end, are left, or die."""

import gc
import math

import pytest

from hypotez.adapters.compose.isolated import IsolatedCodec, IsolatedTextToSpeech
from hypotez.adapters.compose.recipe import Recipe
from hypotez.ports.audio import Audio, Limits, Pcm
from hypotez.ports.errors import EngineCrashed, TextError
from hypotez.ports.progress import Cancelled
from tests.hostile_engines import CODEC, TTS


@pytest.fixture(scope="module")
def speaker():
    engine = IsolatedTextToSpeech(Recipe("hypotez.tts", TTS))
    yield engine
    engine.close()


@pytest.fixture(scope="module")
def codec():
    engine = IsolatedCodec(Recipe("hypotez.audio", CODEC))
    yield engine
    engine.close()


def child_of(speaker):
    heard = []
    list(speaker.synthesize("who", report=heard.append))
    return next(progress.stage for progress in heard if progress.stage.isdigit())


def test_bad_text_is_refused_before_the_first_block_is_asked_for(speaker):
    with pytest.raises(TextError):
        speaker.synthesize(" ")


def test_the_first_block_comes_before_the_last_is_made(speaker):
    blocks = speaker.synthesize("endless")
    assert next(blocks).seconds == 1.0
    blocks.close()


@pytest.mark.parametrize("leave", ["close", "lose", "before the first"])
def test_a_stream_that_is_left_early_keeps_the_child_warm(speaker, leave, monkeypatch):
    monkeypatch.setattr("hypotez.adapters.compose.calls._GRACE", 20.0)
    before = child_of(speaker)
    blocks = speaker.synthesize("endless")
    if leave != "before the first":
        next(blocks)
    if leave == "close":
        blocks.close()
    del blocks
    gc.collect()
    assert child_of(speaker) == before


def test_cancelling_in_the_middle_keeps_the_child_warm(speaker, monkeypatch):
    monkeypatch.setattr("hypotez.adapters.compose.calls._GRACE", 20.0)
    before = child_of(speaker)

    def stop(progress):
        if progress.done > 3:
            raise Cancelled

    with pytest.raises(Cancelled):
        list(speaker.synthesize("endless", report=stop))
    assert child_of(speaker) == before


def test_a_slow_listener_does_not_keep_others_waiting(speaker):
    first = speaker.synthesize("one two three four")
    assert next(first).seconds == 1.0
    assert len(list(speaker.synthesize("five six"))) == 2
    assert len(list(first)) == 3


def test_a_crash_in_the_middle_comes_after_what_was_said(speaker):
    heard = []
    with pytest.raises(EngineCrashed, match="SIGKILL"):
        heard.extend(speaker.synthesize("crash"))
    assert len(list(speaker.synthesize("fine again"))) == 2


def test_a_decoder_that_dies_is_a_crash_and_another_file_is_tried_anew(codec):
    for source in (b"data", b"x" * 3_000_000):
        blocks = codec.decode(Audio(source), limits=Limits(seconds=math.inf))
        assert next(blocks).seconds == 1.0
        with pytest.raises(EngineCrashed, match="SIGSEGV"):
            next(blocks)


def test_encoding_goes_both_ways_at_once(codec):
    blocks = [Pcm(bytes(200_000))] * 100
    assert sum(len(data) for data in codec.encode(blocks, "wav")) == 40_000_000


def test_many_files_may_be_open_at_once(codec):
    streams = [codec.encode([Pcm(bytes(200_000))] * 100, "wav") for _ in range(3)]
    assert all(next(stream) for stream in streams)
    for stream in streams:
        stream.close()
