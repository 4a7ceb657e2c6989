"""`hypotez transcribe`: audio in, words out, of one file or of thousands."""

from __future__ import annotations

import logging
import os
from concurrent.futures import Future
from contextlib import closing
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from hypotez.entrypoints.terminal.session import session
from hypotez.entrypoints.terminal.show import Bars, complain, note, say
from hypotez.ports.errors import (
    ConfigError,
    EngineUnavailable,
    HypotezError,
    OptionError,
    StorageError,
    UnknownLanguage,
)
from hypotez.ports.progress import Progress
from hypotez.ports.speech import Hearing

if TYPE_CHECKING:
    from hypotez.entrypoints.config import Config
    from hypotez.entrypoints.terminal.hearing import Heard, Work
    from hypotez.entrypoints.terminal.inputs import Input

__all__ = ["transcribe"]

log = logging.getLogger(__name__)

HOPELESS: Final = (ConfigError, EngineUnavailable, OptionError, StorageError)
"""What would stop every other file as well."""


class Format(StrEnum):
    """What comes out; see `hypotez.entrypoints.formats`."""

    TEXT = "text"
    JSON = "json"
    SRT = "srt"
    VTT = "vtt"
    TSV = "tsv"


def transcribe(
    ctx: typer.Context,
    *,
    paths: Annotated[list[str], typer.Argument(metavar="PATH", help="Files, folders, or - for standard input.")],
    engine: Annotated[str | None, typer.Option(help="The recogniser that answers; see `hypotez engines`.")] = None,
    language: Annotated[
        str | None, typer.Option(help='The language spoken, such as "en"; else it is found out.')
    ] = None,
    phrase: Annotated[list[str] | None, typer.Option(help="A word or phrase to listen for; may be repeated.")] = None,
    only_phrases: Annotated[bool, typer.Option("--only-phrases", help="Expect nothing but the phrases.")] = False,
    translate: Annotated[bool, typer.Option("--translate", help="Write English, whatever is spoken.")] = False,
    format: Annotated[
        Format, typer.Option(help="What to write; JSON of several files is a line for each.")
    ] = Format.TEXT,
    output: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write a file for each input into this folder.")
    ] = None,
    keep: Annotated[bool, typer.Option("--keep", help="Keep the transcript, so that it can be corrected.")] = False,
    jobs: Annotated[
        int | None,
        typer.Option(
            min=1,
            help="How many files to work on at once, each with its own copy of the model; else as many as the config "
            "says in [isolation] workers, or 2.",
        ),
    ] = None,
) -> None:
    """Write down what is said in audio files.

    A run over several files that was interrupted goes on where it was when it is started again the same way.
    """
    if "" in paths:
        raise typer.BadParameter("a path is empty; the folder that you are in is .")
    from hypotez.entrypoints.terminal.hearing import Work, journal_for, what_hears
    from hypotez.entrypoints.terminal.inputs import find_inputs, is_folder
    from hypotez.entrypoints.terminal.parallel import in_order
    from hypotez.entrypoints.terminal.results import Results

    several = len(paths) > 1 or is_folder(paths[0])
    if several and not output and format in {Format.SRT, Format.VTT, Format.TSV}:
        raise typer.BadParameter(f"{format} of several files needs a folder to write to: give --output DIR")
    config = session(ctx).load()
    inputs = find_inputs(paths, config.audio.max_input_mb << 20)
    jobs = min(jobs or _jobs(config), len(inputs))
    failed = unkept = 0
    with session(ctx).open(partial(_with_workers, workers=jobs)) as app, Bars() as bars:
        vocabulary = app.listened_for() if keep else None
        hearing = Hearing(language, tuple(phrase or ()), only_phrases, translate, vocabulary=vocabulary)
        keyed = what_hears(app, hearing, engine) if several or output else {}
        journal = journal_for(app, inputs, keyed, output) if several or output else None
        results = Results(output, format, journal) if output and journal else None
        work = Work(app, hearing, engine, keep, journal, keyed, results)
        works = [partial(_begin, work, input, bars) for input in inputs]
        with closing(in_order(works, jobs, bars.stop)) as futures, bars.bar("all files") as count:
            for done, (input, future) in enumerate(zip(inputs, futures, strict=True), start=1):
                went_well = _shown(input, future, None if output else format, several)
                failed += not went_well
                unkept += went_well and keep and not future.result().id
                if several:
                    count(Progress("done", done, len(inputs), "files"))
        if journal and not output and not failed and not unkept:
            journal.forget()
    if failed and several:
        note(f"{failed} of {len(inputs)} could not be transcribed")
    if failed or unkept:
        raise typer.Exit(1)


def _begin(work: Work, input: Input, bars: Bars) -> Heard:
    """Do the work with a bar that appears when it begins."""
    with bars.bar(input.name) as report:
        return work(input, report)


def _shown(input: Input, future: Future[Heard], format: Format | None, several: bool) -> bool:
    """Show what became of an input, on standard output where there is a `format`; whether it went well.

    Raises:
        HypotezError: what would happen with all other inputs too.
    """
    from hypotez.entrypoints.terminal.hearing import shown

    try:
        heard = future.result()
    except HypotezError as error:
        if isinstance(error, HOPELESS) and not isinstance(error, UnknownLanguage):
            raise
        log.debug("not transcribed", exc_info=error, extra={"file": input.name, "code": error.code})
        complain(error, input.name if several else "")
        return False
    prefix = f"{input.name}: " if several else ""
    for attempt in heard.transcript.attempts:
        note(f"{prefix}{attempt.engine} did not answer: {attempt.reason}")
    for warning in heard.transcript.warnings:
        note(f"{prefix}{warning}")
    if heard.stays:
        note(f"{heard.stays} stays as it is, for it was changed, or is not of hypotez; remove it to get a new one")
    if heard.id:
        note(f"{prefix}kept as {heard.id}; `hypotez correct {heard.id} TEXT` corrects it")
    if format:
        say(shown(heard, format, input.name if several else None), end="")
    if not heard.transcript.text.strip():
        note(f"{prefix}nothing is said in it")
    return True


def _jobs(config: Config) -> int:
    """How many files to work on at once: as many as the config says, else two where there is a processor for each."""
    if "workers" in config.isolation.model_fields_set:
        return config.isolation.workers
    return min(2, os.cpu_count() or 1)


def _with_workers(config: Config, workers: int) -> Config:
    workers = max(workers, config.isolation.workers)
    return config.model_copy(update={"isolation": config.isolation.model_copy(update={"workers": workers})})
