"""The one pyttsx3 engine of this process, and what its drivers need to behave.

Where the eSpeak NG wheel is installed, pyttsx3's "espeak" driver finds it because it is loaded already (on Linux, by
its SONAME), and finds its data by `ESPEAK_DATA_PATH`: without that eSpeak would end the process.
"""

import atexit
import contextlib
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hypotez.adapters.tts import espeak_library
from hypotez.ports.errors import EngineFailed, EngineUnavailable, HypotezError

__all__ = ["driver_here", "save", "session"]

_TRIES = 3
_WAIT_SECONDS = 2.0
_POLL_SECONDS = 0.005
_HEADER_BYTES = 44

_engines: dict[str, Any] = {}
atexit.register(_engines.clear)  # the vendor's destructors need the interpreter whole
_swallowed: list[BaseException] = []


def driver_here(platform: str) -> str:
    """The driver that pyttsx3 takes by itself on a `sys.platform`."""
    return {"darwin": "nsss", "win32": "sapi5"}.get(platform, "espeak")


@contextlib.contextmanager
def session(driver: str) -> Iterator[Any]:
    """The vendor's engine, for this thread alone. Inside, the vendor's errors become `EngineError`.

    Raises:
        EngineUnavailable: pyttsx3, or what its driver needs, is not here.
        EngineFailed: anything else.
    """
    with espeak_library.LOCK:
        try:
            engine = _engine(driver)
        except HypotezError:
            raise
        except Exception as error:
            raise EngineUnavailable(
                f"pyttsx3 cannot use its driver {driver!r} here; choose another driver or engine.", engine="pyttsx3"
            ) from error
        try:
            yield engine
        except HypotezError:
            _forget(driver)
            raise
        except Exception as error:
            _forget(driver)
            raise EngineFailed("pyttsx3 failed; try again, or another engine.", engine="pyttsx3") from error


def _engine(driver: str) -> Any:
    fresh = False
    if driver == "espeak":
        with contextlib.suppress(EngineUnavailable):  # no wheel: the system's own eSpeak may be there
            fresh = espeak_library.lend("pyttsx3")
            os.environ.setdefault("ESPEAK_DATA_PATH", str(espeak_library.data()))
    if fresh or driver not in _engines:
        _engines[driver] = _started(driver)
    return _engines[driver]


def _forget(driver: str) -> None:
    """After a failure nobody knows what state the engine is in: the next call starts another."""
    _engines.pop(driver, None)
    if driver == "espeak":
        with contextlib.suppress(EngineUnavailable):
            espeak_library.lend("")


def _started(driver: str) -> Any:
    try:
        from pyttsx3.engine import Engine
    except ImportError as error:
        raise EngineUnavailable("pyttsx3 is not installed: pip install pyttsx3.", engine="pyttsx3") from error
    if driver == "espeak":
        from pyttsx3.drivers import espeak

        espeak.print = lambda *_args, **_options: None  # it would print the name of every file it writes
        espeak.EspeakDriver._moduleInitialized = False  # noqa: SLF001 - the library was ours in the meantime
        # a driver that is collected late would take the callback from its successor
        espeak.EspeakDriver.destroy = staticmethod(lambda: None)
    engine = Engine(driver)
    engine.connect("error", lambda exception, **_facts: _swallowed.append(exception))
    return engine


def save(engine: Any, text: str, settings: dict[str, Any], path: Path) -> bool:
    """Speak into a file and wait until it is whole.

    Returns:
        Whether there are samples in it; a text that has none is silent.

    Raises:
        EngineFailed: no file came.
    """
    _swallowed.clear()
    for name, value in settings.items():
        engine.setProperty(name, value)
    _settle(engine)
    whole = False
    for _ in range(_TRIES):  # now and then an answer is empty, or the loop returns before it began
        path.unlink(missing_ok=True)
        engine.save_to_file(text, str(path))
        engine.runAndWait()
        _settle(engine)
        if _swallowed:
            raise _swallowed.pop()
        whole = _whole(path)
        if whole and path.stat().st_size > _HEADER_BYTES:
            return True
    if not whole:
        raise EngineFailed("pyttsx3 wrote no sound; try again, or another engine.", engine="pyttsx3")
    return False


def _settle(engine: Any) -> None:
    """Wait for eSpeak's own queue: a setting that is still in it would be lost, as would the end of a file."""
    if str(engine) == "espeak":
        from pyttsx3.drivers import _espeak

        _espeak.dll.espeak_Synchronize()


def _whole(path: Path) -> bool:
    """Wait for a RIFF or AIFF file whose size is what its header says."""
    deadline = time.monotonic() + _WAIT_SECONDS
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError):
            data = path.read_bytes()
            size = int.from_bytes(data[4:8], "big" if data[:4] == b"FORM" else "little")
            if len(data) >= _HEADER_BYTES and size + 8 == len(data):
                return True
        time.sleep(_POLL_SECONDS)
    return False
