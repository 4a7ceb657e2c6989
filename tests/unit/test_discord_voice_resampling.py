"""From a speaker's rate to Discord's, block by block."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hypotez.adapters.audio.resampling import resampled
from hypotez.ports.audio import Pcm
from hypotez.ports.errors import AudioError, EngineFailed

FRAME = 960


def sine(hertz: float, seconds: float, rate: int) -> bytes:
    return (np.sin(2 * np.pi * hertz * np.arange(int(seconds * rate)) / rate) * 10_000).astype("<i2").tobytes()


def cut(pcm: bytes, rate: int, samples: int) -> list[Pcm]:
    return [Pcm(pcm[at : at + 2 * samples], rate) for at in range(0, len(pcm), 2 * samples)]


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from([8_000, 16_000, 22_050, 24_000, 44_100, 48_000]),
    st.floats(0.1, 1.5),
    st.floats(100, 3_000),
    st.integers(100, 20_000),
)
def test_neither_length_nor_pitch_changes(rate: int, seconds: float, hertz: float, samples: int) -> None:
    blocks = list(resampled(cut(sine(hertz, seconds, rate), rate, samples), rate=48_000, channels=2))
    assert {(block.rate, block.channels) for block in blocks} == {(48_000, 2)}
    left = np.frombuffer(b"".join(block.data for block in blocks), "<i2")[::2].astype(float)
    assert abs(len(left) - int(seconds * rate) * 48_000 / rate) <= FRAME
    strongest = np.argmax(np.abs(np.fft.rfft(left * np.hanning(len(left))))) * 48_000 / len(left)
    assert strongest == pytest.approx(hertz, abs=1.5 / seconds)


@pytest.mark.parametrize("rate", [48_000, 22_050])
def test_both_channels_are_the_same_and_as_loud_as_before(rate: int) -> None:
    blocks = resampled([Pcm(sine(440, 0.2, rate), rate)], rate=48_000, channels=2)
    pcm = np.frombuffer(b"".join(block.data for block in blocks), "<i2")
    assert (pcm[::2] == pcm[1::2]).all()
    assert pcm.max() == pytest.approx(10_000, rel=0.02)


def test_stereo_stays_stereo_or_becomes_mono() -> None:
    stereo = Pcm(np.repeat(np.frombuffer(sine(440, 0.1, 16_000), "<i2"), 2).tobytes(), 16_000, 2)
    for channels in (1, 2):
        blocks = list(resampled([stereo], rate=48_000, channels=channels))
        assert sum(block.seconds for block in blocks) == pytest.approx(0.1, abs=0.02)
        assert {block.channels for block in blocks} == {channels}


def test_sound_comes_out_before_all_of_it_went_in() -> None:
    read = []

    def blocks():
        for block in cut(sine(440, 1, 22_050), 22_050, 1_000):
            read.append(block)
            yield block

    next(iter(resampled(blocks(), rate=48_000, channels=2)))
    assert len(read) == 1


def test_nothing_comes_of_nothing() -> None:
    assert not list(resampled([], rate=48_000, channels=2))
    assert not list(resampled([Pcm(b"")], rate=48_000, channels=2))


def test_what_the_blocks_raise_comes_out_after_the_sound_before_it() -> None:
    def blocks():
        yield Pcm(sine(440, 0.1, 16_000))
        raise EngineFailed("broke")

    heard = resampled(blocks(), rate=48_000, channels=2)
    assert next(iter(heard)).frames
    with pytest.raises(EngineFailed, match="broke"):
        list(heard)


@pytest.mark.parametrize("second", [Pcm(b"\0\0" * 10, 8_000), Pcm(b"\0\0" * 10, 16_000, 2)])
def test_blocks_of_different_shapes_are_refused(second: Pcm) -> None:
    with pytest.raises(AudioError, match="one shape"):
        list(resampled([Pcm(b"\0\0" * 10), second], rate=48_000, channels=2))


def test_more_than_two_channels_are_refused() -> None:
    with pytest.raises(AudioError, match="3 channels"):
        list(resampled([Pcm(b"\0\0" * 3, 16_000, 3)], rate=48_000, channels=2))
