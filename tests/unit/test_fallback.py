"""The first engine that answers: what goes on to the next one, and what does not."""

import pytest

from hypotez.adapters.compose.fallback import FallbackSpeechToText, FallbackTextToSpeech
from hypotez.ports.audio import Pcm
from hypotez.ports.engine import Place, Status
from hypotez.ports.errors import (
    AudioError,
    EngineCrashed,
    EngineError,
    EngineFailed,
    EngineQuota,
    EngineTimeout,
    EngineUnavailable,
    EngineUnreachable,
    OptionError,
    UnknownLanguage,
    UnknownVoice,
)
from hypotez.ports.progress import Cancelled, ignore
from hypotez.ports.speech import (
    Attempt,
    Hearing,
    SpeechToText,
    SttCan,
    TextToSpeech,
    Transcript,
    TtsCan,
    Voice,
    Voicing,
)

BLOCKS = [Pcm(b"\1\0" * 160), Pcm(b"\2\0" * 160)]


class Ear(SpeechToText):
    """Hears how many samples there were, or fails as told after the first block."""

    can = SttCan()

    def __init__(self, name, failure=None, can=None):
        self.name, self.failure, self.can = name, failure, can or SttCan()
        self.asked = 0

    def transcribe(self, blocks, hearing=Hearing(), *, report=ignore):
        self.asked += 1
        iterator = iter(blocks)
        first = next(iterator)
        if self.failure:
            raise self.failure
        return Transcript(str(first.frames + sum(block.frames for block in iterator)), engine=self.name)


class Mouth(TextToSpeech):
    """Speaks one block with its name's length in samples, or fails as told, early or late."""

    can = TtsCan()

    def __init__(self, name, early=None, late=None):
        self.name, self.early, self.late = name, early, late
        self.asked = 0

    def voices(self):
        if self.early:
            raise self.early
        return (Voice(self.name, ("en",)),)

    def synthesize(self, text, voicing=Voicing(), *, report=ignore):
        self.asked += 1
        if self.early:
            raise self.early
        return self._speak()

    def _speak(self):
        if self.late:
            raise self.late
        yield Pcm(b"\0\0" * len(self.name))


ENGINE_FAULTS = [
    EngineUnavailable,
    EngineUnreachable,
    EngineTimeout,
    EngineQuota,
    EngineCrashed,
    EngineFailed,
    EngineError,
]


@pytest.mark.parametrize("fault", ENGINE_FAULTS)
@pytest.mark.parametrize("once", [False, True])
def test_an_engines_fault_goes_on_to_the_next_which_hears_everything_from_the_start(fault, once):
    stt = FallbackSpeechToText([Ear("a", fault("a is tired")), Ear("b")])
    answer = stt.transcribe(iter(BLOCKS) if once else BLOCKS)
    assert (answer.text, answer.engine) == ("320", "b")
    assert answer.attempts == (Attempt("a", fault.code, "a is tired"),)


def test_a_fault_of_the_input_ends_the_search():
    second = Ear("b")
    with pytest.raises(AudioError):
        FallbackSpeechToText([Ear("a", AudioError("broken")), second]).transcribe(BLOCKS)
    assert second.asked == 0


@pytest.mark.parametrize("once", [False, True])
def test_a_fault_of_what_decodes_the_input_is_no_engines_and_is_told_once(once):
    def decoded():
        raise EngineUnavailable("There is no ffmpeg.", engine="pydub")
        yield

    class Decoded:
        def __iter__(self):
            return decoded()

    first, second = Ear("a"), Ear("b")
    stt = FallbackSpeechToText([first, second])
    with pytest.raises(EngineUnavailable, match=r"^There is no ffmpeg\.$"):
        stt.transcribe(decoded() if once else Decoded())
    assert (first.asked, second.asked) == (1, 0)
    assert stt.transcribe(BLOCKS).engine == "a"


def test_cancelling_ends_the_search():
    second = Ear("b")
    with pytest.raises(Cancelled):
        FallbackSpeechToText([Ear("a", Cancelled()), second]).transcribe(BLOCKS)
    assert second.asked == 0


def test_an_unavailable_engine_is_asked_only_once_and_still_named():
    first = Ear("a", EngineUnavailable("no weights"))
    stt = FallbackSpeechToText([first, Ear("b")])
    for _ in range(3):
        assert stt.transcribe(BLOCKS).attempts == (Attempt("a", "engine-unavailable", "no weights"),)
    assert first.asked == 1


def test_a_passing_fault_is_tried_again_at_the_next_call():
    first = Ear("a", EngineTimeout("slow"))
    stt = FallbackSpeechToText([first, Ear("b")])
    stt.transcribe(BLOCKS)
    first.failure = None
    assert stt.transcribe(BLOCKS).engine == "a"


def test_the_only_engines_error_comes_out_as_it_is():
    with pytest.raises(EngineQuota, match="^too many$"):
        FallbackSpeechToText([Ear("a", EngineQuota("too many"))]).transcribe(BLOCKS)


def test_when_nobody_answers_the_error_names_every_engine_and_its_reason():
    stt = FallbackSpeechToText([Ear("a", EngineTimeout("Slow.")), Ear("b", EngineUnavailable("gone"))])
    with pytest.raises(EngineFailed, match=r"No engine could answer \(a: Slow; b: gone\)\."):
        stt.transcribe(BLOCKS)


def test_a_language_that_nobody_knows_says_what_to_do():
    stt = FallbackSpeechToText(
        [Ear("a", UnknownLanguage("a knows only English")), Ear("b", UnknownLanguage("b too"))],
        advice=lambda: "Pull whisper base.",
    )
    with pytest.raises(UnknownLanguage, match=r"“ru” \(asked: a, b\)\. Pull whisper base\."):
        stt.transcribe(BLOCKS, Hearing("ru"))


def test_the_advice_is_given_too_when_the_only_one_that_may_know_the_language_is_away():
    stt = FallbackSpeechToText(
        [Ear("a", EngineUnreachable("a is away")), Ear("b", UnknownLanguage("b knows only English"))],
        advice=lambda: "Pull whisper base.",
    )
    with pytest.raises(EngineFailed, match=r"\(a: a is away; b: b knows only English\)\. Pull whisper base\."):
        stt.transcribe(BLOCKS, Hearing("ru"))


def test_a_language_that_the_first_does_not_know_goes_to_the_second():
    stt = FallbackSpeechToText([Ear("a", UnknownLanguage("only English")), Ear("b")])
    assert stt.transcribe(BLOCKS, Hearing("ru")).engine == "b"


def test_only_an_engine_that_cannot_find_out_the_language_is_told_the_likely_one():
    heard = []

    class Noting(Ear):
        def transcribe(self, blocks, hearing=Hearing(), *, report=ignore):
            heard.append((self.name, hearing.language))
            return super().transcribe(blocks, hearing, report=report)

    class Detecting(Noting):
        can = SttCan(detects=True)

        def __init__(self):
            self.name, self.failure, self.asked = "a", EngineTimeout("slow"), 0

    FallbackSpeechToText([Detecting(), Noting("b")]).transcribe(BLOCKS, Hearing(likely="ru"))
    assert heard == [("a", None), ("b", "ru")]


def test_an_engine_that_is_asked_for_by_name_is_not_told_a_likely_language_that_it_does_not_know():
    class English(Ear):
        def transcribe(self, blocks, hearing=Hearing(), *, report=ignore):
            if hearing.language not in {None, "en", "en-GB"}:
                raise UnknownLanguage(f"a does not know {hearing.language}")
            return super().transcribe(blocks, hearing, report=report)

    ear = English("a", can=SttCan(languages=frozenset({"en"})))
    named = FallbackSpeechToText([ear], named=True, advice=lambda: "Pull whisper base.")
    for hearing in (Hearing(likely="ru"), Hearing(likely="en-GB"), Hearing("en", likely="ru")):
        assert named.transcribe(BLOCKS, hearing).engine == "a"
    with pytest.raises(UnknownLanguage, match=r"^a does not know ru$"):
        named.transcribe(BLOCKS, Hearing("ru"))
    with pytest.raises(UnknownLanguage):
        FallbackSpeechToText([ear]).transcribe(BLOCKS, Hearing(likely="ru"))


def test_who_fails_because_all_are_being_closed_is_not_replaced():
    second = Ear("b")

    class Closing(Ear):
        def transcribe(self, blocks, hearing=Hearing(), *, report=ignore):
            stt.close()
            raise EngineCrashed("its process was ended")

    stt = FallbackSpeechToText([Closing("a"), second])
    with pytest.raises(EngineCrashed):
        stt.transcribe(BLOCKS)
    assert second.asked == 0


def test_without_engines_the_error_names_the_key():
    with pytest.raises(EngineUnavailable, match=r"\[stt\] use"):
        FallbackSpeechToText([]).transcribe(BLOCKS)


def test_it_can_what_one_of_them_can_and_goes_as_far_as_the_farthest():
    stt = FallbackSpeechToText(
        [
            Ear("a", can=SttCan(languages=frozenset({"en"}), words=True)),
            Ear("b", can=SttCan(Place.CLOUD, languages=frozenset({"ru"}), detects=True)),
        ]
    )
    assert stt.can == SttCan(Place.CLOUD, languages=frozenset({"en", "ru"}), detects=True, words=True)
    assert stt.status() == Status()


@pytest.mark.parametrize("when", ["early", "late"])
def test_a_speaker_that_fails_before_the_first_block_is_replaced(when):
    tts = FallbackTextToSpeech([Mouth("first", **{when: EngineCrashed("fell over")}), Mouth("second")])
    assert [block.frames for block in tts.synthesize("hello")] == [len("second")]


@pytest.mark.parametrize("when", ["early", "late"])
def test_speech_tells_who_was_asked_for_it_in_vain(when):
    fault = EngineUnreachable("no network")
    speech = FallbackTextToSpeech([Mouth("far", **{when: fault}), Mouth("near")]).synthesize("hello")
    next(speech)
    assert speech.attempts == (Attempt("far", "engine-unreachable", "no network"),)


def test_who_speaks_at_once_was_preceded_by_nobody():
    speech = FallbackTextToSpeech([Mouth("near"), Mouth("far")]).synthesize("hello")
    assert (len(list(speech)), speech.attempts) == (1, ())


def test_when_nobody_speaks_the_error_names_every_engine_however_late_it_failed():
    mouths = [Mouth(name, late=EngineCrashed(f"{name} fell over")) for name in ("a", "b")]
    with pytest.raises(EngineFailed, match=r"a: a fell over; b: b fell over"):
        list(FallbackTextToSpeech(mouths).synthesize("hello"))


def test_the_last_speakers_late_failure_comes_out():
    with pytest.raises(EngineCrashed):
        list(FallbackTextToSpeech([Mouth("first", late=EngineCrashed("fell over"))]).synthesize("hello"))


def test_a_voice_that_only_the_second_has_is_spoken_by_it():
    tts = FallbackTextToSpeech([Mouth("first", early=UnknownVoice("no such voice")), Mouth("second")])
    assert [block.frames for block in tts.synthesize("hello", Voicing(voice="ann"))] == [len("second")]


def test_a_voice_that_nobody_has_is_the_first_ones_error():
    tts = FallbackTextToSpeech(
        [Mouth("a", early=UnknownVoice("a has not")), Mouth("b", early=UnknownVoice("b has not"))]
    )
    with pytest.raises(UnknownVoice, match="a has not"):
        tts.synthesize("hello", Voicing(voice="ann"))


def test_a_bad_option_ends_the_search():
    second = Mouth("second")
    with pytest.raises(OptionError):
        FallbackTextToSpeech([Mouth("first", early=OptionError("rate 9 is too fast")), second]).synthesize("hello")
    assert second.asked == 0


def test_voices_are_those_of_all_that_can_tell():
    tts = FallbackTextToSpeech([Mouth("a"), Mouth("b", early=EngineUnreachable("away")), Mouth("c")])
    assert [voice.name for voice in tts.voices()] == ["a", "c"]
