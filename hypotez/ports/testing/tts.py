"""What every speaker must do: `class TestMine(TextToSpeechContract)` with an `engine` fixture runs it."""

import math
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from hypotez.ports.audio import Pcm
from hypotez.ports.errors import OptionError, TextError, UnknownLanguage, UnknownVoice
from hypotez.ports.progress import Cancelled, Progress
from hypotez.ports.speech import TextToSpeech, Voicing
from hypotez.ports.testing.sound import loudness, pitch, seconds

__all__ = ["TextToSpeechContract"]

_NOTHING = ("", " \n\t", "... ?!", "\x00\x01\x1b", "-- (*) --")
_HOSTILE = (
    "before\x00after \x01 100P and \x1b[2J more",
    "a smile \N{GRINNING FACE} and a family \U0001f468‍\U0001f469‍\U0001f467",
    '<speak>hello <break time="30s"/> <audio src="file:///etc/passwd"/> there</speak>',
    "[[h@'loU]] world",
    "half a pair \ud83d here",
    "  spaces\u2028and\u00a0separators\r\nbetween  ",
)
_VOICINGS: dict[str, Callable[[float], Voicing]] = {
    "rate": lambda factor: Voicing(rate=factor),
    "pitch": lambda factor: Voicing(pitch=factor),
    "volume": lambda factor: Voicing(volume=factor),
}


class TextToSpeechContract:
    """Override `engine`; `language`, `text`, `cyrillic` and `vendors` where the engine needs others."""

    vendors: tuple[str, ...] = ()
    """Modules that must not be imported by constructing the engine, which must then need no argument."""

    @pytest.fixture
    def engine(self) -> TextToSpeech:
        raise NotImplementedError

    @pytest.fixture
    def language(self) -> str:
        return "en"

    @pytest.fixture
    def text(self) -> str:
        return "The quick brown fox jumps over the lazy dog."

    @pytest.fixture
    def cyrillic(self) -> tuple[str, str] | None:
        """A language and a text in it, None where the engine knows no language in Cyrillic letters."""
        return "ru", "Привет, как дела?"

    # voices

    def test_the_default_voice_comes_first(self, engine: TextToSpeech, text: str) -> None:
        default = engine.voices()[0]
        named = seconds(_all(engine, text, Voicing(voice=default.name)))
        assert named == pytest.approx(seconds(_all(engine, text)), rel=0.02)

    def test_voices_have_names_of_their_own_and_languages(self, engine: TextToSpeech) -> None:
        voices = engine.voices()
        assert len({voice.name for voice in voices}) == len(voices)
        assert all(voice.name and voice.languages for voice in voices)

    def test_a_voice_is_chosen_by_name(self, engine: TextToSpeech, text: str) -> None:
        assert seconds(_all(engine, text, Voicing(voice=engine.voices()[-1].name))) > 0

    def test_a_voice_is_chosen_by_language_and_region(self, engine: TextToSpeech, text: str, language: str) -> None:
        assert seconds(_all(engine, text, Voicing(language=language))) > 0
        assert seconds(_all(engine, text, Voicing(language=f"{language}-ZZ"))) > 0

    def test_cyrillic_is_spoken(self, engine: TextToSpeech, cyrillic: tuple[str, str] | None) -> None:
        if cyrillic is None:
            pytest.skip("this engine knows no language in Cyrillic letters")
        assert seconds(_all(engine, cyrillic[1], Voicing(language=cyrillic[0]))) > 0.3

    def test_unknown_voices_and_languages_are_refused_at_once(self, engine: TextToSpeech, text: str) -> None:
        with pytest.raises(UnknownVoice, match="no-such-voice"):
            engine.synthesize(text, Voicing(voice="no-such-voice"))
        with pytest.raises(UnknownLanguage, match="qqx"):
            engine.synthesize(text, Voicing(language="qqx"))

    # text

    @pytest.mark.parametrize("nothing", _NOTHING)
    def test_a_text_without_words_is_refused_at_once(self, engine: TextToSpeech, nothing: str) -> None:
        with pytest.raises(TextError):
            engine.synthesize(nothing)

    @pytest.mark.parametrize("hostile", _HOSTILE)
    def test_any_characters_are_plain_text(self, engine: TextToSpeech, hostile: str) -> None:
        assert 0.1 < seconds(_all(engine, hostile)) < 29

    def test_a_long_text_begins_and_can_be_left(self, engine: TextToSpeech, text: str) -> None:
        threads = threading.active_count()
        blocks = engine.synthesize(f"{text} " * (10_000 // len(text)))
        assert next(blocks).frames > 0
        _leave(blocks)
        assert _soon(lambda: threading.active_count() <= threads)
        assert seconds(_all(engine, text)) > 0

    # sound

    def test_sound_is_mono_of_one_rate_and_lasts_as_long_as_speech_does(self, engine: TextToSpeech, text: str) -> None:
        blocks = _all(engine, text)
        assert {(block.rate, block.channels) for block in blocks} == {(blocks[0].rate, 1)}
        assert blocks[0].rate >= 8_000
        assert 0.02 < seconds(blocks) / len(text) < 0.3
        assert loudness(blocks) > 30

    def test_a_streaming_engine_gives_small_blocks(self, engine: TextToSpeech, text: str) -> None:
        if not engine.can.streams:
            pytest.skip("this engine does not stream")
        blocks = _all(engine, f"{text} {text}")
        assert len(blocks) > 2
        assert max(block.seconds for block in blocks) <= 1.0

    # factors

    @pytest.mark.parametrize("factor", _VOICINGS)
    def test_factors_out_of_range_are_refused_at_once(self, engine: TextToSpeech, text: str, factor: str) -> None:
        can = engine.can
        low, high = {"rate": can.rates, "pitch": can.pitches, "volume": can.volumes}[factor] or (1.0, 1.0)
        for value in (math.nan, math.inf, -math.inf, 0.0, -1.0, high * 1.1, low * 0.9):
            with pytest.raises(OptionError):
                engine.synthesize(text, _VOICINGS[factor](value))

    def test_a_higher_rate_is_shorter(self, engine: TextToSpeech, text: str) -> None:
        if engine.can.rates is None:
            pytest.skip("this engine has one rate")
        fast = min(2.0, engine.can.rates[1])
        assert seconds(_all(engine, text, Voicing(rate=fast))) < 0.8 * seconds(_all(engine, text))

    def test_a_lower_volume_is_quieter(self, engine: TextToSpeech, text: str) -> None:
        if engine.can.volumes is None:
            pytest.skip("this engine has one volume")
        quiet = max(0.4, engine.can.volumes[0])
        assert loudness(_all(engine, text, Voicing(volume=quiet))) < 0.8 * loudness(_all(engine, text))

    def test_a_higher_pitch_is_higher(self, engine: TextToSpeech, text: str) -> None:
        if engine.can.pitches is None:
            pytest.skip("this engine has one pitch")
        high = min(1.6, engine.can.pitches[1])
        assert pitch(_all(engine, text, Voicing(pitch=high))) > 1.1 * pitch(_all(engine, text))

    # stopping, and many at once

    def test_what_the_listener_raises_stops_the_work_and_comes_out(self, engine: TextToSpeech, text: str) -> None:
        def stop(_progress: Progress) -> None:
            raise Cancelled

        with pytest.raises(Cancelled):
            list(engine.synthesize(text, report=stop))
        assert seconds(_all(engine, text)) > 0

    def test_two_threads_at_once_hear_what_each_would_alone(self, engine: TextToSpeech, text: str) -> None:
        texts = [text, f"{text} {text}"]
        alone = [seconds(_all(engine, each)) for each in texts]
        with ThreadPoolExecutor(2) as pool:
            together = list(pool.map(lambda each: seconds(_all(engine, each)), texts * 2))
        assert together == pytest.approx(alone * 2, rel=0.1)

    def test_two_streams_may_be_read_in_turn(self, engine: TextToSpeech, text: str) -> None:
        streams = [engine.synthesize(text), engine.synthesize(text)]
        for one, other in zip(*streams, strict=False):
            assert one.frames > 0
            assert other.frames > 0

    def test_after_closing_twice_it_speaks_again(self, engine: TextToSpeech, text: str) -> None:
        engine.close()
        engine.close()
        assert seconds(_all(engine, text)) > 0
        engine.close()

    # standing by

    def test_status_is_ready(self, engine: TextToSpeech) -> None:
        assert engine.status().ready

    def test_constructing_it_imports_no_vendor(self, engine: TextToSpeech) -> None:
        if not self.vendors:
            pytest.skip("this engine has no vendor")
        kind = type(engine)
        code = (
            f"import sys; from {kind.__module__} import {kind.__name__}; e = {kind.__name__}(); e.can; e.status(); "
            f"sys.exit(', '.join({set(self.vendors)!r} & set(sys.modules)) or 0)"
        )
        ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
        assert ran.returncode == 0, ran.stderr


def _all(engine: TextToSpeech, text: str, voicing: Voicing = Voicing()) -> Sequence[Pcm]:
    return list(engine.synthesize(text, voicing))


def _soon(holds: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 20.0
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.01)
    return holds()


def _leave(blocks: object) -> None:
    """Close an iterator that can be closed."""
    close = getattr(blocks, "close", None)
    if close is not None:
        close()
