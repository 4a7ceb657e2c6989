"""How sound of any length is cut for Whisper, and what becomes of its times and languages."""

import threading
from array import array

import pytest

from hypotez.adapters.stt.once import Once
from hypotez.adapters.stt.whisper_languages import LANGUAGES, from_whisper, known, to_whisper
from hypotez.adapters.stt.whisper_listening import listen
from hypotez.adapters.stt.windows import windows
from hypotez.ports.audio import Pcm
from hypotez.ports.errors import AudioError, UnknownLanguage
from hypotez.ports.progress import ignore
from hypotez.ports.speech import Hearing, Segment, SttCan, Word
from hypotez.ports.testing.codec import tone

CAN = SttCan(languages=LANGUAGES, phrases=True, translates=True)
LOUD = Pcm(tone(seconds=1.0)[0].data * 5)


def quiet_at(second, seconds):
    """Sound with a tenth of a second of quiet at `second`."""
    data = bytearray(LOUD.data * seconds)
    at = 2 * int(second * 16_000)
    data[at : at + 3_200] = bytes(3_200)
    return Pcm(bytes(data))


def heard(blocks, hear, language=None, **options):
    return listen(blocks, Hearing(language, **options), hear, ignore, engine="tester", can=CAN)


# windows


def test_windows_are_everything_in_order_and_none_is_too_long():
    blocks = [LOUD] * 75
    cut = list(windows(blocks, 30.0, ignore))
    assert b"".join(window.data for window in cut) == LOUD.data * 75
    assert all(window.end - window.start <= 30 for window in cut)
    assert [window.start for window in cut] == pytest.approx([0.0, *(window.end for window in cut[:-1])])
    assert cut[-1].end == 75


@pytest.mark.parametrize("second", [20.5, 25.0, 29.6])
def test_the_cut_is_where_it_is_quietest(second):
    first, _ = windows([quiet_at(second, 40)], 30.0, ignore)
    assert second <= first.end <= second + 0.1


def test_no_window_is_all_but_empty_when_the_cut_comes_early():
    cut = list(windows([quiet_at(0.2, 40)], 10.0, ignore))
    assert all(window.end - window.start >= 4.9 for window in cut[:-1])


def test_the_stream_is_read_no_further_than_a_window():
    read = 0

    def stream():
        nonlocal read
        for _ in range(600):
            read += 1
            yield LOUD

    next(windows(stream(), 30.0, ignore))
    assert read == 31


def test_what_is_exactly_one_window_long_stays_whole():
    assert len(list(windows([LOUD] * 30, 30.0, ignore))) == 1


@pytest.mark.parametrize(("peak", "silent"), [(0, True), (3, True), (300, False)])
def test_silence_is_what_nobody_could_hear(peak, silent):
    (window,) = windows([Pcm(array("h", [peak, -peak] * 8_000).tobytes())], 30.0, ignore)
    assert window.silent is silent


def test_a_word_in_long_silence_is_no_silence():
    (window,) = windows([Pcm(bytes(32_000 * 20)), Pcm(LOUD.data[:6_400]), Pcm(bytes(32_000))], 30.0, ignore)
    assert not window.silent


def test_silent_ends_are_left_out_but_for_half_a_second():
    blocks = [Pcm(bytes(32_000 * 20)), Pcm(LOUD.data[:6_400]), Pcm(bytes(32_000 * 3))]
    (window,) = windows(blocks, 30.0, ignore)
    trimmed = window.trimmed()
    assert (trimmed.start, trimmed.end) == (pytest.approx(19.5), pytest.approx(20.7))
    assert LOUD.data[:6_400] in trimmed.data
    assert trimmed.trimmed() == trimmed
    (short,) = windows([Pcm(LOUD.data[:40])], 30.0, ignore)
    assert short.trimmed() == short


@pytest.mark.parametrize("odd", [Pcm(bytes(8), 8_000), Pcm(bytes(8), 16_000, 2)])
def test_other_sound_than_mono_at_16_khz_is_refused(odd):
    with pytest.raises(AudioError, match="16000 Hz"):
        list(windows([odd], 30.0, ignore))


# listening


def test_times_are_those_of_the_whole_audio():
    said = Segment("a b", 1.0, 2.0, (Word("a", 1.0, 1.4), Word("b", 1.5, 2.0)))
    answer = heard([quiet_at(29.0, 40)], lambda _window, _language: ("en", [said]))
    start = answer.segments[1].start - 1.0
    assert 29.0 <= start <= 29.1
    assert [word.start for word in answer.segments[1].words] == [pytest.approx(start + 1.0), pytest.approx(start + 1.5)]
    assert answer.text == "a b a b"


def test_times_behind_the_end_or_out_of_order_are_put_right():
    odd = [
        Segment("a", 0.5, 29.9, (Word("a", -1.0, 28.0),)),
        Segment("b c", 0.2, 0.1, (Word("b", 0.9, 0.6), Word("c", 0.7, 5.0))),
    ]
    answer = heard([LOUD], lambda _window, _language: ("en", odd))
    for segment in answer.segments:
        assert 0.5 <= segment.start <= segment.end <= 1.0
        at = segment.start
        for word in segment.words:
            assert at <= word.start <= word.end <= segment.end
            at = word.start


def test_the_language_of_the_first_words_holds_for_the_rest():
    told = []

    def hear(_window, language):
        told.append(language)
        return "ru", [Segment("да" if len(told) > 1 else "", 0.0, 1.0)]

    assert heard([LOUD] * 75, hear).language == "ru"
    assert told == [None, None, "ru"]


def test_silent_windows_are_not_heard_at_all():
    def hear(_window, _language):
        raise AssertionError("nothing to hear")

    answer = heard([Pcm(bytes(32_000))] * 45, hear)
    assert (answer.text, answer.language, answer.duration) == ("", None, 45.0)


def test_that_it_cannot_keep_to_phrases_is_told():
    answer = heard([], None, phrases=("stop",), only_phrases=True)
    assert "cannot keep to them" in answer.warnings[0]
    assert heard([], None, phrases=("stop",)).warnings == ()


# languages


def test_whispers_languages_are_all_there():
    from whisper.tokenizer import LANGUAGES as THEIRS

    assert {to_whisper(code) for code in LANGUAGES} == set(THEIRS) - {"yue"}
    assert {from_whisper(code) for code in THEIRS} - {"yue"} == LANGUAGES


@pytest.mark.parametrize(
    ("asked", "code"), [(None, None), ("en-GB", "en"), ("PT_br", "pt"), ("jw", "jv"), ("jv", "jv"), ("nb", "no")]
)
def test_a_language_may_be_spelled_in_many_ways(asked, code):
    assert known(asked, CAN, "tester") == code


def test_another_language_than_english_is_refused_by_a_model_for_english():
    can = SttCan(languages=frozenset({"en"}))
    with pytest.raises(UnknownLanguage, match="only English"):
        known("ru", can, "tester")
    with pytest.raises(UnknownLanguage, match="xx"):
        known("xx", can, "tester")


# once


def test_it_is_made_once_for_all_threads_and_anew_after_it_was_dropped():
    made = []
    barrier = threading.Barrier(4)

    def make():
        made.append(object())
        return made[-1]

    once = Once(make)

    def get():
        barrier.wait()
        once.get()

    threads = [threading.Thread(target=get) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 1
    once.drop()
    assert once.get() is made[1]


def test_what_failed_to_be_made_is_tried_again():
    outcomes = iter([ValueError("no"), "yes"])

    def make():
        outcome = next(outcomes)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    once = Once(make)
    with pytest.raises(ValueError):
        once.get()
    assert once.get() == "yes"
