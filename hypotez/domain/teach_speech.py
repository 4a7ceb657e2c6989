"""Teach a recogniser from corrections, and measure on corrections that it did not learn from whether that helps."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from hypotez.domain.evaluate_speech import Clip, EvaluateSpeech, SpeechScores
from hypotez.domain.same_text import normalised
from hypotez.domain.transcribe import Transcribe
from hypotez.domain.vocabulary import Corrected, vocabulary_of
from hypotez.ports.errors import DatasetError
from hypotez.ports.progress import Report, ignore
from hypotez.ports.scoring import Scoring
from hypotez.ports.speech import Hearing, Vocabulary

__all__ = ["TaughtSpeech", "TeachSpeech"]


@dataclass(frozen=True, slots=True)
class TaughtSpeech:
    """What was learned from all clips, and how each was heard before, and after learning from others."""

    vocabulary: Vocabulary
    before: SpeechScores
    after: SpeechScores

    @property
    def helps(self) -> bool:
        """Whether fewer words are wrong with it."""
        return self.after.scores.wer.value < self.before.scores.wer.value


class TeachSpeech:
    """Learns from clips whose words people have corrected. `transcribe` gives the use case for one engine."""

    def __init__(self, transcribe: Callable[[str], Transcribe], scoring: Scoring) -> None:
        self._evaluate = EvaluateSpeech(transcribe, scoring)

    def __call__(self, clips: Sequence[Clip], engine: str, *, seed: int = 0, report: Report = ignore) -> TaughtSpeech:
        """The clips are halved by a hash of their words: either half is heard with what the other one taught.

        Raises:
            DatasetError: fewer than two different things are said.
            HypotezError: as `EvaluateSpeech`.
        """
        halves = _halves(clips)
        if len(halves) < 2:
            raise DatasetError("There are too few corrections to learn from: two different ones are needed at least.")
        (before,) = self._evaluate(clips, [engine], seed=seed, report=report)
        heard = [Corrected(one.heard, one.said) for one in before.clips]
        learned = [
            vocabulary_of([one for one in heard if halves.get(normalised(one.said)) is not half])
            for half in (False, True)
        ]

        def taught(clip: Clip) -> Hearing:
            return Hearing(language=clip.language, vocabulary=learned[halves.get(normalised(clip.said), False)])

        (after,) = self._evaluate(clips, [engine], hearing=taught, seed=seed, report=report)
        whole = vocabulary_of(heard)
        assert whole is not None
        return TaughtSpeech(whole, before, after)


def _halves(clips: Sequence[Clip]) -> Mapping[str, bool]:
    """In which half each text is: the same text is never in both."""
    texts = {normalised(clip.said) for clip in clips} - {""}
    ordered = sorted(texts, key=lambda text: hashlib.sha256(text.encode("utf-8", "replace")).digest())
    return {text: at % 2 == 0 for at, text in enumerate(ordered)}
