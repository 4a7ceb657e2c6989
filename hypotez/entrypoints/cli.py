"""The program `hypotez`: all commands together, and what their errors come to.

Exit codes: 0 all went well, 1 something did not, 2 the command line makes no sense, 130 interrupted, 128 and its number
when a signal ended it.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Final, TextIO

import typer
from typer.core import TyperGroup

from hypotez.entrypoints.terminal import (
    answering,
    config,
    datasets,
    engines,
    evaluating,
    evaluating_speech,
    keeping,
    models,
    speak,
    talk,
    training,
    transcribe,
    vocabulary,
)
from hypotez.entrypoints.terminal.ending import end_on_signals
from hypotez.entrypoints.terminal.session import Session
from hypotez.entrypoints.terminal.show import complain, note
from hypotez.ports.errors import HypotezError
from hypotez.ports.progress import Cancelled

__all__ = ["app", "main"]

INTERRUPTED: Final = 130


class Program(TyperGroup):
    """The commands. `--config` and `--debug` may stand anywhere before a `--`."""

    def main(self, args: Sequence[str] | None = None, *rest: Any, **options: Any) -> Any:
        """Run a command and leave with its exit code; an error is one sentence, unless `--debug` wants all of it."""
        words = _globals_first(list(sys.argv[1:] if args is None else args))
        debug = "--debug" in words[: words.index("--")] if "--" in words else "--debug" in words
        try:
            code = super().main(words, *rest, **{**options, "standalone_mode": False})
            sys.stdout.flush()
        except (KeyboardInterrupt, Cancelled, typer.Abort):
            code = INTERRUPTED
        except BrokenPipeError:
            code = 1
        except SystemExit as ending:  # a signal: what nobody takes any more is forgotten here too
            code = ending.code
        except Exception as error:  # the last stop: whatever it is, the person gets a sentence
            if debug and not hasattr(error, "exit_code"):
                raise
            code = _complain(error)
        _flush_or_forget(sys.stdout)
        if code == INTERRUPTED:
            note("interrupted")
        sys.exit(code if isinstance(code, int) else 0)


def _complain(error: Exception) -> int:
    match error:
        case HypotezError():
            complain(error)
        case OSError() if error.strerror:
            note(f"{error.filename}: {error.strerror}" if error.filename else error.strerror)
        case _ if hasattr(error, "exit_code") and hasattr(error, "show"):  # typer's own: a wrong command line
            error.show()
            return int(error.exit_code)
        case _:
            note(f"something unexpected went wrong ({type(error).__name__}); run it again with --debug to see what")
    return 1


def _globals_first(words: list[str]) -> list[str]:
    """Bring `--config FILE` and `--debug` to the front, where the parser wants them."""
    front: list[str] = []
    others: list[str] = []
    rest = iter(words)
    for word in rest:
        if word == "--":
            return [*front, *others, word, *rest]
        if word == "--debug" or word.startswith("--config="):
            front.append(word)
        elif word == "--config":
            front += [word, *([value] if (value := next(rest, None)) is not None else [])]
        else:
            others.append(word)
    return [*front, *others]


def _flush_or_forget(stream: TextIO) -> None:
    """Let what nobody takes go nowhere (the reader has left, the disk is full): Python would complain at its end."""
    try:
        stream.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


app = typer.Typer(
    cls=Program,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"hypotez {version('hypotez')}")
        raise typer.Exit


@app.callback()
def begin(
    ctx: typer.Context,
    config: Annotated[Path | None, typer.Option(metavar="FILE", help="The config file.")] = None,
    debug: Annotated[bool, typer.Option("--debug", help="Log everything, and show where errors come from.")] = False,
    version: Annotated[  # noqa: ARG001 - it answers by itself
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say which this is.")
    ] = False,
) -> None:
    """Speech to text and text to speech, here or on Discord."""
    ctx.obj = Session(config, debug)


for command in (
    transcribe.transcribe,
    speak.speak,
    speak.voices,
    engines.engines,
    engines.pull,
    engines.doctor,
    keeping.archive,
    keeping.restore,
    keeping.feedback,
    keeping.correct,
    keeping.getfile,
    keeping.instruction,
    training.train,
    evaluating.evaluate,
    answering.answer,
    answering.review,
    evaluating_speech.evaluate_speech,
    vocabulary.vocabulary,
    talk.chat,
):
    app.command()(command)
app.add_typer(talk.discord, name="discord")
app.add_typer(datasets.commands, name="dataset")
app.add_typer(models.commands, name="model")
app.add_typer(config.commands, name="config")


def _open_closed() -> None:
    """Let streams that were closed before the program began be empty, and go nowhere."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115 - open until the end


def main() -> None:
    """Run the program and leave."""
    _open_closed()
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # whatever the system's settings, a pipe carries UTF-8, and a wrong byte in it is no reason to stop
            stream.reconfigure(encoding=stream.encoding if stream.isatty() else "utf-8", errors="replace")
    end_on_signals()
    app(prog_name="hypotez")
