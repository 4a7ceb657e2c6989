"""A worker process with one engine in it."""

import logging
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections import deque
from contextlib import suppress
from pathlib import Path
from typing import IO

from hypotez.adapters.compose.line import Line
from hypotez.adapters.compose.recipe import Recipe
from hypotez.adapters.compose.talk import Talk
from hypotez.adapters.compose.wire import Event, Garbled
from hypotez.adapters.telemetry import NO_TELEMETRY
from hypotez.ports.errors import EngineCrashed, EngineError

__all__ = ["Child", "clean_environment"]

_log = logging.getLogger(__name__)

_NEEDED = re.compile(
    # the user, the system, the language
    r"PATH|HOME|USER|USERNAME|USERPROFILE|LOGNAME|LANG|LANGUAGE|LC_.+|TZ|XDG_.+|VIRTUAL_ENV|CONDA_PREFIX"
    # Windows
    r"|SYSTEMROOT|SYSTEMDRIVE|WINDIR|COMSPEC|PATHEXT|(LOCAL)?APPDATA|(ALLUSERS|PUBLIC)PROFILE|PROGRAMDATA"
    r"|(COMMON)?PROGRAM(FILES|W6432)(\(X86\))?|NUMBER_OF_PROCESSORS|PROCESSOR_.+"
    # libraries, processors and graphics cards
    r"|LD_.+|DYLD_.+|PYTHON.+|COVERAGE_.+|(OMP|GOMP|KMP|MKL|OPENBLAS|BLIS|VECLIB|NUMEXPR|DNNL|ONEDNN)_.+"
    r"|(CUDA|CUDNN|CUBLAS|NVIDIA|NCCL|ROCR|HIP|HSA|TORCH|PYTORCH|CT2)_.+"
    # what engines look for
    r"|HF_HUB_OFFLINE|SSL_CERT_(FILE|DIR)|ESPEAK_DATA_PATH|IMAGEIO_FFMPEG_EXE",
    re.IGNORECASE,
)
_SECRET = re.compile(r"TOKEN|SECRET|PASS|PWD|CREDENTIAL|COOKIE|PRIVATE|AUTH|(^|_)(API_?)?KEY", re.IGNORECASE)
"""In names that would be let through for how they begin, such as NVIDIA_API_KEY."""
_TAIL = 40
"""Lines of standard error that are kept for the log."""
_ENDING = 1.0
"""Seconds that a child has for ending by itself once its standard input is closed."""


def clean_environment(scratch: str) -> dict[str, str]:
    """What a child needs of this process's environment, which may be full of secrets, and the same import path.

    Vendors in it are told to tell their makers nothing.

    `scratch`: the folder for its temporary files.
    """
    kept = {name: value for name, value in os.environ.items() if _NEEDED.fullmatch(name) and not _SECRET.search(name)}
    kept["PYTHONPATH"] = os.pathsep.join(entry or str(Path.cwd()) for entry in sys.path)
    return kept | NO_TELEMETRY | dict.fromkeys(("TMPDIR", "TEMP", "TMP"), scratch)


class Child:
    """Starts the process at once; its engine is built by `greet`.

    The process ends when its standard input does, so also when this process dies in whatever way. Its temporary files,
    which may be somebody's speech, are in a folder of its own that goes with it: `scratch`.
    """

    def __init__(self, recipe: Recipe) -> None:
        self._recipe = recipe
        self._reason = ""
        self._ended = False
        self._ending = threading.Lock()
        self.scratch = ""
        self.greeted = False
        try:
            self.scratch = tempfile.mkdtemp(prefix="hypotez-")
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-X", "faulthandler", "-m", "hypotez.adapters.compose.worker", self.scratch],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=clean_environment(self.scratch),
                start_new_session=True,
            )
        except OSError as error:
            shutil.rmtree(self.scratch, ignore_errors=True)
            raise EngineCrashed(
                f"No process could be started for the engine {recipe.called!r}: {error}.", engine=recipe.called
            ) from error
        _log.debug("engine started", extra={"engine": recipe.called, "pid": self._process.pid})
        assert self._process.stdin
        assert self._process.stdout
        assert self._process.stderr
        self._tail: deque[bytes] = deque(maxlen=_TAIL)
        self._drain = threading.Thread(
            target=self._keep_tail, args=(self._process.stderr,), name="worker-stderr", daemon=True
        )
        self._drain.start()
        self.line = Line(self._process.stdout, self._process.stdin)

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether it can still be asked."""
        return self._process.poll() is None and not self._reason and not self.line.ended

    def greet(self, talk: Talk) -> None:
        """Tell it what engine it is to be; the recipe travels here, since arguments can be read by every user."""
        recipe = self._recipe
        told = {"group": recipe.group, "name": recipe.name, "options": dict(recipe.options), "called": recipe.called}
        talk.send(Event("recipe", told))
        talk.expect("ready")
        self.greeted = True

    def fault(self, error: Exception) -> EngineError:
        """Why the line to it broke."""
        name = self._recipe.called
        if isinstance(error, Garbled):
            said = f"The process of the engine {name!r} answered with {error}."
        elif self._reason:
            said = f"The process of the engine {name!r} {self._reason}."
        else:
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(_ENDING)
            self._drain.join(_ENDING)
            death = _death(self._process.returncode)
            said = f"The process of the engine {name!r} {death}; the next request gets a new one."
        _log.debug("%s Its last words: %s", said, b"".join(self._tail).decode("utf-8", "replace"))
        return EngineCrashed(said, engine=name)

    def kill(self, reason: str) -> None:
        """End it now, with whatever it has started itself; `reason` tells what it did ("used more than 100 MiB")."""
        self._reason = self._reason or reason
        _kill_family(self._process)

    def end(self, *, gently: bool) -> None:
        """End it and leave nothing behind; `gently` lets an idle one leave by itself."""
        with self._ending:
            code = self._process.poll()  # before it is asked to leave, which it does by a signal too
            if gently and code is None:
                self.line.close()
                with suppress(subprocess.TimeoutExpired):
                    self._process.wait(_ENDING)
            self._reason = self._reason or (_death(code) if code else "was ended")
            _kill_family(self._process)
            self._process.wait()
            if not self._ended:
                what = {"engine": self._recipe.called, "pid": self._process.pid, "why": self._reason}
                _log.debug("engine ended", extra=what)
            self._ended = True
            shutil.rmtree(self.scratch, ignore_errors=True)
            self.line.join(_ENDING)
            self._drain.join(_ENDING)

    def _keep_tail(self, stderr: IO[bytes]) -> None:
        with suppress(OSError, ValueError), stderr:
            while text := stderr.readline(4096):
                self._tail.append(text)


def _kill_family(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is not None:
        return
    import psutil

    family: list[psutil.Process] = []
    with suppress(psutil.Error):
        family = psutil.Process(process.pid).children(recursive=True)
    process.kill()
    for member in family:
        with suppress(psutil.Error):
            member.kill()


def _death(code: int | None) -> str:
    if code is None:
        return "closed its output"
    if code < 0:
        try:
            return f"was ended by {signal.Signals(-code).name}"
        except ValueError:
            return f"was ended by signal {-code}"
    return f"ended with exit code {code}"
