"""With debugging on, the log tells which engines start, end, are asked again and are passed over, and nothing more."""

import logging

import pytest

from hypotez.adapters.compose.fallback import FallbackSpeechToText
from hypotez.adapters.compose.isolated import IsolatedSpeechToText
from hypotez.adapters.compose.patience import Breaker, Patience
from hypotez.adapters.compose.recipe import Recipe
from hypotez.adapters.compose.retrying import RetryingSpeechToText
from hypotez.entrypoints.logging import FACTS
from hypotez.ports.audio import Pcm
from hypotez.ports.errors import EngineCrashed, EngineQuota, EngineUnreachable
from hypotez.ports.progress import ignore
from hypotez.ports.speech import Hearing, SpeechToText, SttCan, Transcript
from tests.hostile_engines import STT

SOUND = [Pcm(bytes(320))]
OWN = set(vars(logging.makeLogRecord({}))) | {"message"}


@pytest.fixture
def told(caplog):
    """Each line's event with its facts."""
    caplog.set_level(logging.DEBUG, "hypotez.adapters.compose")

    def told():
        return [
            {"event": record.getMessage(), **{key: value for key, value in vars(record).items() if key not in OWN}}
            for record in caplog.records
            if record.getMessage().startswith("engine ")
        ]

    return told


class Failing(SpeechToText):
    """Raises each of `errors` in turn, then hears "said"."""

    name = "cloud"
    can = SttCan()

    def __init__(self, *errors):
        self.errors = list(errors)

    def transcribe(self, blocks, hearing=Hearing(), *, report=ignore):
        if self.errors:
            raise self.errors.pop(0)
        return Transcript("said", engine=self.name)


def test_a_process_is_told_when_it_starts_and_once_when_it_ends(told):
    engine = IsolatedSpeechToText(Recipe("hypotez.stt", STT, {}, called="mine"))
    engine.transcribe(SOUND)
    pid = told()[0]["pid"]
    engine.close()
    engine.close()
    assert told() == [
        {"event": "engine started", "engine": "mine", "pid": pid},
        {"event": "engine ended", "engine": "mine", "pid": pid, "why": "was ended"},
    ]


def test_a_process_that_dies_is_told_too(told):
    engine = IsolatedSpeechToText(Recipe("hypotez.stt", STT))
    with pytest.raises(EngineCrashed):
        engine.transcribe(SOUND, Hearing(phrases=("exit:3",)))
    engine.close()
    started, ended = told()
    assert (ended["pid"], ended["why"]) == (started["pid"], "ended with exit code 3")


def test_another_try_is_told_with_its_pause_and_its_reason(told):
    patience = Patience("cloud", attempts=3, breaker=Breaker(9, 60), pause=0.01)
    engine = RetryingSpeechToText(Failing(EngineUnreachable("at http://u:pw@x said no")), patience)
    assert engine.transcribe(SOUND).text == "said"
    (line,) = told()
    assert 0 < line.pop("again_in_seconds") < 1
    assert line == {"event": "engine asked again", "engine": "cloud", "code": "engine-unreachable"}


def test_an_engine_that_is_passed_over_is_told_with_its_reason(told):
    engine = FallbackSpeechToText([Failing(EngineQuota("what somebody said")), Failing()])
    assert engine.transcribe(SOUND).text == "said"
    assert told() == [{"event": "engine passed over", "engine": "cloud", "code": "engine-quota"}]


def test_all_facts_reach_the_log(told):
    engine = IsolatedSpeechToText(Recipe("hypotez.stt", STT))
    patience = Patience("cloud", attempts=2, breaker=Breaker(9, 60), pause=0.01)
    both = FallbackSpeechToText([RetryingSpeechToText(Failing(*[EngineUnreachable("no")] * 2), patience), engine])
    both.transcribe(SOUND)
    both.close()
    facts = {fact for line in told() for fact in line}
    assert facts - {"event"} == {"engine", "pid", "why", "code", "again_in_seconds"}
    assert facts - {"event"} <= set(FACTS)
