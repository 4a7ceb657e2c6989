"""The worker's process: `python -m hypotez.adapters.compose.worker` serves one engine on its standard input and output.

The first event is "recipe" {group, name, options, called}; "ready" or "error" answers it. It ends as soon as its
standard input does, whatever the engine is doing then: when the parent dies, nothing is left behind. A folder that is
named as the argument is removed then: it is the one for temporary files.
"""

import os
import shutil
import signal
import sys
import threading
from collections.abc import Mapping
from contextlib import nullcontext, suppress
from typing import IO, Any

from hypotez.adapters.compose import checked
from hypotez.adapters.compose.answers import codec_answers, stt_answers, tts_answers
from hypotez.adapters.compose.fitting import learner_answers
from hypotez.adapters.compose.messages import error_event
from hypotez.adapters.compose.recipe import Recipe
from hypotez.adapters.compose.service import Answer, Bounds, Service
from hypotez.adapters.compose.wire import DATA_LIMIT, Event, Garbled, read_event, write_event

__all__ = ["answers_of", "main"]

_PARENT = Bounds(waiting=1 << 40, data=DATA_LIMIT, patience=threading.TIMEOUT_MAX)
"""The parent's window limits what waits to be read, for reading must never stop; how long to wait is its business."""


def answers_of(engine: Any) -> Mapping[str, Answer]:
    """The requests that `engine`, of whichever port it is, answers."""
    if hasattr(engine, "transcribe"):
        return stt_answers(engine)
    if hasattr(engine, "fit"):
        return learner_answers(engine)
    return tts_answers(engine) if hasattr(engine, "synthesize") else codec_answers(engine)


def main() -> None:
    """Serve until standard input ends."""
    reader, writer = _take_over()
    try:
        answers = _first(reader, writer)
        if answers is not None:
            Service(reader, writer, answers, gate=nullcontext(), gone=_leave, bounds=_PARENT, traces=True).run()
    except SystemExit as leaving:  # a vendor that calls sys.exit: end as it wants, but without waiting for threads
        _exit(leaving.code)
    except Garbled as error:
        sys.stderr.write(f"The parent sent {error}.\n")
        _exit(1)
    except OSError:  # the parent died before it could hear that the engine is ready
        _leave()
    _exit(0)


def _take_over() -> tuple[IO[bytes], IO[bytes]]:
    """Keep standard input and output for the protocol; what vendors and their programs print goes to standard error."""
    reader, writer = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    with suppress(ValueError, AttributeError):  # the terminal's Ctrl-C is the parent's business
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    return reader, writer


def _first(reader: IO[bytes], writer: IO[bytes]) -> Mapping[str, Answer] | None:
    """Build the engine; a recipe that fails is answered with its error, and another may come."""
    while (event := read_event(reader)) is not None:
        try:
            recipe = Recipe(
                checked.text(event.data, "group"),
                checked.text(event.data, "name"),
                checked.mapping(event.data, "options"),
                checked.text(event.data, "called", ""),
            )
            answers = answers_of(recipe.build())
        except Exception as error:  # noqa: BLE001 - whatever a constructor raises, the parent hears of it
            write_event(error_event(error), writer)
        else:
            write_event(Event("ready"), writer)
            return answers
    return None


def _leave() -> None:
    """Standard input has ended: take along what the engine has started, such as an ffmpeg."""
    _clean()
    if hasattr(os, "killpg") and os.getpgrp() == os.getpid():
        os.killpg(os.getpid(), signal.SIGKILL)
    os._exit(0)


def _exit(code: object) -> None:
    _clean()
    with suppress(OSError, ValueError):
        sys.stderr.flush()
    os._exit(code if isinstance(code, int) else int(code is not None))


def _clean() -> None:
    for scratch in sys.argv[1:2]:
        shutil.rmtree(scratch, ignore_errors=True)


if __name__ == "__main__":
    main()
