from datetime import UTC, datetime

import pytest

from hypotez.adapters.scoring.measures import Measures
from hypotez.domain.evaluate_speech import Clip, EvaluateCorrected, EvaluateSpeech
from hypotez.domain.transcribe import Transcribe
from hypotez.ports.audio import Audio
from hypotez.ports.errors import DatasetError, EngineUnavailable, OptionError
from hypotez.ports.progress import Cancelled
from hypotez.ports.speech import Transcript
from hypotez.ports.storage import Correction, Origin, TranscriptRecord, new_id
from hypotez.ports.testing.fakes_storage import MemoryRecords

AT = datetime(2026, 5, 1, tzinfo=UTC)


class Parrot(Transcribe):
    """Hears what its table says of an audio's bytes."""

    def __init__(self, table):
        self.table = table
        self.asked = []

    def __call__(self, audio, hearing=None, *, report=None):
        self.asked.append(hearing)
        heard = self.table[audio.source]
        if isinstance(heard, Exception):
            raise heard
        return Transcript(heard, duration=2.0)


def clip(number, said, subset="clean", language=None):
    return Clip(f"{number}.wav", Audio(bytes([number])), said, subset, language)


CLIPS = [clip(1, "one two"), clip(2, "three four", "noisy", "en"), clip(3, "five", "noisy")]
GOOD = {b"\1": "one two", b"\2": "three four", b"\3": "five"}
POOR = {b"\1": "one two", b"\2": "free four", b"\3": ""}


def evaluate(*tables, clips=CLIPS, **options):
    parrots = {str(number): Parrot(table) for number, table in enumerate(tables)}
    return EvaluateSpeech(parrots.__getitem__, Measures())(clips, list(parrots), **options)


def test_each_engine_is_scored_over_all_and_by_subset():
    good, poor = evaluate(GOOD, POOR)
    assert good.scores.wer.value == 0.0
    assert poor.scores.wer.value == 2 / 5
    assert {name: part.wer.value for name, part in poor.subsets.items()} == {"clean": 0.0, "noisy": 2 / 3}


def test_the_worst_clips_come_first_and_the_right_ones_not_at_all():
    _, poor = evaluate(GOOD, POOR)
    assert [(one.name, one.wer) for one in poor.worst] == [("3.wav", 1.0), ("2.wav", 0.5)]


def test_one_subset_needs_no_table_of_its_own():
    (found,) = evaluate(GOOD, clips=CLIPS[1:])
    assert found.subsets == {}


def test_what_an_engine_cannot_hear_counts_as_nothing_heard():
    (found,) = evaluate(GOOD | {b"\2": EngineUnavailable("No.")})
    assert found.scores.wer.value == 2 / 5
    assert next(one.error for one in found.clips if one.name == "2.wav") == "No."


def test_an_engine_that_can_hear_nothing_at_all_says_why():
    with pytest.raises(EngineUnavailable, match="No weights"):
        evaluate(dict.fromkeys(GOOD, EngineUnavailable("No weights.")))


def test_speed_is_told_in_seconds_of_sound():
    (found,) = evaluate(GOOD)
    assert found.seconds == 6.0
    assert found.speed > 1


def test_a_clips_language_is_the_one_that_is_listened_for():
    parrot = Parrot(GOOD)
    EvaluateSpeech(lambda engine: parrot, Measures())(CLIPS, ["x"])
    assert [hearing.language for hearing in parrot.asked] == [None, "en", None]


def test_progress_counts_the_clips_of_all_engines():
    told = []
    evaluate(GOOD, POOR, report=told.append)
    assert [(one.done, one.total) for one in told] == [(n, 6) for n in range(1, 7)]


def test_it_can_be_stopped():
    def stop(progress):
        raise Cancelled

    with pytest.raises(Cancelled):
        evaluate(GOOD, report=stop)


@pytest.mark.parametrize("clips", [[], [clip(1, " ")]])
def test_without_words_there_is_nothing_to_test_with(clips):
    with pytest.raises(DatasetError):
        evaluate(GOOD, clips=clips)


def kept(records, text, engine, *corrections, scope="7"):
    record = TranscriptRecord(new_id(AT), AT, Origin(scope), "ab" * 32, Transcript(text, "en", engine))
    records.add(record)
    for better in corrections:
        records.add(Correction(new_id(AT), AT, Origin(scope), record.id, text, better))


def test_a_seed_or_an_engine_that_is_none_is_told_before_anything_is_heard():
    parrot = Parrot(GOOD)
    with pytest.raises(OptionError, match="seed"):
        EvaluateSpeech(lambda _: parrot, Measures())(CLIPS, ["one"], seed=-1)

    def named(name):
        if name == "one":
            return parrot
        raise OptionError(f"There is no engine {name}.")

    with pytest.raises(OptionError, match="two"):
        EvaluateSpeech(named, Measures())(CLIPS, ["one", "two"])
    assert parrot.asked == []
    with pytest.raises(OptionError, match="seed"):
        EvaluateCorrected(MemoryRecords(), Measures())("local", seed=-1)


def test_corrected_transcripts_are_scored_by_the_engine_that_wrote_them():
    records = MemoryRecords()
    kept(records, "one too", "whisper", "one two")
    kept(records, "free", "google", "three!", "three")
    kept(records, "never corrected", "google")
    kept(records, "else where", "vosk", "elsewhere", scope="8")
    google, whisper = EvaluateCorrected(records, Measures())("7")
    assert (google.engine, google.scores.wer.value, len(google.clips)) == ("google", 1.0, 1)
    assert (whisper.engine, whisper.scores.wer.value, whisper.speed) == ("whisper", 0.5, None)


def test_where_nothing_was_corrected_nothing_can_be_scored():
    with pytest.raises(DatasetError, match="correct some"):
        EvaluateCorrected(MemoryRecords(), Measures())("7")
