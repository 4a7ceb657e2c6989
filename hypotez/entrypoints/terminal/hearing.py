"""What `hypotez transcribe` does with each of its inputs."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, Final

from hypotez.domain.transcribe import fingerprint
from hypotez.domain.whole import whole_file
from hypotez.entrypoints.formats import SUFFIXES, render, to_json
from hypotez.entrypoints.resume import Journal, forget_old, key
from hypotez.ports.errors import AudioError, NotFound, StorageError
from hypotez.ports.progress import Report
from hypotez.ports.speech import Hearing, Transcript
from hypotez.ports.storage import Origin

if TYPE_CHECKING:
    from hypotez.entrypoints.app import App
    from hypotez.entrypoints.terminal.inputs import Input

__all__ = ["Heard", "Work", "journal_for", "shown", "what_hears"]

JOURNAL: Final = ".hypotez-resume.jsonl"


@dataclass(frozen=True, slots=True)
class Heard:
    """What became of an input. `id` is the record's, where one was kept."""

    transcript: Transcript
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """How to treat every input. `what_hears` is what the journal's keys depend on beside the audio."""

    app: App
    hearing: Hearing
    engine: str | None
    format: str
    output: Path | None
    keep: bool
    journal: Journal | None
    what_hears: Mapping[str, Any]

    def __call__(self, input: Input, report: Report) -> Heard:
        """Hear the input, or remember it; with an output folder, also write its file there.

        Raises:
            InputError, EngineError: as `App.transcribe`.
            StorageError: the disk refused.
        """
        if input.fault:
            raise AudioError(input.fault)
        if self.journal is None:
            heard = self._hear(input, report)
            if self.output:
                self._write(self.output / self._file(input), heard)
            return heard
        entry = key(_fingerprint(input), self.what_hears)
        known = self.journal.get(entry)
        heard = Heard(known) if known else self._hear(input, report)
        if not known:
            self.journal.add(entry, heard.transcript)
        if self.output:
            file = self._file(input)
            # what an earlier run wrote stays as it is: people edit it
            if not self.journal.has_written(file.as_posix(), entry) or not (self.output / file).exists():
                self._write(self.output / file, heard)
                self.journal.wrote(file.as_posix(), entry)
        return heard

    def _file(self, input: Input) -> PurePath:
        return input.place.with_name(input.place.name + SUFFIXES[self.format])

    def _hear(self, input: Input, report: Report) -> Heard:
        if self.keep:
            record = self.app.transcribe_and_keep(
                input.audio, origin=Origin(), engine=self.engine, report=report, **_options(self.hearing)
            )
            return Heard(record.transcript, record.id)
        return Heard(self.app.transcribe(input.audio, engine=self.engine, report=report, **_options(self.hearing)))

    def _write(self, path: Path, heard: Heard) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StorageError(f"{path.parent} cannot be written to: {error.strerror}") from error
        with whole_file(path) as file:
            file.write(render(heard.transcript, self.format).encode())


def shown(heard: Heard, format: str, name: str | None) -> str:
    """What goes to standard output; `name` is the input's, where there are several."""
    if format == "json":
        before = {"file": name} if name is not None else {}
        after = {"id": heard.id} if heard.id else {}
        return json.dumps({**before, **to_json(heard.transcript), **after}, ensure_ascii=False) + "\n"
    text = render(heard.transcript, format)
    return text if name is None else f"{name}: {text or chr(10)}"


def what_hears(app: App, hearing: Hearing, engine: str | None) -> dict[str, Any]:
    """All that decides how the same audio reads: options, engines and how they are set up."""
    used = [engine] if engine else [info.name for info in app.engines() if info.kind == "stt" and info.used]
    config = app.config
    return {
        "hearing": asdict(hearing),
        "engines": used,
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


def _options(hearing: Hearing) -> dict[str, Any]:
    return {
        "language": hearing.language,
        "phrases": hearing.phrases,
        "only_phrases": hearing.only_phrases,
        "translate": hearing.translate,
    }


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
