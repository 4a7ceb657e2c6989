"""The App: every use case, wired to the engines that the config names. All entry points work through it."""

import logging
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

from hypotez.domain.archive import Archive, ArchiveResult
from hypotez.domain.correct import CorrectTranscript
from hypotez.domain.evaluate_speech import Clip, EvaluateCorrected, EvaluateSpeech, SpeechScores
from hypotez.domain.export import ExportRecords, ListRecords, json_line, whole
from hypotez.domain.feedback import CollectFeedback
from hypotez.domain.getfile import GetFile
from hypotez.domain.instruction import Instruction
from hypotez.domain.keep import KeepTranscript, TranscribeAndKeep, not_kept
from hypotez.domain.mydata import ExportMine, ForgetMe, Forgotten
from hypotez.domain.restore import Restore, RestoreResult
from hypotez.domain.retention import Expire
from hypotez.domain.speak import Speak, Speech
from hypotez.domain.teach_speech import TaughtSpeech, TeachSpeech
from hypotez.domain.transcribe import Transcribe
from hypotez.domain.vocabulary import corrected_in, vocabulary_of
from hypotez.domain.whole import disk_errors
from hypotez.entrypoints.composition import Composition
from hypotez.entrypoints.config import Config
from hypotez.entrypoints.engines import EngineInfo, Kind, allowed, engines, weights
from hypotez.entrypoints.learning import Learning
from hypotez.entrypoints.sources import Source, audio_of
from hypotez.entrypoints.voices import voices_of
from hypotez.ports.audio import Audio, Limits
from hypotez.ports.errors import OptionError, StorageError
from hypotez.ports.files import Files, FoundFile
from hypotez.ports.notices import notice
from hypotez.ports.progress import Report, ignore
from hypotez.ports.settings import Settings
from hypotez.ports.speech import Hearing, Transcript, Vocabulary, Voice, Voicing
from hypotez.ports.storage import KINDS, Correction, Feedback, Origin, Records, TranscriptRecord

__all__ = ["App"]

_log = logging.getLogger(__name__)


class App:
    """Everything that hypotez does, as methods. Use it in a `with`, or close it: it holds processes and files.

    The methods block, may be called from any thread, and raise `HypotezError`s, each with one sentence for a person.
    """

    def __init__(self, config: Config) -> None:
        self.config = config
        self._made = Composition(config)
        self._learning: Learning | None = None
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End all processes and close all files; closing twice is harmless."""
        if self._learning:
            self._learning.close()
        self._made.close()

    @property
    def records(self) -> Records:
        """What is kept: transcripts, corrections, feedback."""
        return self._made.records()

    @property
    def settings(self) -> Settings:
        """What servers and people have chosen."""
        return self._made.settings()

    @property
    def learning(self) -> Learning:
        """What is taught, trained, tested and answered."""
        with self._lock:
            if self._learning is None:
                self._learning = Learning(self._made, self.config)
            return self._learning

    @property
    def files(self) -> Files:
        """What may be handed out, scope by scope."""
        return self._made.files()

    @property
    def archives(self) -> Path:
        """The folder where archives go; it is made where there is none yet."""
        folder = self.config.files.archives or self.config.storage.data / "archives"
        with disk_errors():
            folder.mkdir(parents=True, exist_ok=True)
        return folder

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
        report: Report = ignore,
    ) -> Transcript:
        """What is said in an audio file, given as its path, its bytes or an `Audio`. Nothing is kept.

        `language` None or "auto" finds it out where an engine can, and else takes it to be `likely`, or the config's.
        `engine` asks only that one of those allowed. `engines` are asked in this order, without those that are not
        allowed; where none is left, the config's are. The rest is as in `Hearing`.
        """
        hearing = self._hearing(language, phrases, likely, only_phrases=only_phrases, translate=translate)
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
        hearing = replace(hearing, vocabulary=self._vocabulary(origin.scope))
        transcribe, audio = self._transcribe(engine, engines), self._audio(source)
        if not self.config.storage.keep_transcripts:
            return self.keep(audio, transcribe(audio, hearing, report=report), origin=origin)
        return TranscribeAndKeep(transcribe, self.records)(audio, hearing, origin=origin, report=report)

    def keep(self, source: Source, transcript: Transcript, *, origin: Origin = Origin()) -> TranscriptRecord:
        """Record what was heard in an audio file before, as `transcribe_and_keep` does."""
        if not self.config.storage.keep_transcripts:
            return not_kept(transcript, origin, notice("keeps-nothing"))
        return KeepTranscript(self.records)(self._audio(source), transcript, origin=origin)

    def speak(
        self,
        text: str,
        *,
        language: str | None = None,
        voice: str | None = None,
        rate: float = 1.0,
        pitch: float = 1.0,
        volume: float = 1.0,
        engine: str | None = None,
        report: Report = ignore,
    ) -> Speech:
        """A text being spoken: iterate over it for PCM blocks, or `save` it. Factors are 1.0 for the voice's normal.

        Without a voice and a language, the config's `language` speaks if it says one, else the engine's default voice.
        """
        if language is None and voice is None and "language" in self.config.model_fields_set:
            language = self.config.language
        voicing = Voicing(language, voice, rate, pitch, volume)
        return Speak(self._made.tts(engine), self._made.codec())(text, voicing, report=report)

    def voices(self, language: str | None = None, engine: str | None = None) -> tuple[Voice, ...]:
        """The voices that may be used: all, or those that would speak a language.

        "en" finds "en-GB" too; "en-GB", or "en_GB", finds all of "en" where no voice has that region.
        """
        voices = self._made.tts(engine).voices()
        return voices if language is None else voices_of(language, voices)

    @property
    def parallel(self) -> int:
        """How many calls of `transcribe` may run at once; more wait for their turn."""
        return self._made.stt().can.max_parallel

    @property
    def recognisers(self) -> tuple[str, ...]:
        """The recognisers that may be used, first choice first."""
        return allowed(Kind.STT, self.config)

    def engines(self) -> tuple[EngineInfo, ...]:
        """All engines that are installed or configured, used or not."""
        return engines(self.config)

    def pull(self, engine: str, model: str, *, report: Report = ignore) -> Path:
        """Fetch the weights of a recogniser's model; the folder where they are now."""
        from hypotez.adapters.storage.weights import HttpWeights

        source, folder = weights(engine, model, self.config)
        HttpWeights(hub=self.config.storage.hub).fetch(source, folder, report=report)
        self._made.renew()
        return folder

    def archive(
        self,
        directory: str,
        *,
        format: str = "zip",
        to: str | Path | None = None,
        scope: str = "local",
        report: Report = ignore,
    ) -> ArchiveResult:
        """A folder inside a scope's roots into an archive, "zip" or "tar.zst", with the hash of every file.

        `to` is the archive's path, or a folder for it; without one it goes to the folder for archives.
        """
        archive = Archive(self.files, self._made.archivers())
        return archive(directory, scope, to=Path(to or self.archives), format=format, report=report)

    def restore(self, archive: str | Path, target: str | Path, *, report: Report = ignore) -> RestoreResult:
        """The files of an archive into a new folder, every hash checked; all of them or none."""
        return Restore(self._made.archivers())(Path(archive), Path(target), report=report)

    def getfile(self, name: str, scope: str = "local", *, largest: int | None = None) -> FoundFile:
        """A file inside a scope's roots; `largest` in bytes."""
        return GetFile(self.files)(name, scope, largest=largest)

    def instruction(self, topic: str | None = None, language: str | None = None) -> str:
        """The instruction on a topic, as Markdown; in the config's language where none is given."""
        return Instruction(self._made.instructions())(topic, language or self.config.language)

    def topics(self, language: str | None = None) -> tuple[str, ...]:
        """What there are instructions on, sorted."""
        return Instruction(self._made.instructions()).topics(language or self.config.language)

    def feedback(self, text: str, *, origin: Origin = Origin(), about: str | None = None) -> Feedback:
        """Keep what somebody thinks, perhaps about a record."""
        return CollectFeedback(self.records)(text, origin, about=about)

    def correct(self, about: str | None, text: str, *, origin: Origin = Origin()) -> Correction:
        """Keep how a transcript should read: the one with the id `about`, or the person's latest."""
        return CorrectTranscript(self.records)(about, text, origin)

    def evaluate_speech(
        self, clips: Sequence[Clip], engines: Sequence[str], *, seed: int = 0, report: Report = ignore
    ) -> tuple[SpeechScores, ...]:
        """How well recognisers hear recordings whose words are known."""
        evaluate = EvaluateSpeech(lambda name: self._transcribe(name, ()), self._made.scoring())
        return evaluate(clips, engines, seed=seed, report=report)

    def evaluate_corrected(self, scope: str = "local", *, seed: int = 0) -> tuple[SpeechScores, ...]:
        """How well the recognisers heard what people of a scope corrected."""
        return EvaluateCorrected(self.records, self._made.scoring())(scope, seed=seed)

    def teach_speech(
        self, clips: Sequence[Clip], engine: str, *, scope: str = "local", seed: int = 0, report: Report = ignore
    ) -> TaughtSpeech:
        """Measure on recordings whose words are known whether corrections help a recogniser; switch it on if so.

        Either half is heard with what the other half taught. Where fewer words are wrong then, the recogniser listens
        from now on for what the scope's own corrections teach; else it no longer does.
        """
        teach = TeachSpeech(lambda name: self._transcribe(name, ()), self._made.scoring())
        taught = teach(clips, engine, seed=seed, report=report)
        settings = self.settings.server(scope)
        others = tuple(name for name in settings.vocabulary if name != engine)
        self.settings.keep_server(scope, replace(settings, vocabulary=others + ((engine,) if taught.helps else ())))
        return taught

    def feedbacks(self, scope: str | None, limit: int = 20) -> tuple[Feedback, ...]:
        """What people of a scope think, newest first; None is everybody."""
        return ListRecords(self.records)(Feedback, scope=scope, limit=limit)

    def export(self, kind: str, format: str, scope: str | None) -> Iterator[str]:
        """The records of a scope, None being all, as lines; `kind` as in `KINDS`, `format` as in `ExportRecords`."""
        if kind not in KINDS:
            raise OptionError(f"There are no records of the kind {kind!r}: there are {', '.join(KINDS)}.")
        return ExportRecords(self.records)(KINDS[kind], format, scope=scope)

    def export_mine(self, who: str) -> Iterator[str]:
        """All that is kept about a person, as JSON lines."""
        yield from ExportMine(self.records, self.settings)(who)
        for dataset, kept in self.learning.taught_by(who):
            yield json_line({"kind": "example", "dataset": dataset} | whole(kept))
        for job in self.learning.jobs.of(who):
            yield json_line({"kind": "job", "job": whole(job)})

    def forget(self, who: str) -> Forgotten:
        """Delete all that is kept about a person, and the models that learned from them."""
        unlearned = self.learning.forget(who)
        forgotten = ForgetMe(self.records, self.settings)(who)
        return replace(forgotten, examples=unlearned.examples, versions=len(unlearned.retired))

    def expire(self) -> int:
        """Delete what is older than its server wants; how many records went."""
        return Expire([self.records, self.learning.jobs], self.settings)()

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

    def _vocabulary(self, scope: str) -> Vocabulary | None:
        """What the scope's corrections say by now: what was forgotten is forgotten here too, for nothing is kept.

        None where they cannot be read: what is said matters more than how well it is heard.
        """
        try:
            engines = self.settings.server(scope).vocabulary
            learned = vocabulary_of(corrected_in(self.records, scope)) if engines else None
        except StorageError as error:
            _log.warning("no vocabulary", extra={"why": str(error)})
            return None
        return replace(learned, engines=engines) if learned else None

    def _audio(self, source: Source) -> Audio:
        return audio_of(source, self.config.audio.max_input_mb)
