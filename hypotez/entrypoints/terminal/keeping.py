"""`hypotez archive`, `restore`, `feedback`, `correct`, `getfile` and `instruction`: what is kept and given back."""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hypotez.entrypoints.terminal.inputs import read_text
from hypotez.entrypoints.terminal.paths import typed
from hypotez.entrypoints.terminal.session import session
from hypotez.entrypoints.terminal.show import Bars, ListFormat, note, say, show_list

if TYPE_CHECKING:
    from hypotez.entrypoints.app import App
    from hypotez.entrypoints.config import Config

__all__ = ["archive", "correct", "feedback", "getfile", "instruction", "restore"]


class Export(StrEnum):
    """How records are exported: for spreadsheets, or whole, a JSON object a line."""

    CSV = "csv"
    JSONL = "jsonl"


class Packing(StrEnum):
    """The formats of archives, which are their endings too."""

    ZIP = "zip"
    TAR_ZST = "tar.zst"


class Kind(StrEnum):
    """The kinds of records; see `hypotez.ports.storage.KINDS`."""

    FEEDBACK = "feedback"
    CORRECTIONS = "corrections"
    TRANSCRIPTS = "transcripts"


def archive(
    ctx: typer.Context,
    directory: Annotated[str, typer.Argument(metavar="DIR", help="A folder, or its name among those that are shared.")],
    format: Annotated[
        Packing | None, typer.Option(help="The kind of archive; else what FILE's ending says, or zip.")
    ] = None,
    output: Annotated[Path | None, typer.Option(metavar="FILE", help="Where to write it.")] = None,
) -> None:
    """Put a folder into an archive; secrets, links and special files stay out."""
    packing = _packing(output, format)
    folder = Path(os.path.realpath(typed(directory)))
    here = folder.is_dir()
    name = _name(folder) if here else directory
    change = partial(_with_root, name=name, folder=folder) if here else _as_it_is
    with session(ctx).open(change) as app, Bars() as bars, bars.bar(directory) as report:
        result = app.archive(name, format=packing, to=output, report=report)
    for omitted in result.omitted:
        note(f"left out: {omitted.name} ({omitted.reason})")
    for name in result.changed:
        note(f"changed while it was read: {name}")
    say(str(result.path))


def restore(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The archive.")],
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder for its files.")],
) -> None:
    """Bring back the files of an archive, all of them or none."""
    from hypotez.ports.errors import NotFound

    if not file.is_file():
        raise NotFound(f"there is no file {file}")
    with session(ctx).open() as app, Bars() as bars, bars.bar(file.name) as report:
        result = app.restore(file, directory, report=report)
    say(str(result.path))


def feedback(
    ctx: typer.Context,
    *,
    text: Annotated[str | None, typer.Argument(metavar="TEXT", help="What you think; - reads it.")] = None,
    about: Annotated[str | None, typer.Option(metavar="ID", help="The transcript that it is about, or: last.")] = None,
    list: Annotated[bool, typer.Option("--list", help="Show the latest instead.")] = False,
    limit: Annotated[int, typer.Option(min=1, help="How many to show.")] = 20,
    export: Annotated[Export | None, typer.Option(help="Write out all instead.")] = None,
    kind: Annotated[Kind, typer.Option(help="What to show or write out.")] = Kind.FEEDBACK,
    format: Annotated[ListFormat, typer.Option(help="A table, or a JSON object a line.")] = ListFormat.TEXT,
) -> None:
    """Tell what you think, or read what others told."""
    if sum((text is not None, list, export is not None)) != 1:
        raise typer.BadParameter("give a TEXT, or --list, or --export")
    with session(ctx).open() as app:
        if export:
            _export(app, kind, export)
        elif list:
            _list(app, kind, limit, format)
        else:
            about = _latest(app) if about == "last" else about
            kept = app.feedback(read_text() if text == "-" else text or "", about=about)
            note(f"thank you; kept as {kept.id}")


def correct(
    ctx: typer.Context,
    id: Annotated[str, typer.Argument(metavar="ID", help="The transcript, or: last.")],
    text: Annotated[str, typer.Argument(metavar="TEXT", help="How it should read; - reads it.")],
) -> None:
    """Say how a transcript should read that was made with `transcribe --keep` or in `chat`."""
    with session(ctx).open() as app:
        correction = app.correct(None if id == "last" else id, read_text() if text == "-" else text)
        note(f"corrected {correction.about}")


def getfile(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Its name in one of the folders that are shared.")],
    output: Annotated[Path | None, typer.Option(metavar="FILE", help="Where it goes; else to standard output.")] = None,
) -> None:
    """Get a file from the folders that the config shares."""
    from hypotez.domain.whole import whole_file

    if output is None and sys.stdout.isatty():
        raise typer.BadParameter("give --output FILE, or send it into a pipe")
    with session(ctx).open() as app, app.getfile(name).open() as source:
        blocks = iter(partial(source.read, 1 << 20), b"")
        if output is None:
            sys.stdout.buffer.writelines(blocks)
            sys.stdout.buffer.flush()
            return
        with whole_file(output) as target:
            target.writelines(blocks)
    note(f"written to {output}")


def instruction(
    ctx: typer.Context,
    topic: Annotated[str | None, typer.Argument(metavar="TOPIC", help="What about; none lists what there is.")] = None,
    language: Annotated[str | None, typer.Option(help='Its language, such as "ru".')] = None,
) -> None:
    """Read how something is done."""
    with session(ctx).open() as app:
        text = app.instruction(topic, language or app.config.language)
    if not sys.stdout.isatty():
        say(text.rstrip())
        return
    from rich.console import Console
    from rich.markdown import Markdown

    Console().print(Markdown(text))


def _packing(output: Path | None, format: Packing | None) -> Packing:
    """The format to write.

    Raises:
        BadParameter: the file's ending says another one than `format`, or is none that there is.
    """
    if output is None or output.is_dir():
        return format or Packing.ZIP
    ending = next((each for each in Packing if output.name.lower().endswith(f".{each}")), None)
    if ending and format not in {None, ending}:
        raise typer.BadParameter(f"{output.name} ends as {ending} does, and --format says {format}: leave one out")
    if output.suffix and not ending and not format:
        raise typer.BadParameter(
            f"{output.name!r} has an ending that says no kind of archive; there are .zip, .tar.zst"
        )
    return format or ending or Packing.ZIP


def _as_it_is(config: Config) -> Config:
    return config


def _with_root(config: Config, name: str, folder: Path) -> Config:
    """The config with `folder` as the only one that is shared: whoever sits at the terminal may name any folder."""
    return config.model_copy(update={"files": config.files.model_copy(update={"roots": {"local": {name: folder}}})})


def _name(folder: Path) -> str:
    """The folder's name, if it can be that of a shared folder."""
    from hypotez.ports.errors import NotAllowed
    from hypotez.ports.names import portable_parts

    try:
        (name,) = portable_parts(folder.name)
    except (NotAllowed, ValueError):
        return "folder"
    return name


def _latest(app: App) -> str:
    """The id of the latest transcript of this machine.

    Raises:
        NotFound: there is none.
    """
    from hypotez.ports.errors import NotFound
    from hypotez.ports.storage import Origin, TranscriptRecord

    here = Origin()
    records = app.records.list(TranscriptRecord, scope=here.scope, who=here.who, newest_first=True, limit=1)
    for record in records:
        return record.id
    raise NotFound("there is no transcript yet; `transcribe --keep` keeps one")


def _export(app: App, kind: Kind, export: Export) -> None:
    for line in app.export(kind.value, export.value, scope=None):
        say(line, end="")


def _list(app: App, kind: Kind, count: int, format: ListFormat) -> None:
    from hypotez.domain.export import ListRecords
    from hypotez.ports.storage import KINDS, Correction, TranscriptRecord

    rows = []
    for record in ListRecords(app.records)(KINDS[kind], limit=count):
        row = {"id": record.id, "at": record.at.astimezone().strftime("%Y-%m-%d %H:%M"), "scope": record.origin.scope}
        match record:
            case Correction():
                row |= {"about": record.about, "text": record.corrected}
            case TranscriptRecord():
                row |= {"about": "", "text": record.transcript.text}
            case _:
                row |= {"about": record.about or "", "text": record.text}
        rows.append(row)
    show_list(rows, ["id", "at", "scope", "about", "text"], format, f"there is no {kind.value} yet")
