"""What is learned from corrected transcripts, and whether it is believed to help."""

from datetime import UTC, datetime

import pytest

from hypotez.adapters.scoring.measures import Measures
from hypotez.domain.evaluate_speech import Clip
from hypotez.domain.teach_speech import TeachSpeech
from hypotez.domain.transcribe import Transcribe
from hypotez.domain.vocabulary import Corrected, corrected_in, vocabulary_of
from hypotez.ports.audio import Audio
from hypotez.ports.errors import DatasetError
from hypotez.ports.progress import Progress, Report, ignore
from hypotez.ports.speech import Hearing, Transcript
from hypotez.ports.storage import Correction, Origin, TranscriptRecord
from hypotez.ports.testing.fakes_storage import MemoryRecords

NOW = datetime(2026, 1, 1, tzinfo=UTC)
HERE = Origin("server", "ann")


class Teachable(Transcribe):
    """Hears "heal the page", and something else with a vocabulary, whatever that says."""

    def __init__(self, taught: str) -> None:
        self._taught = taught
        self.told: list[Hearing] = []

    def __call__(self, audio: Audio, hearing: Hearing = Hearing(), *, report: Report = ignore) -> Transcript:
        self.told.append(hearing)
        return Transcript(self._taught if hearing.vocabulary else "heal the page")


def _clips(*said: str) -> list[Clip]:
    return [Clip(text, Audio(text.encode()), text) for text in said]


def test_the_words_that_were_missed_most_often_come_first() -> None:
    learned = vocabulary_of(
        [Corrected("heal the page", "Heal the mage!"), Corrected("the page", "the mage"), Corrected("a tong", "a tank")]
    )
    assert learned is not None
    assert learned.sentences == ("heal the mage", "the mage", "a tank")
    assert learned.words == ("mage", "tank")


def test_nothing_is_learned_where_nothing_was_corrected() -> None:
    assert vocabulary_of([]) is None
    assert vocabulary_of([Corrected("noise", " ")]) is None


def test_the_latest_correction_counts_and_only_the_scopes_own() -> None:
    records = MemoryRecords()
    for id, origin in (("a", HERE), ("b", Origin("elsewhere", "bob"))):
        records.add(TranscriptRecord(id, NOW, origin, "", Transcript("heal the page")))
    records.add(Correction("c1", NOW, HERE, "a", "heal the page", "heal the maze"))
    records.add(Correction("c2", NOW, HERE, "a", "heal the maze", "heal the mage"))
    records.add(Correction("c3", NOW, Origin("elsewhere", "bob"), "b", "heal the page", "secret"))
    assert corrected_in(records, "server") == (Corrected("heal the page", "heal the mage"),)


def test_what_a_person_taught_is_gone_once_they_are_forgotten() -> None:
    records = MemoryRecords()
    records.add(TranscriptRecord("a", NOW, HERE, "", Transcript("heal the page")))
    records.add(Correction("c", NOW, HERE, "a", "heal the page", "heal the mage"))
    records.forget("ann")
    assert corrected_in(records, "server") == ()


@pytest.mark.parametrize(("taught", "helps"), [("heal the mage", True), ("heal a page", False)])
def test_it_helps_only_where_fewer_words_are_wrong(taught: str, helps: bool) -> None:
    teach = TeachSpeech(lambda _: Teachable(taught), Measures())
    found = teach(_clips("heal the mage", "heal the mage now"), "learner")
    assert found.helps is helps


def test_no_clip_is_heard_with_its_own_words_taught() -> None:
    engine = Teachable("heal the mage")
    clips = _clips("heal the mage", "heal the tank", "sell the sword", "Heal the mage.")
    TeachSpeech(lambda _: engine, Measures())(clips, "learner")
    taught = [hearing.vocabulary for hearing in engine.told[len(clips) :]]
    for clip, vocabulary in zip(clips, taught, strict=True):
        assert vocabulary
        assert clip.said.lower().rstrip(".") not in vocabulary.sentences


def test_one_sentence_alone_is_too_little_to_measure_with() -> None:
    teach = TeachSpeech(lambda _: Teachable("x"), Measures())
    with pytest.raises(DatasetError, match="too few"):
        teach(_clips("heal the mage", "Heal the mage!"), "learner")


def _many(helped: int, harmed: int) -> list[Clip]:
    """Clips that are all misheard alike at first; once something is taught, some are heard better, some worse."""
    return _clips(*(f"heal the mage {number}" for number in range(helped)), *(f"the page {n}" for n in range(harmed)))


@pytest.mark.parametrize(("helped", "harmed", "helps"), [(20, 0, True), (11, 10, False)])
def test_of_many_clips_what_may_be_chance_is_no_help(helped: int, harmed: int, helps: bool) -> None:
    found = TeachSpeech(lambda _: Teachable("heal the mage"), Measures())(_many(helped, harmed), "learner")
    assert found.difference.value < 0
    assert not found.few
    assert (found.difference.high <= 0) is helps
    assert found.helps is helps


def test_both_passes_over_the_clips_are_reported_as_one_piece_of_work() -> None:
    told: list[Progress] = []
    TeachSpeech(lambda _: Teachable("x"), Measures())(
        _clips("heal the mage", "the tank"), "learner", report=told.append
    )
    assert [(one.done, one.total) for one in told] == [(1, 4), (2, 4), (3, 4), (4, 4)]
