"""The composition root: the only place that says how engines are wrapped, and in which order.

    a recogniser   fallback( retry and breaker( chunks at pauses( process of its own( engine ))))
    a speaker      fallback( sentences( cache( retry and breaker( process of its own( engine )))))
    a learner      process of its own( engine ), for learning; its models answer here

The config switches wrappers on and off and never reorders them. A speaker's text is cut first, so that each sentence is
cached and asked for again by itself. Everything is built at its first use, once.
"""

import contextlib
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypotez.adapters.compose.cached import Cached
from hypotez.adapters.compose.chunked import Chunked
from hypotez.adapters.compose.fallback import FallbackSpeechToText, FallbackTextToSpeech
from hypotez.adapters.compose.isolated import IsolatedCodec, IsolatedSpeechToText, IsolatedTextToSpeech
from hypotez.adapters.compose.isolated_learner import IsolatedLearner
from hypotez.adapters.compose.patience import Breaker, Patience
from hypotez.adapters.compose.recipe import Recipe
from hypotez.adapters.compose.retrying import RetryingSpeechToText, RetryingTextToSpeech
from hypotez.adapters.compose.sentences import Sentences
from hypotez.entrypoints.config import Config
from hypotez.entrypoints.engines import Kind, allowed, check_offline, engine_tables, preferred, pulling_advice, recipe
from hypotez.ports.archive import Archiver
from hypotez.ports.audio import AudioCodec
from hypotez.ports.datasets import DatasetReader, Datasets
from hypotez.ports.errors import ConfigError, LearnerUnavailable
from hypotez.ports.files import Files
from hypotez.ports.jobs import JobRunner, Work
from hypotez.ports.learning import Learner
from hypotez.ports.scoring import Charts, Scoring
from hypotez.ports.settings import Settings
from hypotez.ports.speech import SpeechToText, TextToSpeech
from hypotez.ports.storage import Records
from hypotez.ports.versions import Version, Versions

if TYPE_CHECKING:
    from hypotez.adapters.storage.database import Database

__all__ = ["Composition"]


class Composition:
    """Builds and keeps what a config names."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._lock = threading.RLock()
        self._made: dict[tuple[Kind, str], Any] = {}
        self._stt: dict[str | tuple[str, ...] | None, FallbackSpeechToText] = {}
        self._tts: dict[str | None, FallbackTextToSpeech] = {}
        self._kept: Database | None = None
        self._closing = contextlib.ExitStack()

    def codec(self) -> AudioCodec:
        """The audio codec, in a process of its own where isolation is on."""
        codec: AudioCodec = self._once(Kind.AUDIO, self._config.audio.use, self._codec)
        return codec

    def stt(self, wished: str | tuple[str, ...] | None = None) -> SpeechToText:
        """The recognisers that may be used, first choice first, as one; or only one, or several in a wished order."""
        with self._lock:
            if wished not in self._stt:
                if isinstance(wished, tuple):
                    names = preferred(Kind.STT, self._config, wished)
                else:
                    names = allowed(Kind.STT, self._config, wished)
                engines = [self._once(Kind.STT, name, self._listener) for name in names]
                self._stt[wished] = FallbackSpeechToText(
                    engines, named=isinstance(wished, str), advice=lambda: pulling_advice(names, self._config)
                )
            return self._stt[wished]

    def tts(self, engine: str | None = None) -> TextToSpeech:
        """The speakers that may be used, first choice first, as one; or only `engine`."""
        with self._lock:
            if engine not in self._tts:
                names = allowed(Kind.TTS, self._config, engine)
                self._tts[engine] = FallbackTextToSpeech([self._once(Kind.TTS, name, self._speaker) for name in names])
            return self._tts[engine]

    def learner(self, name: str | None = None) -> Learner:
        """The learner that the config calls `name`, or its first one."""
        name = allowed(Kind.LEARNER, self._config, name)[0]
        learner: Learner = self._once(Kind.LEARNER, name, self._learner)
        return learner

    def learner_kind(self, name: str) -> str:
        """What the learner is that the config calls `name`, as everybody's config calls it."""
        table = engine_tables(Kind.LEARNER, self._config).get(name)
        return (table.engine if table else None) or name

    def teacher(self, version: Version) -> Learner:
        """The learner that a version was made with: it answers also where new ones may no longer be made with it.

        Where this config knows none of its name, or another one, its kind will do.

        Raises:
            LearnerUnavailable: there is none of this name or kind, or `offline_only` forbids it.
        """
        known = version.kind in {"", self.learner_kind(version.learner)}
        name = version.learner if known else version.kind
        try:
            check_offline(Kind.LEARNER, name, self._config)
            learner: Learner = self._once(Kind.LEARNER, name, self._learner)
            return learner
        except ConfigError as error:
            raise LearnerUnavailable(f"What was learned needs the learner {name!r}. {error}", engine=name) from error

    def renew(self) -> None:
        """Find out anew which engines are ready; those that were unavailable are asked again."""
        with self._lock:
            self._stt.clear()
            self._tts.clear()

    def records(self) -> Records:
        """What is kept, in the configured database or an SQLite file in the data folder."""
        from hypotez.adapters.storage.records import DatabaseRecords

        return DatabaseRecords(self._database())

    def settings(self) -> Settings:
        """What servers and people have chosen, in the same database."""
        from hypotez.adapters.storage.settings import DatabaseSettings

        return DatabaseSettings(self._database())

    def dataset_reader(self) -> DatasetReader:
        """Reads what people send to be learned from."""
        from hypotez.adapters.datasets.reader import FileReader

        return FileReader()

    def datasets(self) -> Datasets:
        """Labelled texts: those of each scope in the same database, beside the shared ones."""
        from hypotez.adapters.datasets.shared import READY_MADE, SharedFolders
        from hypotez.adapters.datasets.with_shared import WithShared
        from hypotez.adapters.storage.datasets import DatabaseDatasets

        folders = [folder for folder in (self._config.learning.datasets, READY_MADE) if folder]
        return WithShared(DatabaseDatasets(self._database()), SharedFolders(folders, self.dataset_reader()))

    def versions(self) -> Versions:
        """Versions of models: in the same database, their files in the data folder."""
        from hypotez.adapters.storage.versions import DatabaseVersions

        return DatabaseVersions(self._database(), self._config.storage.data / "learned")

    def jobs(self, work: Mapping[str, Work]) -> JobRunner:
        """What runs jobs; they are written down in the same database."""
        from hypotez.adapters.jobs.queued import QueuedJobs

        jobs = QueuedJobs(self._database(), work)
        self._closing.callback(jobs.close)
        return jobs

    def scoring(self) -> Scoring:
        """What measures."""
        from hypotez.adapters.scoring.measures import Measures

        return Measures()

    def charts(self) -> Charts:
        """What draws."""
        from hypotez.adapters.scoring.charts import PlottedCharts

        return PlottedCharts()

    def files(self) -> Files:
        """What may be handed out: the configured roots, but never the config, the token's file, the data, the cache."""
        from hypotez.adapters.storage.database_files import database_files
        from hypotez.adapters.storage.rooted_files import RootedFiles

        config = self._config
        hidden = [config.source, config.discord.token_file, config.storage.data, config.storage.cache]
        hidden += database_files(config.storage.url or "sqlite://")
        return RootedFiles(
            roots={scope: _texts(named) for scope, named in config.files.roots.items()},
            secrets=config.files.secrets,
            hidden=[str(path) for path in hidden if path],
        )

    def instructions(self) -> Files:
        """The instruction texts: the owner's folder first, then those that come with hypotez."""
        from hypotez.adapters.storage.instructions import FOLDER
        from hypotez.adapters.storage.rooted_files import RootedFiles

        own = self._config.files.instructions
        roots = {"yours": str(own)} if own else {}
        return RootedFiles(roots={"instructions": roots | {"hypotez": str(FOLDER)}})

    def archivers(self) -> dict[str, Archiver]:
        """The archive formats by name, the default one first."""
        from hypotez.adapters.storage.tar_archive import TarZstArchiver
        from hypotez.adapters.storage.zip_archive import ZipArchiver

        archivers: tuple[Archiver, ...] = (ZipArchiver(), TarZstArchiver())
        return {archiver.format: archiver for archiver in archivers}

    def close(self) -> None:
        """End all processes and free all models."""
        with self._lock:
            for listeners in self._stt.values():
                listeners.close()
            for speakers in self._tts.values():
                speakers.close()
            self.renew()
            self._made.clear()
            self._kept = None
            self._closing.close()

    def _database(self) -> "Database":
        storage = self._config.storage
        with self._lock:
            if self._kept is None:
                from hypotez.adapters.storage.database import Database

                self._kept = Database(location=storage.url or str(storage.data / "hypotez.db"))
                self._closing.callback(self._kept.close)
            return self._kept

    def _once(self, kind: Kind, name: str, build: Any) -> Any:
        with self._lock:
            if (kind, name) not in self._made:
                made = build(recipe(kind, name, self._config), name)
                self._closing.callback(made.close)
                self._made[kind, name] = made
            return self._made[kind, name]

    def _codec(self, how: Recipe, _name: str) -> AudioCodec:
        codec: AudioCodec = IsolatedCodec(how, **self._isolation()) if self._config.isolation.on else how.build()
        return codec

    def _listener(self, how: Recipe, name: str) -> SpeechToText:
        engine: SpeechToText = how.build()
        remote = engine.can.remote
        if self._config.isolation.on and not remote:
            engine = IsolatedSpeechToText(how, **self._isolation())
        if self._config.chunking.on:
            engine = Chunked(engine, longest=self._config.chunking.max_seconds)
        if self._config.retry.on and remote:
            engine = RetryingSpeechToText(engine, self._patience(name))
        return engine

    def _speaker(self, how: Recipe, name: str) -> TextToSpeech:
        engine: TextToSpeech = how.build()
        can = engine.can
        if self._config.isolation.on and not can.remote:
            engine = IsolatedTextToSpeech(how, **self._isolation())
        if self._config.retry.on and can.remote:
            engine = RetryingTextToSpeech(engine, self._patience(name))
        if self._config.tts.cache and (can.remote or not can.streams):
            # a local engine that streams is faster than a disk
            folder = str(self._config.storage.cache / "speech")
            setup = repr([how.name, *sorted(how.options.items())])
            engine = Cached(engine, folder=folder, max_bytes=self._config.tts.cache_mb << 20, setup=setup)
        return Sentences(engine, max_chars=self._config.tts.sentence_chars)

    def _learner(self, how: Recipe, _name: str) -> Learner:
        learner: Learner = IsolatedLearner(how, **self._isolation()) if self._config.isolation.on else how.build()
        return learner

    def _patience(self, name: str) -> Patience:
        retry = self._config.retry
        breaker = Breaker(retry.breaker_failures, retry.breaker_seconds)
        return Patience(name, attempts=retry.attempts, breaker=breaker)

    def _isolation(self) -> dict[str, Any]:
        isolation = self._config.isolation
        return {
            "patience": isolation.silent_seconds,
            "deadline": isolation.deadline_seconds,
            "memory": isolation.memory_mb,
            "workers": isolation.workers,
        }


def _texts(paths: Mapping[str, Path]) -> dict[str, str]:
    return {name: str(path) for name, path in paths.items()}
