"""Teach a recogniser from corrections, and measure on corrections that it did not learn from whether that helps."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from hypotez.domain.evaluate_speech import Clip, EvaluateSpeech, SpeechScores
from hypotez.domain.same_text import normalised
from hypotez.domain.transcribe import Transcribe
from hypotez.domain.vocabulary import Corrected, vocabulary_of
from hypotez.ports.errors import DatasetError
from hypotez.ports.progress import Progress, Report, ignore
from hypotez.ports.scoring import Interval, Scoring
from hypotez.ports.speech import Hearing, Vocabulary

__all__ = ["TaughtSpeech", "TeachSpeech"]

_FEW: Final = 10
"""Clips; of fewer, the bootstrap's bounds are too narrow to be believed."""


@dataclass(frozen=True, slots=True)
class TaughtSpeech:
    """What was learned from all clips, and how each was heard before, and after learning from others.

    `difference`: of the word error rates, after minus before, with the bounds of a bootstrap over pairs.
    """

    vocabulary: Vocabulary
    before: SpeechScores
    after: SpeechScores
    difference: Interval

    @property
    def few(self) -> bool:
        """Whether there are so few clips that the bounds say little."""
        return len(self.after.clips) < _FEW

    @property
    def helps(self) -> bool:
        """Whether fewer words are wrong with it, and not by chance; of few clips, the first has to do."""
        return self.difference.value < 0 and (self.few or self.difference.high <= 0)


class TeachSpeech:
    """Learns from clips whose words people have corrected. `transcribe` gives the use case for one engine."""

    def __init__(self, transcribe: Callable[[str], Transcribe], scoring: Scoring) -> None:
        self._evaluate, self._scoring = EvaluateSpeech(transcribe, scoring), scoring

    def __call__(self, clips: Sequence[Clip], engine: str, *, seed: int = 0, report: Report = ignore) -> TaughtSpeech:
        """The clips are halved by a hash of their words: either half is heard with what the other one taught.

        `report` counts clips, each of them twice.

        Raises:
            DatasetError: fewer than two different things are said.
            HypotezError: as `EvaluateSpeech`.
        """
        halves = _halves(clips)
        if len(halves) < 2:
            raise DatasetError(
                "There are too few corrections to learn from: two different ones are needed at least.",
                key="corrections-few",
            )
        (before,) = self._evaluate(clips, [engine], seed=seed, report=partial(_count, report, 0, len(clips)))
        heard = [Corrected(one.heard, one.said) for one in before.clips]
        learned = [
            vocabulary_of([one for one in heard if halves.get(normalised(one.said)) is not half])
            for half in (False, True)
        ]

        def taught(clip: Clip) -> Hearing:
            return Hearing(language=clip.language, vocabulary=learned[halves.get(normalised(clip.said), False)])

        again = partial(_count, report, len(clips), len(clips))
        (after,) = self._evaluate(clips, [engine], hearing=taught, seed=seed, report=again)
        whole = vocabulary_of(heard)
        assert whole is not None
        difference = self._scoring.word_difference(
            [one.said for one in clips],
            [one.heard for one in after.clips],
            [one.heard for one in before.clips],
            seed=seed,
        )
        return TaughtSpeech(whole, before, after, difference)


def _count(report: Report, before: int, clips: int, progress: Progress) -> None:
    """Report the clips of one pass as those of both."""
    report(replace(progress, done=before + progress.done, total=2 * clips))


def _halves(clips: Sequence[Clip]) -> Mapping[str, bool]:
    """In which half each text is: the same text is never in both."""
    texts = {normalised(clip.said) for clip in clips} - {""}
    ordered = sorted(texts, key=lambda text: hashlib.sha256(text.encode("utf-8", "replace")).digest())
    return {text: at % 2 == 0 for at, text in enumerate(ordered)}
