"""`hypotez speak` and `hypotez voices`: words in, sound out."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from hypotez.entrypoints.terminal.inputs import read_text
from hypotez.entrypoints.terminal.session import session
from hypotez.entrypoints.terminal.show import Bars, ListFormat, note, show_list

__all__ = ["speak", "voices"]


class SoundFormat(StrEnum):
    """The kinds of sound files, which are their endings too."""

    WAV = "wav"
    MP3 = "mp3"
    OGG = "ogg"
    FLAC = "flac"


def speak(
    ctx: typer.Context,
    *,
    text: Annotated[str, typer.Argument(metavar="TEXT|-", help="What to say; - reads it from standard input.")],
    output: Annotated[Path | None, typer.Option(metavar="FILE", help="A .wav, .mp3, .ogg or .flac file.")] = None,
    voice: Annotated[str | None, typer.Option(help="A voice; see `hypotez voices`.")] = None,
    language: Annotated[str | None, typer.Option(help='The language of the text, such as "ru".')] = None,
    engine: Annotated[str | None, typer.Option(help="The speaker; see `hypotez engines`.")] = None,
    rate: Annotated[float, typer.Option(help="How fast, as a factor.")] = 1.0,
    pitch: Annotated[float, typer.Option(help="How high, as a factor.")] = 1.0,
    volume: Annotated[float, typer.Option(help="How loud, as a factor.")] = 1.0,
    format: Annotated[
        SoundFormat | None, typer.Option(help="What to write; else what FILE's ending says, or wav into a pipe.")
    ] = None,
) -> None:
    """Say a text, into a file or into a pipe."""
    if output is None and sys.stdout.isatty():
        raise typer.BadParameter("sound cannot be shown in a terminal: give --output FILE.wav, or send it into a pipe")
    kind = _format(output, format)
    words = read_text() if text == "-" else text
    with session(ctx).open() as app, Bars() as bars, bars.bar("speaking") as report:
        speech = app.speak(
            words,
            language=language,
            voice=voice,
            rate=rate,
            pitch=pitch,
            volume=volume,
            engine=engine,
            report=report,
        )
        if output:
            speech.save(output, kind)
        else:
            for piece in speech.encode(kind):
                sys.stdout.buffer.write(piece)
                sys.stdout.buffer.flush()
        for attempt in speech.attempts:
            note(f"{attempt.engine} did not speak: {attempt.reason}")
    if output:
        note(f"written to {output}")


def _format(output: Path | None, format: SoundFormat | None) -> str:
    """The format to write.

    Raises:
        BadParameter: the file's ending says another one than `format`, or neither says one.
    """
    from hypotez.domain.speak import sound_format

    if output is None:
        return format or SoundFormat.WAV
    ending = sound_format(output.name)
    if ending and format not in {None, ending}:
        raise typer.BadParameter(f"{output.name} ends as {ending} does, and --format says {format}: leave one out")
    if not ending and not format and not _is_pipe(output):
        raise typer.BadParameter(
            f"{output.name!r} says no sound format; give it the ending .wav, .mp3, .ogg or .flac, or give --format"
        )
    return format or ending or SoundFormat.WAV


def _is_pipe(output: Path) -> bool:
    """Whether it is there and is no file, or leads to one as /dev/stdout does: it is called as the system wants."""
    return output.exists() and (output.is_symlink() or not output.is_file())


def voices(
    ctx: typer.Context,
    language: Annotated[str | None, typer.Option(help='Only voices of this language, such as "ru".')] = None,
    engine: Annotated[str | None, typer.Option(help="Of this engine.")] = None,
    format: Annotated[ListFormat, typer.Option(help="A table, or a JSON object a line.")] = ListFormat.TEXT,
) -> None:
    """List the voices."""
    with session(ctx).open() as app:
        rows = [
            {"name": voice.name, "languages": list(voice.languages), "gender": voice.gender, "label": voice.label}
            for voice in app.voices(language=language, engine=engine)
        ]
    show_list(rows, ["name", "languages", "gender", "label"], format, "there is no such voice")
