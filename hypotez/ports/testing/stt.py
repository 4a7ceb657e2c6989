"""What every recogniser must do: `class TestMine(SpeechToTextContract)` with `engine` and `speech` fixtures runs it."""

import subprocess
import sys
import time
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import pairwise
from typing import ClassVar

import pytest

from hypotez.ports.audio import SPEECH_RATE, Pcm
from hypotez.ports.errors import UnknownLanguage
from hypotez.ports.progress import Cancelled, Progress
from hypotez.ports.speech import Hearing, SpeechToText, Vocabulary
from hypotez.ports.testing.sound import seconds

__all__ = ["Speech", "SpeechToTextContract"]

Speech = Callable[[str], tuple[Sequence[Pcm], Sequence[str]]]
"""Given a language, blocks of speech in it (mono, 16 kHz, of any length) and the words that are said."""

_ROUNDING = 0.011
"""Seconds that a time may be off for having been rounded."""


class SpeechToTextContract:
    """Override `engine` and `speech`; `languages` and `hearing` where the engine needs others."""

    vendors: ClassVar[tuple[str, ...]] = ()
    """Modules that must not be imported by constructing the engine, which must then need no argument."""
    promises_silence: ClassVar[bool] = True
    """Whether silence alone is an empty transcript, with no voice activity detection around the engine."""
    answers_as: ClassVar[str] = ""
    """The name in the answer, where an engine that chooses among others has another one itself."""
    least: ClassVar[float] = 1.0
    """The share of the words said that must be among the words heard."""

    @pytest.fixture
    def engine(self) -> SpeechToText:
        raise NotImplementedError("give the engine under test")

    @pytest.fixture
    def speech(self) -> Speech:
        raise NotImplementedError("give speech that the engine understands")

    @pytest.fixture
    def languages(self) -> tuple[str, ...]:
        """The languages that `speech` is asked for."""
        return ("en",)

    @pytest.fixture
    def hearing(self) -> Callable[[str], Hearing]:
        """How the engine is told to listen for a language."""
        return Hearing

    # what was said

    def test_the_words_are_heard(
        self,
        engine: SpeechToText,
        speech: Speech,
        languages: tuple[str, ...],
        hearing: Callable[[str], Hearing],
    ) -> None:
        for language in languages:
            blocks, said = speech(language)
            answer = engine.transcribe(blocks, hearing(language))
            heard = answer.text.lower().replace(",", " ").replace(".", " ").split()
            assert sum(word.lower() in heard for word in said) >= self.least * len(said), (said, heard)
            assert answer.language == language
            assert answer.engine == (self.answers_as or engine.name)

    def test_a_language_may_have_a_region_and_any_case(
        self, engine: SpeechToText, speech: Speech, languages: tuple[str, ...]
    ) -> None:
        answer = engine.transcribe(speech(languages[0])[0], Hearing(f"{languages[0].upper()}-ZZ"))
        assert answer.language == languages[0]

    def test_the_language_is_found_out_or_the_lack_of_it_is_told(
        self, engine: SpeechToText, speech: Speech, languages: tuple[str, ...]
    ) -> None:
        for language in languages if engine.can.detects else languages[:1]:
            answer = engine.transcribe(speech(language)[0])
            assert answer.language == language or (not engine.can.detects and answer.warnings)

    def test_an_unknown_language_is_refused_before_anything_is_read(self, engine: SpeechToText, speech: Speech) -> None:
        if engine.can.languages is None:
            pytest.skip("this engine knows more languages than can be listed")
        with pytest.raises(UnknownLanguage, match="xx"):
            engine.transcribe(_broken(ZeroDivisionError()), Hearing("xx"))

    def test_what_it_cannot_do_is_named_in_warnings(
        self, engine: SpeechToText, speech: Speech, languages: tuple[str, ...]
    ) -> None:
        blocks, said = speech(languages[0])
        if not engine.can.phrases:
            answer = engine.transcribe(blocks, Hearing(languages[0], phrases=tuple(said)))
            assert any("phrase" in warning for warning in answer.warnings)
        if not engine.can.translates:
            answer = engine.transcribe(blocks, Hearing(languages[0], translate=True))
            assert any("translat" in warning for warning in answer.warnings)

    def test_phrases_to_listen_for_do_not_harm(
        self, engine: SpeechToText, speech: Speech, languages: tuple[str, ...]
    ) -> None:
        blocks, said = speech(languages[0])
        answer = engine.transcribe(blocks, Hearing(languages[0], phrases=tuple(said)))
        assert answer.text
        assert answer.language == languages[0]

    def test_a_vocabulary_of_what_is_said_loses_no_words(
        self, engine: SpeechToText, speech: Speech, languages: tuple[str, ...], hearing: Callable[[str], Hearing]
    ) -> None:
        blocks, said = speech(languages[0])
        learned = Vocabulary((" ".join(said),), tuple(said))
        without, taught = (
            engine.transcribe(blocks, told).text.lower().split()
            for told in (hearing(languages[0]), replace(hearing(languages[0]), vocabulary=learned))
        )
        assert sum(word.lower() in taught for word in said) >= sum(word.lower() in without for word in said)

    def test_confidence_is_told_only_by_engines_that_have_it(
        self, engine: SpeechToText, speech: Speech, languages: tuple[str, ...], hearing: Callable[[str], Hearing]
    ) -> None:
        segments = engine.transcribe(speech(languages[0])[0], hearing(languages[0])).segments
        told = [segment.confidence for segment in segments]
        told += [word.confidence for segment in segments for word in segment.words]
        assert engine.can.confidence or set(told) <= {None}

    def test_an_expected_phrase_is_likelier_where_it_is_said_than_in_other_sound(
        self, engine: SpeechToText, speech: Speech, languages: tuple[str, ...]
    ) -> None:
        if not engine.can.phrases:
            pytest.skip("this engine cannot listen for phrases")
        for language in languages:
            blocks, said = speech(language)
            expected = Hearing(language, (" ".join(said),), only_phrases=True)
            there, elsewhere = (
                [segment.confidence for segment in engine.transcribe(sound, expected).segments]
                for sound in (blocks, _backwards(blocks))
            )
            assert there
            known = [sure for sure in there if sure is not None]
            others = [sure for sure in elsewhere if sure is not None]
            assert all(0 <= sure <= 1 for sure in known + others)
            if len(known + others) == len(there + elsewhere):  # what is unknown cannot be compared
                assert min(others, default=0.0) < min(known)

    # when it was said

    def test_the_duration_is_the_audios(self, engine: SpeechToText, speech: Speech, languages: tuple[str, ...]) -> None:
        blocks, _ = speech(languages[0])
        answer = engine.transcribe(blocks, Hearing(languages[0]))
        assert answer.duration == pytest.approx(seconds(blocks), abs=0.001)

    def test_segments_make_up_the_text_and_lie_in_order_within_the_audio(
        self, engine: SpeechToText, speech: Speech, languages: tuple[str, ...]
    ) -> None:
        for language in languages:
            answer = engine.transcribe(speech(language)[0], Hearing(language))
            assert answer.segments
            assert " ".join(segment.text for segment in answer.segments) == answer.text
            assert all(one.start <= other.start for one, other in pairwise(answer.segments))
            for segment in answer.segments:
                assert 0 <= segment.start <= segment.end <= answer.duration + _ROUNDING
                assert segment.confidence is None or 0 <= segment.confidence <= 1

    def test_words_make_up_their_segment_and_lie_in_order_within_it(
        self, engine: SpeechToText, speech: Speech, languages: tuple[str, ...]
    ) -> None:
        for language in languages:
            answer = engine.transcribe(speech(language)[0], Hearing(language))
            for segment in answer.segments:
                assert bool(segment.words) == engine.can.words
                if segment.words:
                    assert " ".join(word.text for word in segment.words) == segment.text
                assert all(one.start <= other.start for one, other in pairwise(segment.words))
                for word in segment.words:
                    assert segment.start - _ROUNDING <= word.start <= word.end <= segment.end + _ROUNDING
                    assert word.confidence is None or 0 <= word.confidence <= 1

    # what it is given

    def test_no_audio_at_all_is_an_empty_transcript(self, engine: SpeechToText) -> None:
        for nothing in ((), (Pcm(b""),)):
            answer = engine.transcribe(nothing)
            assert (answer.text, answer.segments, answer.duration) == ("", (), 0.0)
            assert answer.engine == (self.answers_as or engine.name)

    def test_silence_is_an_empty_transcript(self, engine: SpeechToText, languages: tuple[str, ...]) -> None:
        if not self.promises_silence:
            pytest.skip("this engine hears something in silence: voice activity detection belongs around it")
        answer = engine.transcribe([Pcm(bytes(2 * SPEECH_RATE))] * 2, Hearing(languages[0]))
        assert (answer.text, answer.segments) == ("", ())
        assert answer.duration == pytest.approx(2.0)

    def test_a_click_shorter_than_any_word_is_no_failure(
        self, engine: SpeechToText, languages: tuple[str, ...]
    ) -> None:
        answer = engine.transcribe([Pcm(b"\xff\x3f" * 7)], Hearing(languages[0]))
        assert answer.duration == pytest.approx(7 / SPEECH_RATE)

    def test_the_size_of_the_blocks_makes_no_difference(
        self, engine: SpeechToText, speech: Speech, languages: tuple[str, ...]
    ) -> None:
        blocks, _ = speech(languages[0])
        data = b"".join(block.data for block in blocks)
        texts = {engine.transcribe(_cut(data, frames), Hearing(languages[0])).text for frames in (len(data), 4097, 333)}
        assert len(texts) == 1
        assert texts != {""}

    # asked again, by many, and stopped

    def test_asked_again_it_hears_the_same(
        self, engine: SpeechToText, speech: Speech, languages: tuple[str, ...]
    ) -> None:
        blocks, _ = speech(languages[0])
        first, second = (engine.transcribe(blocks, Hearing(languages[0])) for _ in range(2))
        assert first.text == second.text

    def test_two_threads_at_once_hear_what_each_would_alone(
        self, engine: SpeechToText, speech: Speech, languages: tuple[str, ...]
    ) -> None:
        asked = [languages[0], languages[-1]] * 2

        def hear(language: str) -> tuple[str, str | None]:
            answer = engine.transcribe(speech(language)[0], Hearing(language))
            # the last digits of times and confidences may depend on how a vendor's threads share the sums
            return answer.text, answer.language

        alone = [hear(language) for language in asked]
        with ThreadPoolExecutor(2) as pool:
            assert list(pool.map(hear, asked)) == alone

    def test_it_gives_signs_of_life(self, engine: SpeechToText, speech: Speech, languages: tuple[str, ...]) -> None:
        told: list[Progress] = []
        blocks, _ = speech(languages[0])
        quiet = [Pcm(bytes(2 * SPEECH_RATE))] * 20
        answer = engine.transcribe(iter([*blocks, *quiet]), Hearing(languages[0]), report=told.append)
        assert len(told) >= answer.duration // 10
        assert all(0 <= progress.done <= answer.duration + _ROUNDING for progress in told if progress.unit == "seconds")

    def test_what_the_listener_raises_stops_the_work_and_comes_out(
        self, engine: SpeechToText, speech: Speech, languages: tuple[str, ...]
    ) -> None:
        blocks, _ = speech(languages[0])
        for stop, patience in ((Cancelled(), 0), (ZeroDivisionError(), 1), (Cancelled(), len(blocks) - 1)):
            with pytest.raises(type(stop)) as caught:
                engine.transcribe(blocks, Hearing(languages[0]), report=_raising(stop, patience))
            assert caught.value is stop
        assert engine.transcribe(blocks, Hearing(languages[0])).text

    def test_what_the_blocks_raise_comes_out(
        self, engine: SpeechToText, speech: Speech, languages: tuple[str, ...]
    ) -> None:
        blocks, _ = speech(languages[0])
        for error in (OSError("the disk is gone"), RuntimeError("broken"), ValueError("odd"), Cancelled()):
            with pytest.raises(type(error)) as caught:
                engine.transcribe(_broken(error, blocks), Hearing(languages[0]))
            assert caught.value is error
        assert engine.transcribe(blocks, Hearing(languages[0])).text

    def test_after_closing_twice_it_hears_again(
        self, engine: SpeechToText, speech: Speech, languages: tuple[str, ...]
    ) -> None:
        blocks, _ = speech(languages[0])
        engine.close()
        engine.close()
        assert engine.transcribe(blocks, Hearing(languages[0])).text

    # standing by

    def test_status_is_ready_and_quickly_told(self, engine: SpeechToText) -> None:
        begun, spent = time.monotonic(), time.thread_time()
        assert engine.status().ready
        assert time.thread_time() - spent < 1.0
        assert time.monotonic() - begun < 10.0

    def test_constructing_it_imports_no_vendor(self, engine: SpeechToText) -> None:
        if not self.vendors:
            pytest.skip("this engine has no vendor")
        kind = type(engine)
        code = (
            f"import sys; from {kind.__module__} import {kind.__name__}; e = {kind.__name__}(); e.can; e.status(); "
            f"sys.exit(', '.join({set(self.vendors)!r} & set(sys.modules)) or 0)"
        )
        ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
        assert ran.returncode == 0, ran.stderr


def _cut(data: bytes, frames: int) -> Iterator[Pcm]:
    return (Pcm(data[at : at + 2 * frames]) for at in range(0, len(data), 2 * frames))


def _backwards(blocks: Iterable[Pcm]) -> list[Pcm]:
    """As loud and as long, and no word of it the same."""
    samples = array("h", b"".join(block.data for block in blocks))
    return [Pcm(samples[::-1].tobytes())]


def _broken(error: Exception, blocks: Iterable[Pcm] = ()) -> Iterator[Pcm]:
    yield from blocks
    raise error


def _raising(error: Exception, patience: int) -> Callable[[Progress], None]:
    """A listener that raises at the first sign of life, or after `patience` more of them."""
    left = patience

    def listen(_progress: Progress) -> None:
        nonlocal left
        if not left:
            raise error
        left -= 1

    return listen
