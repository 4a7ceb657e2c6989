"""Cutting text: where sentences end, and that nothing is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hypotez.adapters.compose.sentences import Sentences, pieces
from hypotez.ports.audio import Pcm
from hypotez.ports.errors import EngineFailed, OptionError, TextError, UnknownVoice
from hypotez.ports.progress import Cancelled, Progress
from hypotez.ports.speech import Voicing
from hypotez.ports.testing.fakes_tts import FakeTextToSpeech
from hypotez.ports.testing.tts import TextToSpeechContract

MARKS = st.sampled_from(
    [" ", "  ", "\n", ". ", "! ", "? ", ", ", "... ", "。", "Dr. ", "т.е. ", "3.14", "é", "e\u0301", "👨‍👩‍👧"]
)
TEXTS = st.lists(st.one_of(MARKS, st.text(max_size=12)), max_size=40).map("".join)


class TestSentences(TextToSpeechContract):
    @pytest.fixture
    def engine(self):
        return Sentences(FakeTextToSpeech(), max_chars=40)


@given(TEXTS, st.integers(1, 60))
def test_pieces_keep_every_character_in_order_and_the_limit(text, limit):
    cut = list(pieces(text, limit))
    assert "".join("".join(cut).split()) == "".join(text.split())
    assert all(0 < len(piece) <= limit for piece in cut)
    assert all(piece == piece.strip() for piece in cut)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Hello there. How are you?", "Hello there."),
        ("Dr. Smith came. He left.", "Dr. Smith came."),
        ("It costs 3.14 dollars. Good.", "It costs 3.14 dollars."),
        ("Fruit, e.g. apples, is good. Eat.", "Fruit, e.g. apples, is good."),
        ("J. R. R. Tolkien wrote. We read.", "J. R. R. Tolkien wrote."),
        ("Это хорошо, т.е. неплохо. Да.", "Это хорошо, т.е. неплохо."),
        ("А. С. Пушкин жил давно. Да.", "А. С. Пушкин жил давно."),
        ("В 2024 г. было тепло. Да.", "В 2024 г. было тепло."),
        ('He said "Stop." Then he left.', 'He said "Stop."'),
        ("Really?! Yes.", "Really?!"),
        ("Well... no. Yes.", "Well..."),
        ("今日は。元気ですか？はい。", "今日は。"),
        ("First line\nsecond line", "First line"),
        ("1. Wash your hands. Dry them.", "1. Wash your hands."),
        ("It happened in 2024. Then it ended.", "It happened in 2024."),
        ("See example.com for more. Thanks.", "See example.com for more."),
    ],
)
def test_the_first_piece_is_the_first_sentence(text, first):
    assert next(pieces(text, 200)) == first


def test_later_sentences_go_together_as_they_fit():
    assert list(pieces("One. Two. Three. Four. Five.", 12)) == ["One.", "Two. Three.", "Four. Five."]


def test_a_long_sentence_is_cut_after_a_comma_then_at_a_space_then_hard():
    assert list(pieces("one two, three four", 10)) == ["one two,", "three four"]
    assert list(pieces("one two three four", 10)) == ["one two", "three four"]
    assert list(pieces("a" * 25, 10)) == ["a" * 10, "a" * 10, "a" * 5]


def test_an_accent_stays_with_its_letter():
    assert list(pieces("abcde\u0301f", 5)) == ["abcd", "e\u0301f"]


def test_a_limit_below_one_is_refused():
    with pytest.raises(ValueError, match="at least 1"):
        list(pieces("text", 0))


def test_the_first_sound_waits_for_the_first_sentence_only():
    speaker = FakeTextToSpeech()
    blocks = Sentences(speaker).synthesize("Hello there. " + "This is much longer. " * 50)
    next(blocks)
    assert [text for text, _ in speaker.said] == ["Hello there."]


def test_no_request_is_longer_than_the_limit():
    speaker = FakeTextToSpeech()
    list(Sentences(speaker, max_chars=30).synthesize("This is a sentence of some length, is it not? " * 5))
    assert max(len(text) for text, _ in speaker.said) <= 30


def test_pieces_without_words_are_left_out():
    speaker = FakeTextToSpeech()
    list(Sentences(speaker, max_chars=10).synthesize("Hello. *** --- !!! Goodbye."))
    assert [text for text, _ in speaker.said] == ["Hello.", "Goodbye."]


def test_bad_requests_are_refused_at_once():
    sentences = Sentences(FakeTextToSpeech())
    with pytest.raises(TextError):
        sentences.synthesize("... !!!")
    with pytest.raises(UnknownVoice):
        sentences.synthesize("Hello. There.", Voicing(voice="nobody"))
    with pytest.raises(OptionError):
        sentences.synthesize("Hello. There.", Voicing(rate=99.0))


def test_progress_counts_characters_to_the_end():
    seen = []
    list(Sentences(FakeTextToSpeech()).synthesize("Hello there. Goodbye.", report=seen.append))
    assert (seen[0].done, seen[-1].done, seen[-1].total) == (0, 20, 20)
    assert [p.done for p in seen] == sorted(p.done for p in seen)


def test_cancelling_speaks_no_further():
    speaker = FakeTextToSpeech()

    def stop(progress: Progress) -> None:
        if progress.done:
            raise Cancelled

    with pytest.raises(Cancelled):
        list(Sentences(speaker).synthesize("Hello there. Goodbye.", report=stop))
    assert len(speaker.said) == 1


def test_a_voice_that_changes_its_rate_on_the_way_is_an_engine_error():
    class Changing(FakeTextToSpeech):
        def synthesize(self, text, voicing=Voicing(), *, report=None):
            self.said.append((text, voicing))
            return iter([Pcm(b"\0\0", 8_000 * len(self.said))])

    with pytest.raises(EngineFailed):
        list(Sentences(Changing()).synthesize("Hello there. Goodbye."))
