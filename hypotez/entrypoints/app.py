"""The App: every use case, wired to the engines that the config names. All entry points work through it."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

from hypotez.domain.archive import Archive, ArchiveResult
from hypotez.domain.correct import CorrectTranscript
from hypotez.domain.export import ExportRecords, ListRecords, json_line, whole
from hypotez.domain.feedback import CollectFeedback
from hypotez.domain.getfile import GetFile
from hypotez.domain.instruction import Instruction
from hypotez.domain.mydata import ExportMine, ForgetMe, Forgotten
from hypotez.domain.restore import Restore, RestoreResult
from hypotez.domain.retention import Expire
from hypotez.domain.speak import Speak, Speech
from hypotez.domain.whole import disk_errors
from hypotez.entrypoints.config import Config
from hypotez.entrypoints.engines import EngineInfo, engines, weights
from hypotez.entrypoints.learning import Learning
from hypotez.entrypoints.listening import Listening
from hypotez.entrypoints.voices import voices_of
from hypotez.ports.errors import OptionError
from hypotez.ports.files import Files, FoundFile
from hypotez.ports.progress import Report, ignore
from hypotez.ports.settings import Settings
from hypotez.ports.speech import Voice, Voicing
from hypotez.ports.storage import KINDS, Correction, Feedback, Origin, Records

__all__ = ["App"]


class App(Listening):
    """Everything that hypotez does, as methods. Use it in a `with`, or close it: it holds processes and files.

    The methods block, may be called from any thread, and raise `HypotezError`s, each with one sentence for a person.
    """

    def __init__(self, config: Config) -> None:
        super().__init__(config)
        self._learning: Learning | None = None
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End all processes and close all files; closing twice is harmless. What is asked afterwards begins anew."""
        with self._lock:
            learning, self._learning = self._learning, None
        if learning:
            learning.close()
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

    def feedbacks(self, scope: str | None, limit: int = 20) -> tuple[Feedback, ...]:
        """What people of a scope think, newest first; None is everybody."""
        return ListRecords(self.records)(Feedback, scope=scope, limit=limit)

    def export(self, kind: str, format: str, scope: str | None) -> Iterator[str]:
        """The records of a scope, None being all, as lines; `kind` as in `KINDS`, `format` as in `ExportRecords`."""
        if kind not in KINDS:
            raise OptionError(f"There are no records of the kind {kind!r}: there are {', '.join(KINDS)}.")
        return ExportRecords(self.records)(KINDS[kind], format, scope=scope)

    def export_mine(self, who: str) -> Iterator[str]:
        """All that is kept about a person, as JSON lines.

        Raises:
            OptionError: nobody is named.
        """
        _named(who)
        yield from ExportMine(self.records, self.settings)(who)
        for dataset, kept in self.learning.taught_by(who):
            yield json_line({"kind": "example", "dataset": dataset} | whole(kept))
        for job in self.learning.jobs.of(who):
            yield json_line({"kind": "job", "job": whole(job)})

    def forget(self, who: str) -> Forgotten:
        """Delete all that is kept about a person, and the models that learned from them.

        Raises:
            OptionError: nobody is named: what names nobody is everybody's.
        """
        _named(who)
        unlearned = self.learning.forget(who)
        forgotten = ForgetMe(self.records, self.settings)(who)
        return replace(forgotten, examples=unlearned.examples, versions=len(unlearned.retired))

    def expire(self) -> int:
        """Delete what is older than its server wants; how many records went."""
        return Expire([self.records, self.learning.jobs], self.settings)()


def _named(who: str) -> None:
    if not who:
        raise OptionError("Say whose data is meant: an empty name is nobody's.")
