"""Evaluate speech recognition: engines on recordings whose words are known, and on transcripts that were corrected."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from hypotez.domain.seed import check_seed
from hypotez.domain.transcribe import Transcribe
from hypotez.ports.audio import Audio
from hypotez.ports.errors import DatasetError, HypotezError
from hypotez.ports.progress import Progress, Report, ignore
from hypotez.ports.scoring import Scoring, WordErrors
from hypotez.ports.speech import Hearing
from hypotez.ports.storage import Correction, Records, TranscriptRecord

__all__ = ["Clip", "EvaluateCorrected", "EvaluateSpeech", "HeardClip", "SpeechScores"]


@dataclass(frozen=True, slots=True)
class Clip:
    """A recording, what is `said` in it, and the `subset` that it is of; `language` None leaves it to the engine."""

    name: str
    audio: Audio
    said: str
    subset: str = ""
    language: str | None = None


@dataclass(frozen=True, slots=True)
class HeardClip:
    """What an engine heard in a clip. `wer`: its word error rate; `error`: one sentence, where it could not answer."""

    name: str
    subset: str
    said: str
    heard: str
    wer: float
    error: str = ""


@dataclass(frozen=True, slots=True)
class SpeechScores:
    """How one engine did. What it could not hear counts as an empty transcript.

    `seconds`: of sound, all clips together; `took`: on the wall. Both are 0 where nothing was heard anew.
    """

    engine: str
    scores: WordErrors
    subsets: Mapping[str, WordErrors]
    clips: tuple[HeardClip, ...]
    seconds: float = 0.0
    took: float = 0.0

    @property
    def worst(self) -> tuple[HeardClip, ...]:
        """The clips with errors, the worst first."""
        return tuple(sorted((clip for clip in self.clips if clip.wer), key=lambda clip: -clip.wer))

    @property
    def speed(self) -> float | None:
        """Seconds of sound that are heard in a second; None where nothing was heard anew."""
        return self.seconds / self.took if self.took else None


@dataclass
class _Tally:
    clips: list[HeardClip] = field(default_factory=list)
    seconds: float = 0.0
    took: float = 0.0


class EvaluateSpeech:
    """Has engines transcribe clips. `transcribe` gives the use case for one engine."""

    def __init__(self, transcribe: Callable[[str], Transcribe], scoring: Scoring) -> None:
        self._transcribe, self._scoring = transcribe, scoring

    def __call__(
        self,
        clips: Sequence[Clip],
        engines: Sequence[str],
        *,
        hearing: Callable[[Clip], Hearing] = lambda clip: Hearing(language=clip.language),
        seed: int = 0,
        report: Report = ignore,
    ) -> tuple[SpeechScores, ...]:
        """The scores of each engine, in their order. `report` counts clips.

        Raises:
            DatasetError: no clips, or none in which anything is said.
            OptionError: an engine that may not be used, or a seed that is none.
            HypotezError: an engine could hear none of the clips: the reason why not the first.
        """
        if not any(clip.said.strip() for clip in clips):
            raise DatasetError("There is nothing to test with: name recordings with what is said in them.")
        check_seed(seed)
        all_of_them = [self._transcribe(engine) for engine in engines]  # before any hears for long
        found = []
        for number, (engine, transcribe) in enumerate(zip(engines, all_of_them, strict=True)):
            counted = _Counted(number, len(engines), len(clips), report)
            found.append(_scored(engine, _heard(transcribe, clips, hearing, counted), self._scoring, seed))
        return tuple(found)


def _heard(
    transcribe: Transcribe, clips: Sequence[Clip], hearing: Callable[[Clip], Hearing], counted: "_Counted"
) -> _Tally:
    tally, first = _Tally(), None
    for clip in clips:
        began = time.monotonic()
        heard, error = "", ""
        try:
            transcript = transcribe(clip.audio, hearing(clip), report=counted.moves)
            heard = transcript.text
            tally.seconds += transcript.duration
            tally.took += time.monotonic() - began
        except HypotezError as refused:
            first, error = first or refused, str(refused)
        tally.clips.append(HeardClip(clip.name, clip.subset, clip.said, heard, 0.0, error))
        counted.one_more()
    if first and all(clip.error for clip in tally.clips):
        raise first
    return tally


class _Counted:
    """Reports clips, over all engines together; the work inside a clip is a sign of life, and can be stopped."""

    def __init__(self, engine: int, engines: int, clips: int, report: Report) -> None:
        self._done, self._total, self._report = engine * clips, engines * clips, report

    def moves(self, _: Progress) -> None:
        self._report(Progress("transcribe", self._done, self._total, "clips"))

    def one_more(self) -> None:
        self._done += 1
        self._report(Progress("transcribe", self._done, self._total, "clips"))


class EvaluateCorrected:
    """Scores the transcripts of a scope that people have corrected, by the engine that wrote them."""

    def __init__(self, records: Records, scoring: Scoring) -> None:
        self._records, self._scoring = records, scoring

    def __call__(self, scope: str, *, seed: int = 0) -> tuple[SpeechScores, ...]:
        """The scores of each engine, by name; what was said is what the latest correction says.

        Raises:
            DatasetError: nothing has been corrected there.
            OptionError: a seed that is none.
            StorageError: the database refused.
        """
        check_seed(seed)
        said = {correction.about: correction.corrected for correction in self._records.list(Correction, scope=scope)}
        tallies: dict[str, _Tally] = {}
        for record in self._records.list(TranscriptRecord, scope=scope):
            if record.id in said:
                heard = record.transcript
                tally = tallies.setdefault(heard.engine, _Tally())
                tally.clips.append(HeardClip(record.id, heard.language or "", said[record.id], heard.text, 0.0))
        if not tallies:
            raise DatasetError(
                "No transcript has been corrected here yet: correct some, and test again.", key="corrections-none"
            )
        return tuple(_scored(engine, tallies[engine], self._scoring, seed) for engine in sorted(tallies))


def _scored(engine: str, tally: _Tally, scoring: Scoring, seed: int) -> SpeechScores:
    scores = _errors(tally.clips, scoring, seed)
    clips = tuple(
        HeardClip(clip.name, clip.subset, clip.said, clip.heard, wer, clip.error)
        for clip, wer in zip(tally.clips, scores.each, strict=True)
    )
    names = sorted({clip.subset for clip in clips})
    parts = {name: [clip for clip in clips if clip.subset == name] for name in names if len(names) > 1}
    subsets = {
        name: _errors(part, scoring, seed) for name, part in parts.items() if any(clip.said.strip() for clip in part)
    }
    return SpeechScores(engine, scores, subsets, clips, tally.seconds, tally.took)


def _errors(clips: Sequence[HeardClip], scoring: Scoring, seed: int) -> WordErrors:
    return scoring.word_errors([clip.said for clip in clips], [clip.heard for clip in clips], seed=seed)
