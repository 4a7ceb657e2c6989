"""Bytes that begin like sound and go on as anything: the codec's process answers with sound or with a sentence."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hypotez.adapters.compose.isolated import IsolatedCodec
from hypotez.adapters.compose.recipe import Recipe
from hypotez.ports.audio import Audio, Limits
from hypotez.ports.errors import AudioError
from tests.sounds import RECIPES, sample

HEADS = {format: sample(format)[:600] for format in RECIPES} | {
    "aiff": b"FORM\0\0\x10\0AIFFCOMM\0\0\0\x12\0\1\0\0\x10\0\0\x10\x40\x0e\xac\x44\0\0\0\0\0\0SSND\0\0\x08\0",
    "au": b".snd\0\0\0\x18\0\0\x10\0\0\0\0\3\0\0\x1f\x40\0\0\0\1",
    "caf": b"caff\0\1\0\0desc\0\0\0\0\0\0\0\x20\x40\xe5\x88\x80\0\0\0\0lpcm",
    "id3": b"ID3\4\0\0\0\0\x10\0",
}


@pytest.fixture(scope="module")
def codec():
    codec = IsolatedCodec(Recipe("hypotez.audio", "pyav"), patience=10.0)
    yield codec
    codec.close()


@pytest.mark.parametrize("format", HEADS)
def test_a_beginning_of_sound_and_any_bytes_are_sound_or_an_audio_error(codec, format):
    head = HEADS[format]

    @settings(max_examples=60, deadline=None, database=None)
    @given(st.integers(4, len(head)), st.binary(max_size=2000))
    def check(kept, rest):
        with suppress(AudioError):
            blocks = list(codec.decode(Audio(head[:kept] + rest), limits=Limits(seconds=60.0)))
            assert all((block.rate, block.channels) == (16_000, 1) and block.frames for block in blocks)

    check()
