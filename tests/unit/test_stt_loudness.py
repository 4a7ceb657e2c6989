"""Which frames of a sound are loud."""

import numpy as np
import pytest

from hypotez.adapters.stt.loudness import loud

FRAME = 160


def noise(*levels: float) -> bytes:
    """Frames of white noise, each with its root mean square."""
    chance = np.random.default_rng(0)
    return b"".join(chance.normal(0, level, FRAME).astype("<i2").tobytes() for level in levels)


@pytest.mark.parametrize("gain", [0.02, 1.0])
@pytest.mark.parametrize("background", [30, 100, 500])
def test_speech_is_loud_and_the_background_is_not_however_loud_the_recording_is(gain: float, background: float) -> None:
    levels = [background] * 20 + [6000] * 10 + [3000] * 10 + [background] * 20
    assert loud(noise(*(gain * level for level in levels)), FRAME).tolist() == [level > 500 for level in levels]


def test_what_fills_no_frame_is_left_out() -> None:
    assert loud(b"", FRAME).tolist() == []
    assert len(loud(noise(100, 100)[:-2], FRAME)) == 1
