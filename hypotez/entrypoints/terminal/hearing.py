"""What `hypotez transcribe` does with each of its inputs."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from hypotez.domain.transcribe import fingerprint
from hypotez.entrypoints.formats import render, to_json
from hypotez.entrypoints.resume import Journal, forget_old, key
from hypotez.entrypoints.terminal.show import harmless
from hypotez.ports.errors import AudioError, NotFound
from hypotez.ports.progress import Report
from hypotez.ports.speech import Hearing, Transcript
from hypotez.ports.storage import Origin

if TYPE_CHECKING:
    from hypotez.entrypoints.app import App
    from hypotez.entrypoints.terminal.inputs import Input
    from hypotez.entrypoints.terminal.results import Results

__all__ = ["Heard", "Work", "journal_for", "shown", "what_hears"]

JOURNAL: Final = ".hypotez-resume.jsonl"


@dataclass(frozen=True, slots=True)
class Heard:
    """What became of an input. `id` is the record's, where one was kept; `stays`: a result's file that was not written.

    Such a file is somebody else's, or somebody has changed it.
    """

    transcript: Transcript
    id: str | None = None
    stays: Path | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """How to treat every input. `what_hears` is what the journal's keys depend on beside the audio."""

    app: App
    hearing: Hearing
    engine: str | None
    keep: bool
    journal: Journal | None
    what_hears: Mapping[str, Any]
    results: Results | None

    def __call__(self, input: Input, report: Report) -> Heard:
        """Hear the input, or remember it; keep it and write its file if that is wanted.

        Raises:
            InputError, EngineError: as `App.transcribe`.
            StorageError: the disk refused.
        """
        if input.fault:
            raise AudioError(input.fault)
        if self.journal is None:
            transcript = self._hear(input, report)
            return self._kept(input, transcript) if self.keep else Heard(transcript)
        heard = self._remembered(self.journal, input, report)
        if self.results:
            return replace(heard, stays=self.results.write(input.place, heard.transcript))
        return heard

    def _remembered(self, journal: Journal, input: Input, report: Report) -> Heard:
        entry = key(_fingerprint(input), self.what_hears)
        transcript = journal.get(entry)
        if transcript is None:
            transcript = self._hear(input, report)
            journal.add(entry, transcript)
        if not self.keep:
            return Heard(transcript)
        id = journal.kept(entry)
        if id is not None:
            return Heard(transcript, id)
        heard = self._kept(input, transcript)
        if heard.id:
            journal.keep(entry, heard.id)
        return heard

    def _hear(self, input: Input, report: Report) -> Transcript:
        return self.app.transcribe(
            input.audio,
            engine=self.engine,
            report=report,
            language=self.hearing.language,
            phrases=self.hearing.phrases,
            only_phrases=self.hearing.only_phrases,
            translate=self.hearing.translate,
            vocabulary=self.hearing.vocabulary,
        )

    def _kept(self, input: Input, transcript: Transcript) -> Heard:
        record = self.app.keep(input.audio, transcript, origin=Origin())
        return Heard(record.transcript, record.id)


def shown(heard: Heard, format: str, name: str | None) -> str:
    """What goes to standard output; `name` is the input's, where there are several."""
    if format == "json":
        before = {"file": name} if name is not None else {}
        after = {"id": heard.id} if heard.id else {}
        return json.dumps({**before, **to_json(heard.transcript), **after}, ensure_ascii=False) + "\n"
    text = render(heard.transcript, format)
    return text if name is None else f"{harmless(name)}: {text or chr(10)}"


def what_hears(app: App, hearing: Hearing, engine: str | None) -> dict[str, Any]:
    """All that decides how the same audio reads: options, engines and how they are set up."""
    ready = [info.name for info in app.engines() if info.kind == "stt" and info.used and info.status.ready]
    config = app.config
    return {
        "hearing": asdict(hearing),
        "engines": [engine] if engine else ready,
        "options": config.stt.model_dump(),
        "chunking": config.chunking.model_dump(),
        "language": config.language,
    }


def journal_for(app: App, inputs: Sequence[Input], heard: Mapping[str, Any], output: Path | None) -> Journal:
    """The journal of a run: in the output folder, or, for as long as it is unfinished, in the cache.

    Raises:
        StorageError: it cannot be read.
    """
    if output:
        return Journal(output / JOURNAL)
    folder = app.config.storage.cache / "transcribe"
    forget_old(folder)
    names = json.dumps([os.path.realpath(input.name) for input in inputs])
    return Journal(folder / f"{key(hashlib.sha256(names.encode()).hexdigest(), heard)[:32]}.jsonl")


def _fingerprint(input: Input) -> str:
    """The audio's fingerprint. A file that cannot be read is at fault alone: the next one may be fine.

    Raises:
        NotFound: there is no such file, or it is none (opening a pipe would wait for whoever writes into it).
        AudioError: it cannot be read.
    """
    source = input.audio.source
    try:
        if isinstance(source, Path) and not source.is_file():
            raise NotFound(f"there is no file {input.name}")
        return fingerprint(input.audio)
    except OSError as error:
        raise AudioError(f"{input.name} cannot be read: {error.strerror}") from error
