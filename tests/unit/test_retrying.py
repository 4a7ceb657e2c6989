"""Asking again, waiting, and leaving a failing engine alone."""

import pytest

from hypotez.adapters.compose.patience import Breaker, Patience, Resting
from hypotez.adapters.compose.retrying import RetryingSpeechToText, RetryingTextToSpeech
from hypotez.ports.audio import Pcm
from hypotez.ports.errors import EngineQuota, EngineTimeout, EngineUnavailable, EngineUnreachable, TextError
from hypotez.ports.progress import Cancelled, ignore
from hypotez.ports.speech import Hearing, SpeechToText, SttCan, TextToSpeech, Transcript, TtsCan, Voicing


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def patience(attempts=3, failures=100, clock=None, pause=0.01) -> Patience:
    return Patience("cloud", attempts=attempts, breaker=Breaker(failures, 60, clock or Clock()), pause=pause)


class Failing:
    """Raises each of `errors` in turn, then answers."""

    def __init__(self, *errors):
        self.errors, self.calls = list(errors), 0

    def __call__(self):
        self.calls += 1
        if self.errors:
            raise self.errors.pop(0)
        return "answer"


@pytest.mark.parametrize("error", [EngineTimeout("slow"), EngineUnreachable("away"), EngineQuota("busy")])
def test_a_failure_that_may_pass_is_tried_again(error):
    ask = Failing(error, error)
    assert patience().call(ask, ignore) == "answer"
    assert ask.calls == 3


@pytest.mark.parametrize("error", [EngineUnavailable("bad key"), TextError("empty"), ValueError("bug")])
def test_a_failure_that_will_not_pass_is_final(error):
    ask = Failing(error)
    with pytest.raises(type(error)):
        patience().call(ask, ignore)
    assert ask.calls == 1


def test_the_last_error_comes_out_when_the_attempts_are_used_up():
    ask = Failing(EngineTimeout("1"), EngineTimeout("2"), EngineTimeout("3"))
    with pytest.raises(EngineTimeout, match="3"):
        patience(attempts=3).call(ask, ignore)


def test_a_wish_to_wait_longer_than_half_a_minute_is_final():
    ask = Failing(EngineQuota("tomorrow", retry_after=3600))
    with pytest.raises(EngineQuota):
        patience().call(ask, ignore)
    assert ask.calls == 1


def test_the_wait_can_be_cancelled():
    def stop(_progress):
        raise Cancelled

    ask = Failing(EngineQuota("busy", retry_after=20))
    with pytest.raises(Cancelled):
        patience().call(ask, stop)
    assert ask.calls == 1


def test_after_enough_failures_the_engine_is_left_alone_and_then_tried_once():
    clock = Clock()
    calm = patience(attempts=1, failures=2, clock=clock)
    ask = Failing(*[EngineUnreachable("away")] * 3)
    for _ in range(2):
        with pytest.raises(EngineUnreachable, match="away"):
            calm.call(ask, ignore)
    with pytest.raises(EngineUnreachable, match="cloud failed 2 times in a row and is left alone for 60 s more"):
        calm.call(ask, ignore)
    assert ask.calls == 2
    clock.now = 61
    with pytest.raises(EngineUnreachable, match="away"):
        calm.call(ask, ignore)
    with pytest.raises(EngineUnreachable, match="left alone"):
        calm.call(ask, ignore)
    clock.now = 122
    assert calm.call(ask, ignore) == "answer"
    assert calm.call(ask, ignore) == "answer"


def test_nobody_waits_for_an_engine_that_is_left_alone():
    clock = Clock()
    calm = Patience("cloud", attempts=3, breaker=Breaker(3, 5.0, clock), pause=0.001)
    with pytest.raises(EngineUnreachable):
        calm.call(Failing(*[EngineUnreachable("away")] * 9), ignore)
    told = []
    with pytest.raises(Resting):
        calm.call(Failing(), told.append)
    assert told == []  # no wait was reported


@pytest.mark.parametrize("error", [TextError("empty"), Cancelled()])
def test_a_trial_that_says_nothing_about_the_engine_does_not_use_up_the_trial(error):
    clock = Clock()
    calm = patience(attempts=1, failures=1, clock=clock)
    with pytest.raises(EngineUnreachable):
        calm.call(Failing(EngineUnreachable("away")), ignore)
    clock.now = 61
    with pytest.raises(type(error)):
        calm.call(Failing(error), ignore)
    assert calm.call(Failing(), ignore) == "answer"


def test_bad_input_does_not_count_against_the_engine():
    calm = patience(attempts=1, failures=1)
    with pytest.raises(TextError):
        calm.call(Failing(TextError("empty")), ignore)
    assert calm.call(Failing(), ignore) == "answer"


class Ear(SpeechToText):
    name, can = "cloud", SttCan()

    def __init__(self, *errors):
        self.ask = Failing(*errors)

    def transcribe(self, blocks, hearing=Hearing(), *, report=ignore):
        frames = sum(block.frames for block in blocks)
        self.ask()
        return Transcript(str(frames), engine=self.name)


def test_a_recogniser_hears_all_blocks_again():
    stt = RetryingSpeechToText(Ear(EngineTimeout("slow")), patience())
    assert stt.transcribe(Pcm(b"\0\0" * 10) for _ in range(3)).text == "30"


class Mouth(TextToSpeech):
    name, can = "cloud", TtsCan()

    def __init__(self, *errors, broken_after=None):
        self.ask, self.broken_after = Failing(*errors), broken_after

    def voices(self):
        return ()

    def synthesize(self, text, voicing=Voicing(), *, report=ignore):
        if not text:
            raise TextError("empty")
        return self._speak()

    def _speak(self):
        self.ask()
        for number in range(3):
            if number == self.broken_after:
                raise EngineUnreachable("cut off")
            yield Pcm(bytes([number, 0]))


def test_a_speaker_is_asked_again_until_the_first_block():
    mouth = Mouth(EngineTimeout("slow"), EngineTimeout("slow"))
    assert len(list(RetryingTextToSpeech(mouth, patience()).synthesize("hello"))) == 3
    assert mouth.ask.calls == 3


def test_nothing_is_said_twice_when_speech_is_cut_off():
    mouth = Mouth(broken_after=2)
    said = []
    with pytest.raises(EngineUnreachable):
        said.extend(RetryingTextToSpeech(mouth, patience()).synthesize("hello"))
    assert mouth.ask.calls == 1


def test_a_bad_request_is_refused_before_the_first_block_is_asked_for():
    with pytest.raises(TextError):
        RetryingTextToSpeech(Mouth(), patience()).synthesize("")
