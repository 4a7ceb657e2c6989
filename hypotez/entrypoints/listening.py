"""The half of the App that listens: what is said in recordings, how well that is heard, and how to hear it better."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import replace

from hypotez.domain.evaluate_speech import Clip, EvaluateCorrected, EvaluateSpeech, SpeechScores
from hypotez.domain.keep import KeepTranscript, TranscribeAndKeep, not_kept
from hypotez.domain.teach_speech import TaughtSpeech, TeachSpeech
from hypotez.domain.transcribe import Transcribe
from hypotez.domain.vocabulary import corrected_in, vocabulary_of
from hypotez.entrypoints.composition import Composition
from hypotez.entrypoints.config import Config
from hypotez.entrypoints.engines import Kind, allowed
from hypotez.entrypoints.sources import Source, audio_of
from hypotez.ports.audio import Audio, Limits
from hypotez.ports.errors import StorageError
from hypotez.ports.notices import notice
from hypotez.ports.progress import Report, ignore
from hypotez.ports.speech import Hearing, Transcript, Vocabulary
from hypotez.ports.storage import Origin, TranscriptRecord

__all__ = ["Listening"]

_log = logging.getLogger(__name__)


class Listening:
    """Transcribes with the recognisers that the config names, keeps what they heard, tests and teaches them."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self._made = Composition(config)

    def transcribe(
        self,
        source: Source,
        *,
        language: str | None = None,
        phrases: Iterable[str] = (),
        only_phrases: bool = False,
        translate: bool = False,
        engine: str | None = None,
        engines: Sequence[str] = (),
        likely: str | None = None,
        vocabulary: Vocabulary | None = None,
        report: Report = ignore,
    ) -> Transcript:
        """What is said in an audio file, given as its path, its bytes or an `Audio`. Nothing is kept.

        `language` None or "auto" finds it out where an engine can, and else takes it to be `likely`, or the config's.
        `engine` asks only that one of those allowed, in a language of its own where it does not know the likely one.
        `engines` are asked in this order, without those that are not allowed; where none is left, the config's are.
        The rest is as in `Hearing`; `listened_for` gives a vocabulary.
        """
        hearing = self._hearing(language, phrases, likely, only_phrases=only_phrases, translate=translate)
        hearing = replace(hearing, vocabulary=vocabulary)
        return self._transcribe(engine, engines)(self._audio(source), hearing, report=report)

    def transcribe_and_keep(
        self,
        source: Source,
        *,
        origin: Origin = Origin(),
        language: str | None = None,
        phrases: Iterable[str] = (),
        only_phrases: bool = False,
        translate: bool = False,
        engine: str | None = None,
        engines: Sequence[str] = (),
        likely: str | None = None,
        report: Report = ignore,
    ) -> TranscriptRecord:
        """As `transcribe`, and recorded under an id, so that it can be corrected and rated later.

        Recognisers for which the origin's scope has switched it on listen for what its corrections taught.
        Where the config says `keep_transcripts = false`, or the database refuses, nothing is recorded: the answer's id
        is empty, and a warning says why.
        """
        hearing = self._hearing(language, phrases, likely, only_phrases=only_phrases, translate=translate)
        hearing = replace(hearing, vocabulary=self.listened_for(origin.scope))
        transcribe, audio = self._transcribe(engine, engines), self._audio(source)
        if not self.config.storage.keep_transcripts:
            return self.keep(audio, transcribe(audio, hearing, report=report), origin=origin)
        return TranscribeAndKeep(transcribe, self._made.records())(audio, hearing, origin=origin, report=report)

    def keep(self, source: Source, transcript: Transcript, *, origin: Origin = Origin()) -> TranscriptRecord:
        """Record what was heard in an audio file before, as `transcribe_and_keep` does."""
        if not self.config.storage.keep_transcripts:
            return not_kept(transcript, origin, notice("keeps-nothing"))
        return KeepTranscript(self._made.records())(self._audio(source), transcript, origin=origin)

    @property
    def parallel(self) -> int:
        """How many calls of `transcribe` may run at once; more wait for their turn."""
        return self._made.stt().can.max_parallel

    @property
    def recognisers(self) -> tuple[str, ...]:
        """The recognisers that may be used, first choice first."""
        return allowed(Kind.STT, self.config)

    def evaluate_speech(
        self, clips: Sequence[Clip], engines: Sequence[str], *, seed: int = 0, report: Report = ignore
    ) -> tuple[SpeechScores, ...]:
        """How well recognisers hear recordings whose words are known."""
        evaluate = EvaluateSpeech(lambda name: self._transcribe(name, ()), self._made.scoring())
        return evaluate(clips, engines, seed=seed, report=report)

    def evaluate_corrected(self, scope: str = "local", *, seed: int = 0) -> tuple[SpeechScores, ...]:
        """How well the recognisers heard what people of a scope corrected."""
        return EvaluateCorrected(self._made.records(), self._made.scoring())(scope, seed=seed)

    def teach_speech(
        self, clips: Sequence[Clip], engine: str, *, scope: str | None = "local", seed: int = 0, report: Report = ignore
    ) -> TaughtSpeech:
        """Measure on recordings whose words are known whether corrections help a recogniser; switch it on if so.

        Either half is heard with what the other half taught. Where fewer words are wrong then, and not by chance if
        there are ten recordings or more, the recogniser listens from now on for what the scope's own corrections
        teach; else it no longer does. Without a scope it is only measured.
        """
        teach = TeachSpeech(lambda name: self._transcribe(name, ()), self._made.scoring())
        taught = teach(clips, engine, seed=seed, report=report)
        if scope is None:
            return taught
        settings = self._made.settings().server(scope)
        others = tuple(name for name in settings.vocabulary if name != engine)
        self._made.settings().keep_server(
            scope, replace(settings, vocabulary=others + ((engine,) if taught.helps else ()))
        )
        return taught

    def vocabulary(self, scope: str = "local") -> Vocabulary | None:
        """What a scope's corrections teach by now; None where nothing was corrected.

        What was forgotten is forgotten here too, for nothing of it is kept.
        """
        return vocabulary_of(corrected_in(self._made.records(), scope))

    def listened_for(self, scope: str = "local") -> Vocabulary | None:
        """The same, for the recognisers that it was switched on for; None where there is none.

        None as well where it cannot be read: what is said matters more than how well it is heard.
        """
        try:
            engines = self._made.settings().server(scope).vocabulary
            learned = self.vocabulary(scope) if engines else None
        except StorageError as error:
            _log.warning("no vocabulary", extra={"why": str(error)})
            return None
        return replace(learned, engines=engines) if learned else None

    def _transcribe(self, engine: str | None, preferred: Sequence[str]) -> Transcribe:
        audio = self.config.audio
        limits = Limits(audio.max_seconds, audio.max_decoded_mb << 20)
        return Transcribe(self._made.codec(), self._made.stt(engine or tuple(preferred) or None), limits=limits)

    def _hearing(
        self, language: str | None, phrases: Iterable[str], likely: str | None, *, only_phrases: bool, translate: bool
    ) -> Hearing:
        return Hearing(
            language=None if language == "auto" else language,
            phrases=tuple([phrases] if isinstance(phrases, str) else phrases),
            only_phrases=only_phrases,
            translate=translate,
            likely=likely or self.config.language,
        )

    def _audio(self, source: Source) -> Audio:
        return audio_of(source, self.config.audio.max_input_mb)
