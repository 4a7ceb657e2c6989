from itertools import islice

from hypothesis import given
from hypothesis import strategies as st

from hypotez.adapters.compose.replay import replayable
from hypotez.ports.audio import Pcm

blocks = st.lists(
    st.builds(lambda n, rate: Pcm(bytes(2 * n), rate), st.integers(0, 50), st.sampled_from([8000, 16000]))
)


def test_what_starts_anew_is_handed_through():
    sound = [Pcm(b"\0\0")]
    with replayable(sound) as played:
        assert played is sound


@given(blocks, st.lists(st.integers(0, 10), max_size=4))
def test_a_stream_that_runs_once_is_heard_whole_by_everybody(sound, early_ends):
    with replayable(iter(sound)) as played:
        for count in early_ends:
            assert list(islice(played, count)) == sound[:count]
        assert list(played) == sound
        assert list(played) == sound


@given(blocks)
def test_two_listeners_at_different_places_do_not_disturb_each_other(sound):
    with replayable(iter(sound)) as played:
        first, second = iter(played), iter(played)
        for block in sound:
            assert next(first) == block
        assert list(second) == sound
